import {
  checkScored,
  checkScores,
  meanOrNull,
  range,
  type ScoreMatrix,
  type ScoreOptions,
  sign,
} from './scoreMatrix';

/**
 * Backward transfer: what later training changed on each earlier task, at the end (Lopez-Paz &
 * Ranzato 2017, eq. 3). Null for one task.
 */
export function backwardTransfer(R: ScoreMatrix, options: ScoreOptions): number | null {
  checkScored(R, options);
  const last = R.length - 1;
  return meanOrNull(range(last).map((i) => sign(options) * (R[last][i] - R[i][i])));
}

/**
 * Backward transfer averaged over every time after a task, not only the end (Diaz-Rodriguez et al.
 * 2018, eq. 2). Null for one task.
 */
export function backwardTransferOverTime(R: ScoreMatrix, options: ScoreOptions): number | null {
  checkScored(R, options);
  return meanOrNull(
    range(R.length).flatMap((i) => range(i).map((j) => sign(options) * (R[i][j] - R[j][j]))),
  );
}

/**
 * Forward transfer: how much better than the untrained model a task is before its turn (Lopez-Paz &
 * Ranzato 2017, eq. 4). Null without a baseline or for one task.
 */
export function forwardTransfer(R: ScoreMatrix, options: ScoreOptions): number | null {
  checkScored(R, options);
  const { baseline } = options;
  if (!baseline) return null;
  return meanOrNull(
    range(R.length - 1).map((i) => sign(options) * (R[i][i + 1] - baseline[i + 1])),
  );
}

/**
 * The mean score on tasks not yet trained (Diaz-Rodriguez et al. 2018, eq. 5). Null for one task.
 */
export function forwardTransferOverTime(R: ScoreMatrix): number | null {
  checkScores(R);
  return meanOrNull(R.flatMap((row, i) => row.slice(i + 1)));
}

/**
 * How far each task, right after training, stays behind a model trained jointly (mean of I_k;
 * Chaudhry et al. 2018, eq. 4). Null without a reference.
 */
export function intransigence(R: ScoreMatrix, options: ScoreOptions): number | null {
  checkScored(R, options);
  const { reference } = options;
  return reference
    ? meanOrNull(range(R.length).map((k) => sign(options) * (reference[k] - R[k][k])))
    : null;
}
