import { z } from 'zod';
import type { SeedStats } from '../metrics';
import { anyNumber, checkArguments, names, text } from './arguments';
import { barChart, barOptions, type BarChartOptions, type BarSeries } from './bars';
import type { Figure } from './figure';

/** A value of a bar: a number, or statistics over seeds (`seedStats`, `pairedStats`). */
type BarValue = number | Pick<SeedStats, 'mean' | 'ci95HalfWidth'>;

/** The options of bars in groups. */
export interface BarsOverSeedsOptions extends Omit<BarChartOptions, 'categories' | 'series'> {
  /** The method that fixes the colour of bars, where their name does not say it. */
  readonly methods?: Readonly<Record<string, string>>;
}

const valueField = z.union([
  z.number(),
  z.looseObject({ mean: anyNumber, ci95HalfWidth: anyNumber.nullable().optional() }),
]);
const groupsField = z.record(text, z.array(valueField));
const groupedOptions = barOptions
  .omit({ categories: true, series: true })
  .extend({ methods: z.record(text, text).optional() });

/**
 * Bars in groups, one group a category: means over seeds with 95 % intervals as whiskers, or plain
 * numbers.
 * @param categories what stands under the groups
 * @param bars by name, one value a category
 * @throws RangeError when there is not one value a category, or none can be drawn
 * @example
 * barsOverSeeds(['0 and 1', '2 and 3'], { 'no replay': [0, 0.9], replay: [0.8, 0.9] }, {
 *   title: 'Replay keeps the first task', xLabel: 'task', yLabel: 'rows right (share)',
 * });
 */
export function barsOverSeeds(
  categories: readonly string[],
  bars: Readonly<Record<string, readonly BarValue[]>>,
  options: BarsOverSeedsOptions,
): Figure {
  const fields = { categories: names, bars: groupsField, options: groupedOptions };
  checkArguments(fields, { categories, bars, options });
  const { methods = {}, ...rest } = options;
  const series = Object.entries(bars).map(([name, values]): BarSeries => {
    const method = methods[name];
    return { name, ...barsOf(values), ...(method === undefined ? {} : { method }) };
  });
  return barChart({ ...rest, categories, series });
}

/** Heights, and half widths of intervals where there are any. */
function barsOf(values: readonly BarValue[]): Pick<BarSeries, 'values' | 'errors'> {
  const heights = values.map((value) => (typeof value === 'number' ? value : value.mean));
  const halves = values.map((value) => (typeof value === 'number' ? null : value.ci95HalfWidth));
  if (halves.every((half) => half === null)) return { values: heights };
  return { values: heights, errors: halves.map((half) => half ?? 0) };
}
