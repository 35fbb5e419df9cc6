/** Few-shot learners on Omniglot: by distance, by gradient steps, and the floors. */
export { oneShotEmbedding } from './embedding';
export { matchGame, type MatchTrial } from './matchGame';
export { fewShotErrors, ONE_SHOT_RUNS, testEpisodes, type TestError, testName } from './judge';
export { learnMetric } from './learnMetric';
export { learnFewShotStart, startErrors } from './learnFewShotStart';
export * from './plan';
export {
  oneShotErrors,
  oneShotName,
  oneShotReport,
  oneShotTable,
  sayErrors,
  trialsTable,
  type TrialsRow,
} from './report';
export {
  ONE_SHOT_REFERENCE,
  type OneShotReference,
  type OneShotSource,
  type PublishedFewShotAccuracy,
  type PublishedInstanceAccuracy,
  type PublishedOneShotError,
  readOneShotReference,
} from './reference';
export type { OneShotResult } from './run';
export { readOneShotRuns } from './store';
