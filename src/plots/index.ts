/**
 * Figures: pure functions from numbers to Plotly JSON with a text summary, and the same figures as
 * SVG.
 */
export * from './figure';
export type { TitledOptions } from './frame';
export type { Mark } from './marks';
export { colours, methodColour } from './palette';
export type { Series } from './series';
export { say } from './text';
export { learningCurve, type Floor, type LearningCurveOptions } from './curves';
export * from './agentDiagram';
export * from './arrows';
export { barChart, type BarChartOptions, type BarSeries } from './bars';
export * from './barsOverSeeds';
export * from './confusion';
export * from './courseMap';
export { differencesOverSeeds, sayStats } from './differencesOverSeeds';
export * from './digitGrid';
export * from './digitRow';
export * from './fitChart';
export * from './forgetting';
export { functionChart, type FunctionChartOptions } from './functionChart';
export * from './graphFigure';
export * from './growthChart';
export * from './heatmap';
export * from './interfaceStrip';
export * from './intervals';
export * from './lengthGrid';
export { lineChart, type LineChartOptions, type LineColumns } from './lineChart';
export * from './matrix';
export * from './memoryWords';
export * from './namedBars';
export * from './overSeeds';
export * from './operationBars';
export * from './operationGraph';
export * from './partBars';
export * from './rowBars';
export * from './sequenceFigure';
export * from './slotImages';
export * from './stepOnCurve';
export * from './steps';
export * from './sumTreeWalk';
export * from './surface';
export { surfacePaths, type PlanePoint, type SurfacePathsOptions } from './surfacePaths';
export * from './svg';
export * from './timeline';
export * from './timingBars';
export * from './treeFigure';
