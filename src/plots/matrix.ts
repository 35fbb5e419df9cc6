import { z } from 'zod';
import type { SpokenOptions } from './alt';
import {
  altField,
  anyNumber,
  checkArguments,
  booleanField,
  heightField,
  matrix,
  names,
  text,
  titled,
} from './arguments';
import type { Figure } from './figure';
import type { TitledOptions } from './frame';
import { heatmap } from './heatmap';

/** What the drawing of a score matrix shows. */
export interface ScoreMatrixOptions extends SpokenOptions {
  readonly taskNames: readonly string[];
  readonly title: string;
  /** What a score is, with its unit: "held-out error (MSE)". Default "score". */
  readonly unit?: string;
  readonly log?: boolean;
  /** Ends of the colour bar, to compare two matrices. */
  readonly min?: number;
  readonly max?: number;
}

/**
 * The score matrix of a continual learner with its values: row i after training on task i, column j
 * the score on task j.
 * @param R shape `[tasks, tasks]`
 * @throws RangeError when R does not have a row and a column for each task
 */
export function scoreMatrix(R: readonly ArrayLike<number>[], options: ScoreMatrixOptions): Figure {
  checkArguments({ R: matrix, options: scoreOptions }, { R, options });
  const { taskNames, unit = 'score', ...rest } = options;
  const tasks = taskNames.length;
  if (R.length !== tasks || R.some((r) => r.length !== tasks)) {
    throw new RangeError(
      `score matrix is ${R.length} x ${R[0]?.length}, expected ${tasks} x ${tasks} for tasks ` +
        `${taskNames.join(', ')}`,
    );
  }
  return heatmap(R, {
    ...rest,
    unit,
    xLabel: 'evaluated on',
    yLabel: 'after training on',
    xNames: taskNames,
    yNames: taskNames,
    write: true,
  });
}

const scoreOptions = z.strictObject({
  taskNames: names,
  title: text,
  unit: text.optional(),
  log: booleanField.optional(),
  min: anyNumber.optional(),
  max: anyNumber.optional(),
  ...altField,
});

export interface MemoryHeatmapOptions extends TitledOptions {
  /** Default "value". */
  readonly unit?: string;
  readonly height?: number;
  /**
   * The value with the deepest colour, to compare two pictures or the steps of a slider; default
   * the largest, whatever its sign.
   */
  readonly max?: number;
}

const memoryOptions = z.strictObject({
  ...titled,
  unit: text.optional(),
  height: heightField.optional(),
  max: anyNumber.optional(),
});

/**
 * The memory bank: a row a slot, a column a place in the word, two colours about 0.
 * @param memory shape `[slots, word]`
 */
export function memoryHeatmap(
  memory: readonly ArrayLike<number>[],
  options: MemoryHeatmapOptions,
): Figure {
  checkArguments({ memory: matrix, options: memoryOptions }, { memory, options });
  const { unit = 'value', max, ...rest } = options;
  return heatmap(memory, {
    ...rest,
    unit,
    max,
    min: max === undefined ? undefined : -max,
    xLabel: 'word position',
    yLabel: 'slot',
    diverging: true,
    write: false,
  });
}
