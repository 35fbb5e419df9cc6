import * as averages from './averages';
import * as forgetting from './forgetting';
import { checkScored, type ScoreMatrix, type ScoreOptions } from './scoreMatrix';
import * as transfer from './transfer';

/** Every figure of one run; null where it is not defined (see each function). */
export type ContinualMetrics = ReturnType<typeof continualMetrics>;

/**
 * Every metric of a score matrix at once, under the short names of the literature.
 * @throws RangeError naming the option, or the place in R, `baseline` or `reference` that is wrong
 * @example continualMetrics([[0.9, 0.1], [0.4, 0.8]], { higherIsBetter: true }).forgetting === 0.5
 */
export function continualMetrics(R: ScoreMatrix, options: ScoreOptions) {
  checkScored(R, options);
  const bwtDiaz = transfer.backwardTransferOverTime(R, options);
  return {
    averageScore: averages.averageScore(R),
    averageScoreAfterTask: averages.averageScoreAfterTask(R),
    averageIncrementalScore: averages.averageIncrementalScore(R),
    scoreOverTime: averages.scoreOverTime(R),
    learningScore: averages.learningScore(R),
    bwt: transfer.backwardTransfer(R, options),
    bwtDiaz,
    /** REM and BWT+ (Diaz-Rodriguez et al. 2018, eq. 3 and 4). */
    remembering: bwtDiaz === null ? null : 1 - Math.abs(Math.min(bwtDiaz, 0)),
    bwtPlus: bwtDiaz === null ? null : Math.max(bwtDiaz, 0),
    fwt: transfer.forwardTransfer(R, options),
    fwtDiaz: transfer.forwardTransferOverTime(R),
    forgettingPerTask: forgetting.forgettingPerTask(R, options),
    forgetting: forgetting.forgetting(R, options),
    forgettingAfterTask: forgetting.forgettingAfterTask(R, options),
    forgettingMatrix: forgetting.forgettingMatrix(R, options),
    forgettingAllRows: forgetting.forgettingAllRows(R, options),
    forgettingFirst: forgetting.forgettingFirst(R, options),
    forgettingMammoth: forgetting.forgettingMammoth(R, options),
    forgettingRaptorMai: forgetting.forgettingRaptorMai(R, options),
    intransigence: transfer.intransigence(R, options),
  };
}
