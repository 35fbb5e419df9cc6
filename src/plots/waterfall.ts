import { z } from 'zod';
import { anyNumber, checkArguments, text, titled } from './arguments';
import type { Figure } from './figure';
import type { TitledOptions } from './frame';
import { rowBars, type RowBar } from './rowBars';

export interface WaterfallOptions extends TitledOptions {
  /** What is counted or measured, with its unit: `operations in a step`. */
  readonly unit: string;
  /** Name of the last bar, which shows what is left. */
  readonly end: string;
  /** What stands behind a number, in brackets, by the name of the bar. */
  readonly remarks?: Readonly<Record<string, string>>;
}

const levelsField = z
  .record(text, anyNumber)
  .refine((levels) => Object.keys(levels).length > 0, 'at least one level');
const waterfallOptions = z.strictObject({
  ...titled,
  unit: text,
  end: text,
  remarks: z.record(text, text).optional(),
});

const START = '#0072b2';
const END = '#009e73';
const LESS = '#56b4e9';
const MORE = '#cc79a7';

/**
 * How a number comes about step by step: a bar for where it starts, one that floats for what each
 * step takes away or adds, and one for what is left.
 * @param levels the number at the start and after each step, by name, in order
 * @throws RangeError for no levels, or one that is below 0 or not finite
 * @example
 * waterfall({ 'as traced': 494, 'bounds in one': 488, 'shapes once': 442 }, {
 *   title: 'A tenth less', unit: 'operations in a step', end: 'rewritten',
 * });
 */
export function waterfall(
  levels: Readonly<Record<string, number>>,
  options: WaterfallOptions,
): Figure {
  checkArguments({ levels: levelsField, options: waterfallOptions }, { levels, options });
  const { end, remarks = {}, ...rest } = options;
  const [[start, first], ...steps] = Object.entries(levels);
  const bars: RowBar[] = [{ name: start, value: first, colour: START }];
  let level = first;
  for (const [name, after] of steps) {
    const value = after - level;
    bars.push({ name, value, from: level, colour: value > 0 ? MORE : LESS });
    level = after;
  }
  bars.push({ name: end, value: level, colour: END });
  const remarked = bars.map((bar) => ({ ...bar, remark: remarks[bar.name] ?? '' }));
  return rowBars([{ name: '', bars: remarked }], rest);
}
