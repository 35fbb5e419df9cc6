/** Few-shot learners on Omniglot: by distance, by gradient steps, and the floors. */
export { oneShotEmbedding } from './embedding';
export { matchGame, type MatchTrial } from './matchGame';
export { judge, ONE_SHOT_RUNS, testEpisodes, type TestError, testName } from './judge';
export { learnMetric } from './learnMetric';
export { learnStart, startErrors } from './learnStart';
export * from './plan';
export {
  oneShotErrors,
  oneShotName,
  oneShotReport,
  oneShotTable,
  sayErrors,
  trialsTable,
} from './report';
export { readOneShotReference } from './reference';
export type { OneShotResult } from './run';
export { readOneShotRuns } from './store';
