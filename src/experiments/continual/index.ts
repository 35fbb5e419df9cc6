export { type Grid, type GridScore, GridSearch } from './grid';
export {
  CONTINUAL_REFERENCE,
  figureOf,
  halfWidth,
  readReference,
  type Reference,
  type ReferenceFigure,
  type SummaryPlace,
  verdict,
} from './reference';
export { continualReport, type ReportParts } from './report';
export { type Effect, effects } from './reportAblation';
export { type Choice, chosenSettings, CONTINUAL_SETTINGS, readChoices } from './settings';
export * from './store';
export type { RunLogEntry } from './runLog';
export { summaries, type Summary } from './summary';
export {
  type ContinualRun,
  finishedRun,
  type JudgedRows,
  type RunKey,
  type RunScores,
  strategyLabel,
} from './types';
