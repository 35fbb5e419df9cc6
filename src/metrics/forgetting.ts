import {
  checkScored,
  meanOrNull,
  range,
  type ScoreMatrix,
  type ScoreOptions,
  sign,
} from './scoreMatrix';
import { backwardTransfer } from './transfer';

/**
 * After task k: for each earlier task j, the best score from its own training up to k - 1, less the
 * score now (f_j; Chaudhry et al. 2018, eq. 3). Row 0 is empty.
 */
export function forgettingMatrix(R: ScoreMatrix, options: ScoreOptions): number[][] {
  checkScored(R, options);
  const s = sign(options);
  return range(R.length).map((k) => range(k).map((j) => best(R, s, j, j, k) - s * R[k][j]));
}

/** f_j at the end, one for each task but the last. */
export const forgettingPerTask = (R: ScoreMatrix, options: ScoreOptions): number[] =>
  forgettingMatrix(R, options)[R.length - 1];

/** F_k after each task: the mean of f_j (Chaudhry et al. 2018, eq. 3); null after the first. */
export const forgettingAfterTask = (R: ScoreMatrix, options: ScoreOptions): (number | null)[] =>
  forgettingMatrix(R, options).map(meanOrNull);

/** F at the end (as Continuum computes it). Null for one task. */
export const forgetting = (R: ScoreMatrix, options: ScoreOptions): number | null =>
  meanOrNull(forgettingPerTask(R, options));

/**
 * As `forgetting`, with scores from before the task was trained in the running too: the range as
 * printed in Chaudhry et al. 2018.
 */
export function forgettingAllRows(R: ScoreMatrix, options: ScoreOptions): number | null {
  checkScored(R, options);
  const s = sign(options);
  const last = R.length - 1;
  return meanOrNull(range(last).map((j) => best(R, s, j, 0, last) - s * R[last][j]));
}

/**
 * Score right after training less the score at the end, that is minus backward transfer (as
 * Avalanche).
 */
export function forgettingFirst(R: ScoreMatrix, options: ScoreOptions): number | null {
  const transfer = backwardTransfer(R, options);
  return transfer === null ? null : 0 - transfer;
}

/**
 * As `forgetting`, with the final score and 0 in the running too, so never below 0 (as Mammoth).
 * Made for accuracies: null for a loss and for one task.
 */
export function forgettingMammoth(R: ScoreMatrix, options: ScoreOptions): number | null {
  checkScored(R, options);
  if (!options.higherIsBetter) return null;
  const last = R.length - 1;
  return meanOrNull(range(last).map((j) => Math.max(0, best(R, 1, j, j, last + 1)) - R[last][j]));
}

/**
 * The best of all times less the final score, averaged over all T tasks (as
 * online-continual-learning). Made for accuracies: null for a loss.
 */
export function forgettingRaptorMai(R: ScoreMatrix, options: ScoreOptions): number | null {
  checkScored(R, options);
  if (!options.higherIsBetter) return null;
  const T = R.length;
  return meanOrNull(range(T).map((j) => best(R, 1, j, 0, T) - R[T - 1][j]));
}

/** The best signed score on task j at times from..to-1. */
const best = (R: ScoreMatrix, s: number, j: number, from: number, to: number): number =>
  Math.max(...R.slice(from, to).map((row) => s * row[j]));
