export * from './averages';
export * from './continualMetrics';
export * from './forgetting';
export * from './gaps';
export * from './interval';
export * from './prequential';
export type { ScoreMatrix, ScoreOptions } from './scoreMatrix';
export { studentQuantile } from './studentT';
export * from './transfer';
