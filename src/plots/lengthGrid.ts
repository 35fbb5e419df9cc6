import { z } from 'zod';
import { checkArguments, countField, matrix, numbers, titled } from './arguments';
import type { Figure } from './figure';
import type { TitledOptions } from './frame';
import { heatmap } from './heatmap';

/** Wrong bits (%) for memories of several sizes and lists of several lengths. */
export interface LengthGrid {
  /** Vectors in a list: the columns. */
  readonly lengths: readonly number[];
  /** Slots of a memory: the rows. */
  readonly slots: readonly number[];
  /** Wrong bits in percent, `[slots, lengths]`. */
  readonly wrong: readonly ArrayLike<number>[];
}

/** What the grid shows, and the sizes that the machine was trained with. */
export interface LengthGridOptions extends TitledOptions {
  readonly trained: { readonly length: number; readonly slots: number };
}

const gridField = z.looseObject({ lengths: numbers, slots: numbers, wrong: matrix });
const gridOptions = z.strictObject({
  ...titled,
  trained: z.strictObject({ length: countField, slots: countField }),
});

/**
 * How far a trained machine goes: wrong bits by the slots it is given and the length of the list.
 * The colours end at 50 %, which is guessing.
 * @throws RangeError when there is not one row a memory and one column a length
 * @example
 * lengthGrid({ lengths: [8, 16], slots: [16, 64], wrong: [[0, 50], [0, 1]] }, {
 *   title: 'More slots, longer lists', trained: { length: 8, slots: 16 },
 * });
 */
export function lengthGrid(grid: LengthGrid, options: LengthGridOptions): Figure {
  checkArguments({ grid: gridField, options: gridOptions }, { grid, options });
  const { lengths, slots, wrong } = grid;
  const { trained, ...titles } = options;
  return heatmap(wrong, {
    note: 'Half of the bits wrong (50 %) is guessing.',
    ...titles,
    xLabel: `length of the list (vectors; trained on 1 to ${trained.length})`,
    yLabel: `slots (trained with ${trained.slots})`,
    unit: 'wrong bits (%)',
    xNames: lengths.map(String),
    yNames: slots.map(String),
    min: 0,
    max: 50,
  });
}
