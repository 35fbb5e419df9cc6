import { z } from 'zod';
import { arrowChart } from './arrows';
import { checkArguments, countField, finiteNumbers, matrix, names, titled } from './arguments';
import { barChart } from './bars';
import type { Figure } from './figure';
import type { TitledOptions } from './frame';
import { heatmap } from './heatmap';

/** What a table of words shows. */
export interface WordTableOptions extends TitledOptions {
  readonly rowNames: readonly string[];
}

const tableOptions = z.strictObject({ ...titled, rowNames: names });

/**
 * The words of a memory, a row each, in colours around 0.
 * @param words `[slots, width]`
 * @throws RangeError when there is not one name a row
 */
export function wordTable(words: readonly ArrayLike<number>[], options: WordTableOptions): Figure {
  checkArguments({ words: matrix, options: tableOptions }, { words, options });
  const { rowNames, ...titles } = options;
  return heatmap(words, {
    ...titles,
    xLabel: 'word position',
    yLabel: 'slot',
    yNames: rowNames,
    unit: 'value',
    diverging: true,
  });
}

/** A look-up among words of two numbers, and the gradient of its loss. */
export interface LookUp {
  /** Words `[slots, 2]`, and the gradient of the loss for each number of them. */
  readonly stored: readonly (readonly number[])[];
  readonly gradient: readonly (readonly number[])[];
  /** Each `[2]`. */
  readonly key: readonly number[];
  readonly answer: readonly number[];
  readonly wanted: readonly number[];
}

const pair = finiteNumbers;
const lookUpField = z.strictObject({
  stored: z.array(pair),
  gradient: z.array(pair),
  key: pair,
  answer: pair,
  wanted: pair,
});

/**
 * A look-up in the plane: the stored words with arrows against the gradient, the key, the answer
 * and what was wanted.
 * @throws RangeError when a word has no gradient
 */
export function lookUpArrows(lookUp: LookUp): Figure {
  checkArguments({ lookUp: lookUpField }, { lookUp });
  const { stored, gradient, key, answer, wanted } = lookUp;
  if (gradient.length !== stored.length)
    throw new RangeError(`gradient: got ${gradient.length} words, expected ${stored.length}`);
  const words = stored.map(([x, y], i) => ({
    ...{ x, y, label: String(i) },
    ...{ dx: -gradient[i][0], dy: -gradient[i][1] },
  }));
  const point = ([x, y]: readonly number[], label: string) => [{ x, y, label }];
  const groups = [
    { name: 'stored words', points: words, method: 'dnc' },
    { name: 'key k', points: point(key, 'k'), symbol: 'diamond' },
    { name: 'answer r', points: point(answer, 'r'), symbol: 'square' },
    { name: 'wanted r*', points: point(wanted, 'r*'), symbol: 'square' },
  ] as const;
  return arrowChart(groups, {
    title: 'Where each stored word should move',
    xLabel: 'word position 0',
    yLabel: 'word position 1',
    x: [-1.1, 1.3],
    y: [-1.1, 1.4],
    height: 400,
  });
}

/** Usage before a write, and where allocation sends it, each a number a slot. */
export interface Allocation {
  readonly u: readonly number[];
  readonly a: readonly number[];
}

const allocationField = z.strictObject({ u: finiteNumbers, a: finiteNumbers });
const writeField = z.strictObject({ write: countField });

/**
 * Usage and allocation of every slot at one write.
 * @param place which write it is, from 1
 */
export function allocationBars(allocation: Allocation, place: { readonly write: number }): Figure {
  checkArguments({ allocation: allocationField, place: writeField }, { allocation, place });
  const { u, a } = allocation;
  return barChart({
    title: `Write ${place.write}: usage before it, and where it goes`,
    xLabel: 'slot',
    yLabel: 'usage u, allocation a',
    categories: u.map((_, i) => `slot ${i}`),
    series: [
      { name: 'usage u before the write', values: u, method: 'floor' },
      { name: 'allocation a', values: a, method: 'dnc' },
    ],
    yMax: 1,
  });
}
