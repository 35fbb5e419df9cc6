import { z } from 'zod';
import type { SeedStats } from '../metrics';
import { anyNumber, checkArguments, text, titled } from './arguments';
import type { Figure } from './figure';
import { differenceChart, type DifferenceOptions } from './intervals';
import { say } from './text';

/** What is shown of statistics over seeds (`seedStats`, `pairedStats`). */
type MeanAndHalf = Pick<SeedStats, 'mean' | 'ci95HalfWidth'>;

const statsFields = { mean: anyNumber, ci95HalfWidth: anyNumber.nullable() };
const groupsField = z.record(z.string(), z.record(text, z.looseObject(statsFields)));

/**
 * Paired differences over seeds as points with 95 % intervals about a line at 0, a row each.
 * @param groups `pairedStats(...)` by the names of the rows, under their headings; the heading ''
 * is not written
 * @throws RangeError for no row, or a number that is not finite
 * @example
 * differencesOverSeeds({ 'minus the full agent': { 'without memory': pairedStats(a, b) } }, {
 *   title: 'Memory brings nothing here', xLabel: 'difference of the error (MSE)',
 * });
 */
export function differencesOverSeeds(
  groups: Readonly<Record<string, Readonly<Record<string, MeanAndHalf>>>>,
  options: DifferenceOptions,
): Figure {
  checkArguments(
    { groups: groupsField, options: z.strictObject({ ...titled, xLabel: text }) },
    { groups, options },
  );
  const drawn = Object.entries(groups).map(([name, differences]) => ({
    name,
    rows: Object.entries(differences).map(([row, { mean, ci95HalfWidth }]) => ({
      name: row,
      mean,
      half: ci95HalfWidth,
    })),
  }));
  return differenceChart(drawn, options);
}

/**
 * Statistics over seeds in words: the mean, and half the width of its 95 % interval with one digit.
 * @throws RangeError if a number is missing
 * @example sayStats(seedStats([0.16, 0.18, 0.19])) // '0.177 ± 0.04'
 */
export function sayStats(stats: MeanAndHalf): string {
  checkArguments({ stats: z.looseObject(statsFields) }, { stats });
  const { mean, ci95HalfWidth } = stats;
  return ci95HalfWidth === null ? say(mean) : `${say(mean)} ± ${say(ci95HalfWidth, 1)}`;
}
