import { argumentError } from '../core/arguments';
import { describe } from '../core/text';
import { seedStats, type SeedStats } from './interval';

/** What stands for statistics where there are none to be told. */
const GAP: SeedStats = { mean: NaN, std: null, sem: null, ci95HalfWidth: null };

/**
 * `seedStats` of values some of which may have diverged: where one is not finite, or the mean is
 * above `limit`, a gap, which is a mean of NaN without an interval. A chart leaves it out.
 * @param values null, NaN and infinity stand for a value that diverged
 * @throws RangeError for no values, or a limit that is no number
 * @example statsOrGap([0.2, null]).mean // NaN
 */
export function statsOrGap(values: readonly (number | null)[], limit = 1e150): SeedStats {
  if (typeof limit !== 'number' || Number.isNaN(limit))
    throw argumentError('limit', describe(limit), 'a number');
  const finite = values.filter((v): v is number => v !== null && Math.abs(v) <= 1e150);
  if (values.length > 0 && finite.length < values.length) return GAP;
  const stats = seedStats(finite);
  return stats.mean <= limit ? stats : GAP;
}
