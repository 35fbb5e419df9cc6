/** Streams: each row is answered and then learned, once, in order of time. */
export * from './baselines';
export { featuresOf, lastLabelOf, RunningScale, streamInputSize } from './inputs';
export { linearModel, linearModelOfChosenRate } from './linear';
export * from './run';
export * from './strategyLearner';
export * from './types';
