/**
 * Figures: pure functions from numbers to Plotly JSON with a text summary, and the same figures as
 * SVG.
 */
export type { Dash, Figure, Layout, Trace } from './figure';
export type { TitledOptions } from './frame';
export type { Mark } from './marks';
export { isFigure } from './figure';
export { colours, methodColour } from './palette';
export type { Series } from './series';
export { learningCurve, type LearningCurveOptions } from './curves';
export { forgettingCurves, type ForgettingOptions, type MethodRuns } from './forgetting';
export { heatmap, type HeatmapOptions } from './heatmap';
export {
  memoryHeatmap,
  scoreMatrix,
  type MemoryHeatmapOptions,
  type ScoreMatrixOptions,
} from './matrix';
export { barChart, type BarChartOptions, type BarSeries } from './bars';
export { stepSlider, type StepSliderOptions } from './steps';
export { arrowChart, type ArrowChartOptions, type ArrowGroup, type ArrowPoint } from './arrows';
export { fitChart, type SeenRows } from './fitChart';
export { surfaceChart, type SurfaceOptions } from './surface';
export { memoryTimeline, type MemoryMoment, type MemoryTimelineOptions } from './timeline';
export { sequenceFigure, type SequenceFigureOptions, type SequenceRows } from './sequenceFigure';
export { interfaceStrip, type InterfaceStripOptions, type StripPart } from './interfaceStrip';
export { courseMap } from './courseMap';
export { agentDiagram, type AgentSizes } from './agentDiagram';
export { graphFigure, type GraphBox, type GraphFigureOptions } from './graphFigure';
export { treeFigure, type TreeFigureOptions } from './treeFigure';
export { rowBars, type RowBar, type RowBarsOptions, type RowGroup } from './rowBars';
export {
  digitGrid,
  type DigitCell,
  type DigitGridOptions,
  type DigitGroup,
  type DigitRow,
} from './digitGrid';
export { confusionCounts, confusionMatrix, type ConfusionOptions } from './confusion';
export {
  differenceChart,
  type Difference,
  type DifferenceGroup,
  type DifferenceOptions,
} from './intervals';
export { toSvg } from './svg';
export { say } from './text';
