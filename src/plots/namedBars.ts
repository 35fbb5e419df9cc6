import { z } from 'zod';
import { anyNumber, checkArguments, text } from './arguments';
import { barChart, barOptions, type BarChartOptions } from './bars';
import type { Figure } from './figure';

/** The options of a bar chart that has one bar a name. */
export interface NamedBarsOptions extends Omit<BarChartOptions, 'categories' | 'series'> {
  /** The method that all bars are of: it fixes their colour. */
  readonly method?: string;
}

const namedOptions = barOptions
  .omit({ categories: true, series: true })
  .extend({ method: text.optional() });

/**
 * One bar a name.
 * @param values by the names that stand under the bars, in their order
 * @throws RangeError for a value that is no number, or where none can be drawn
 * @example
 * namedBars({ LSTM: 262656, controls: 60759, answer: 24640 }, {
 *   title: 'The LSTM holds most parameters', xLabel: 'weight matrix', yLabel: 'parameters',
 * });
 */
export function namedBars(
  values: Readonly<Record<string, number>>,
  options: NamedBarsOptions,
): Figure {
  const fields = { values: z.record(text, anyNumber), options: namedOptions };
  checkArguments(fields, { values, options });
  const { method, ...rest } = options;
  return barChart({
    ...rest,
    categories: Object.keys(values),
    series: [{ name: options.yLabel, values: Object.values(values), method }],
  });
}
