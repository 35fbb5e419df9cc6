import { z } from 'zod';
import { anyNumber, checkArguments, numbers, text } from './arguments';
import { learningCurve, lineOptions, type LearningCurveOptions } from './curves';
import type { Figure } from './figure';
import type { Series } from './series';

/** The options of a chart of named lines. */
export interface LineChartOptions extends Omit<LearningCurveOptions, 'floors'> {
  /** Horizontal dashed lines by their labels: floors, chance, other people's results. */
  readonly floors?: Readonly<Record<string, number>>;
  /** The method that fixes a line's colour, where its name does not say it. */
  readonly methods?: Readonly<Record<string, string>>;
}

/** Columns of numbers over `x`; every other name is a line. */
export interface LineColumns {
  readonly x: ArrayLike<number>;
  readonly [line: string]: ArrayLike<number>;
}

/** The options of a chart of named lines, as its argument is checked. */
export const namedLineOptions = lineOptions.extend({
  floors: z.record(text, anyNumber).optional(),
  methods: z.record(text, text).optional(),
});

/**
 * Named lines over one `x`.
 * @param columns `x`, and an array as long for each line
 * @throws RangeError when the arrays are not equally long, or no value can be drawn
 * @example
 * lineChart({ x: slots, links, memory }, {
 *   title: 'Links grow as N²', xLabel: 'slots N', yLabel: 'numbers', logX: true, logY: true,
 *   floors: { parameters: 348055 },
 * });
 */
export function lineChart(columns: LineColumns, options: LineChartOptions): Figure {
  const fields = { columns: z.record(text, numbers), options: namedLineOptions };
  checkArguments(fields, { columns, options });
  const { x, ...lines } = columns;
  if (x === undefined)
    throw new RangeError('columns: got no x, expected the numbers of the x axis');
  const series = Object.entries(lines).map(([name, y]): Series => {
    const method = options.methods?.[name];
    return { name, x, y, ...(method === undefined ? {} : { method }) };
  });
  return namedLines(series, options);
}

/** Lines with the options of `lineChart`. */
export function namedLines(
  series: readonly Series[],
  { floors = {}, methods: _, ...options }: LineChartOptions,
): Figure {
  return learningCurve(series, {
    ...options,
    floors: Object.entries(floors).map(([label, y]) => ({ label, y })),
  });
}
