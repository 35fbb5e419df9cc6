import { z } from 'zod';
import type { SeedStats } from '../metrics';
import { anyNumber, checkArguments, numbers } from './arguments';
import type { Figure } from './figure';
import { namedLineOptions, namedLines, type LineChartOptions } from './lineChart';
import type { Series } from './series';

/** Statistics over seeds at each `x`; every name but `x` is a line. */
export interface SeedColumns {
  readonly x: ArrayLike<number>;
  readonly [line: string]: ArrayLike<number> | readonly Spread[];
}

/** What is drawn of the statistics over seeds (`seedStats`): the mean and its interval. */
type Spread = Pick<SeedStats, 'mean' | 'ci95HalfWidth'>;

const spreads = z.array(
  z.looseObject({ mean: anyNumber, ci95HalfWidth: anyNumber.nullable().optional() }),
);

/**
 * Means over seeds as lines with their 95 % intervals as bands; one seed has no band.
 * @param columns `x`, and for each line one `seedStats(...)` at each x
 * @throws RangeError when the arrays are not equally long, or no value can be drawn
 * @example
 * overSeeds({ x: sizes, 'replay from a reservoir': wrong }, {
 *   title: '20 rows do most of it', xLabel: 'rows stored', yLabel: 'rows wrong (share)',
 *   floors: { 'no replay': wrong[0].mean },
 * });
 */
export function overSeeds(columns: SeedColumns, options: LineChartOptions): Figure {
  const fields = { columns: z.looseObject({ x: numbers }), options: namedLineOptions };
  checkArguments(fields, { columns, options });
  const { x, ...lines } = columns;
  const series = Object.entries(lines).map(([name, statistics]): Series => {
    checkArguments({ [name]: spreads }, { [name]: statistics });
    const found = statistics as readonly Spread[];
    return { name, x, ...bandOf(found), method: options.methods?.[name] };
  });
  return namedLines(series.map(withoutUnknown), options);
}

/** Means, and the ends of their intervals where there are any. */
function bandOf(statistics: readonly Spread[]): Pick<Series, 'y' | 'low' | 'high'> {
  const y = statistics.map(({ mean }) => mean);
  if (statistics.every(({ ci95HalfWidth }) => typeof ci95HalfWidth !== 'number')) return { y };
  const half = statistics.map(({ ci95HalfWidth }) => ci95HalfWidth ?? 0);
  return {
    y,
    low: y.map((mean, i) => mean - half[i]),
    high: y.map((mean, i) => mean + half[i]),
  };
}

function withoutUnknown({ method, ...series }: Series): Series {
  return method === undefined ? series : { ...series, method };
}
