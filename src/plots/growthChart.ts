import { z } from 'zod';
import { checkArguments, finiteNumbers, item, text, titled } from './arguments';
import { learningCurve } from './curves';
import type { Figure } from './figure';
import type { TitledOptions } from './frame';
import { say } from './text';

/** Times at growing sizes. */
export interface Growth {
  /** What grows: `slots`. */
  readonly name: string;
  readonly sizes: readonly number[];
  /** A time a size; `low` and `high` are the ends of its interval. */
  readonly ms: readonly number[];
  readonly low?: readonly number[];
  readonly high?: readonly number[];
  /** The slope that stands behind the name. */
  readonly slope: number;
}

const growthField = item({
  name: text,
  sizes: finiteNumbers,
  ms: finiteNumbers,
  low: finiteNumbers.optional(),
  high: finiteNumbers.optional(),
  slope: z.number(),
});
const growthOptions = z.strictObject(titled);

/**
 * How a time grows with a size, on logarithmic axes, each line as many times its own smallest size
 * and time: a straight line is a power, its slope the exponent.
 * @throws RangeError for no lines, or times and sizes of different number
 */
export function growthChart(growths: readonly Growth[], options: TitledOptions): Figure {
  checkArguments({ growths: z.array(growthField), options: growthOptions }, { growths, options });
  const series = growths.map(({ name, sizes, ms, low, high, slope }) => {
    const range = `${say(sizes[0], 6)} to ${say(sizes[sizes.length - 1], 6)}`;
    return {
      name: `${name} ${range}: slope ${slope.toFixed(2)}`,
      x: over(sizes, sizes[0]),
      y: over(ms, ms[0]),
      low: low && over(low, ms[0]),
      high: high && over(high, ms[0]),
    };
  });
  return learningCurve(series, {
    ...options,
    logX: true,
    logY: true,
    xLabel: 'size ÷ smallest size (log)',
    yLabel: 'time ÷ time at that size (log)',
    height: 420,
  });
}

const over = (values: readonly number[], unit: number): number[] =>
  values.map((value) => value / unit);
