import {
  averageIncrementalScore,
  averageScore,
  averageScoreAfterTask,
  learningScore,
  scoreOverTime,
} from './averages';
import {
  forgetting,
  forgettingAfterTask,
  forgettingAllRows,
  forgettingFirst,
  forgettingMammoth,
  forgettingMatrix,
  forgettingPerTask,
  forgettingRaptorMai,
} from './forgetting';
import { checkPerTask, checkScores, type ScoreMatrix, type ScoreOptions } from './scoreMatrix';
import {
  backwardTransfer,
  backwardTransferOverTime,
  forwardTransfer,
  forwardTransferOverTime,
  intransigence,
} from './transfer';

export * from './averages';
export * from './forgetting';
export * from './interval';
export * from './transfer';
export { studentQuantile } from './studentT';
export type { ScoreMatrix, ScoreOptions } from './scoreMatrix';

/** Every figure of one run; null where it is not defined (see each function). */
export type ContinualMetrics = ReturnType<typeof continualMetrics>;

/**
 * Every metric of a score matrix at once, under the short names of the literature.
 * @throws RangeError naming R, `baseline` or `reference` where the shape or a value is wrong
 * @example continualMetrics([[0.9, 0.1], [0.4, 0.8]], { higherIsBetter: true }).forgetting === 0.5
 */
export function continualMetrics(R: ScoreMatrix, options: ScoreOptions) {
  checkScores(R);
  if (options.baseline) checkPerTask('baseline', options.baseline, R.length);
  if (options.reference) checkPerTask('reference', options.reference, R.length);
  const bwtDiaz = backwardTransferOverTime(R, options);
  return {
    averageScore: averageScore(R),
    averageScoreAfterTask: averageScoreAfterTask(R),
    averageIncrementalScore: averageIncrementalScore(R),
    scoreOverTime: scoreOverTime(R),
    learningScore: learningScore(R),
    bwt: backwardTransfer(R, options),
    bwtDiaz,
    /** REM and BWT+ (Diaz-Rodriguez et al. 2018, eq. 3 and 4). */
    remembering: bwtDiaz === null ? null : 1 - Math.abs(Math.min(bwtDiaz, 0)),
    bwtPlus: bwtDiaz === null ? null : Math.max(bwtDiaz, 0),
    fwt: forwardTransfer(R, options),
    fwtDiaz: forwardTransferOverTime(R),
    forgettingPerTask: forgettingPerTask(R, options),
    forgetting: forgetting(R, options),
    forgettingAfterTask: forgettingAfterTask(R, options),
    forgettingMatrix: forgettingMatrix(R, options),
    forgettingAllRows: forgettingAllRows(R, options),
    forgettingFirst: forgettingFirst(R, options),
    forgettingMammoth: forgettingMammoth(R, options),
    forgettingRaptorMai: forgettingRaptorMai(R, options),
    intransigence: intransigence(R, options),
  };
}
