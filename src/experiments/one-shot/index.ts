/** Few-shot learners on Omniglot: by distance, by gradient steps, and the floors. */
export { oneShotEmbedding } from './embedding';
export { judge, ONE_SHOT_RUNS, testEpisodes, type TestError, testName } from './judge';
export { learnMetric } from './learnMetric';
export { learnStart, startErrors } from './learnStart';
export * from './plan';
export type { OneShotRun } from './run';
export { readOneShotRuns } from './store';
