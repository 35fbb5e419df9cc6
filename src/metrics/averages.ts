import { mean } from '../core/numbers';
import { checkScores, range, type ScoreMatrix } from './scoreMatrix';

/** ACC: the mean score over all tasks at the end (Lopez-Paz & Ranzato 2017, eq. 2). */
export function averageScore(R: ScoreMatrix): number {
  checkScores(R);
  return mean(R[R.length - 1]);
}

/** A_k: after each task k, the mean score over tasks 0..k (Chaudhry et al. 2018, section 3.1). */
export function averageScoreAfterTask(R: ScoreMatrix): number[] {
  checkScores(R);
  return R.map((row, k) => mean(row.slice(0, k + 1)));
}

/** The mean of A_k over time ("anytime" or average incremental score; Rebuffi et al. 2017). */
export const averageIncrementalScore = (R: ScoreMatrix): number => mean(averageScoreAfterTask(R));

/**
 * The mean of every score on a task already trained, over all times (A; Diaz-Rodriguez et al. 2018,
 * eq. 1).
 */
export function scoreOverTime(R: ScoreMatrix): number {
  checkScores(R);
  return mean(R.flatMap((row, i) => row.slice(0, i + 1)));
}

/**
 * The mean score on each task right after it was trained (learning accuracy; Riemer et al. 2019).
 */
export function learningScore(R: ScoreMatrix): number {
  checkScores(R);
  return mean(range(R.length).map((k) => R[k][k]));
}
