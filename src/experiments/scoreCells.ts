import type { ScoreMatrix } from '../metrics';

/** A score of R: on task `task` after training on tasks 0..`afterTask`. */
export interface ScoreCell {
  readonly afterTask: number;
  readonly task: number;
  readonly score: number;
}

/** The scores of R one by one, row after row. */
export function scoreCells(R: ScoreMatrix): ScoreCell[] {
  return R.flatMap((scores, afterTask) =>
    scores.map((score, task) => ({ afterTask, task, score })),
  );
}

/** R of its scores. */
export function matrixOf(cells: readonly ScoreCell[]): number[][] {
  const R: number[][] = [];
  for (const { afterTask, task, score } of cells) (R[afterTask] ??= [])[task] = score;
  return R;
}
