import { argumentError } from '../../core/arguments';
import { describe } from '../../core/text';
import { pairedStats, seedStats, type SeedStats } from '../../metrics';
import { replaySettings, type ReplaySetting } from './digits';
import type { PriorityPoint, ReplayMethod } from './priorities';

/** A run with its scores on held-out rows. */
export interface ScoredRun {
  readonly setting: ReplaySetting;
  readonly method: ReplayMethod;
  readonly alpha?: number;
  readonly seed: number;
  readonly points: readonly PriorityPoint[];
}

/** Which runs belong together: all seeds of one way to draw in one setting. */
export interface RunGroup {
  readonly setting: ReplaySetting;
  readonly method: ReplayMethod;
  /** Of the priorities; left out, any. */
  readonly alpha?: number;
}

/**
 * Share of held-out rows that each run of a group has right after so many updates, by seed.
 * @throws RangeError if there is no such run, or two of one seed
 */
export function scoresAfter(runs: readonly ScoredRun[], group: RunGroup, update: number): number[] {
  return runsOf(runs, group).map(({ points }) => {
    const point = points.find((one) => one.update === update);
    if (point) return point.accuracy;
    const scored = points.map((one) => one.update).join(', ');
    throw argumentError('update', describe(update), `one of those scored: ${scored}`);
  });
}

/** At each scored update the share of held-out rows right, over the seeds of a group. */
export function scoresOverTime(runs: readonly ScoredRun[], group: RunGroup): SeedStats[] {
  const [first] = runsOf(runs, group);
  return first.points.map(({ update }) => seedStats(scoresAfter(runs, group, update)));
}

/**
 * Points of accuracy (hundredths) by which a group is ahead of uniform draws in the same setting,
 * seed by seed: the same seed has the same start and the same rows.
 * @throws RangeError if runs are missing
 */
export function gainOverUniform(
  runs: readonly ScoredRun[],
  group: RunGroup,
  update: number,
): SeedStats {
  const points = (which: RunGroup): number[] =>
    scoresAfter(runs, which, update).map((share) => 100 * share);
  return pairedStats(points(group), points({ setting: group.setting, method: 'uniform' }));
}

/** Columns for a chart: `x`, the updates at which runs were scored, and a line a method. */
export interface AccuracyColumns {
  readonly x: readonly number[];
  readonly [method: string]: readonly number[] | readonly SeedStats[];
}

/** The share of held-out rows right over time in one setting, over seeds, for each way to draw. */
export function accuracyColumns(
  runs: readonly ScoredRun[],
  setting: ReplaySetting,
): AccuracyColumns {
  const mine = runs.filter((run) => run.setting === setting);
  const methods = [...new Set(mine.map(({ method }) => method))];
  const [first] = runsOf(mine, { setting, method: methods[0] });
  const lines = methods.map((method) => [method, scoresOverTime(mine, { setting, method })]);
  return {
    ...(Object.fromEntries(lines) as Record<string, SeedStats[]>),
    x: first.points.map(({ update }) => update),
  };
}

/** Columns for a chart: `x`, the exponents alpha, and the gain in each setting. */
export interface SweepColumns {
  readonly x: readonly number[];
  readonly [setting: string]: readonly number[] | readonly SeedStats[];
}

/** What prioritized draws gain over uniform ones with each alpha there are runs of. */
export function gainsByAlpha(runs: readonly ScoredRun[], update: number): SweepColumns {
  const mine = runs.filter(({ method }) => method === 'prioritized');
  const alphas = [...new Set(mine.map(({ alpha = NaN }) => alpha))].sort((a, b) => a - b);
  const gains = replaySettings.map((setting) => {
    const gainWith = (alpha: number): SeedStats =>
      gainOverUniform(runs, { setting, method: 'prioritized', alpha }, update);
    return [setting, alphas.map(gainWith)];
  });
  return { ...(Object.fromEntries(gains) as Record<string, SeedStats[]>), x: alphas };
}

/** A row of a table of gains: the setting, the way to draw, and a gain for each moment. */
export type GainRow = Readonly<Record<string, string | number>>;

/** Ways to draw with the alpha that the paper found best for each. */
const PAPER_DRAWS: readonly Omit<RunGroup, 'setting'>[] = [
  { method: 'prioritized', alpha: 0.6 },
  { method: 'corrected', alpha: 0.6 },
  { method: 'rank', alpha: 0.7 },
];

/**
 * Gains over uniform draws in words, a row for each setting and way to draw.
 * @param updates when they are compared
 * @param draws default prioritized, corrected and by rank, with the paper's alpha
 */
export function gainTable(
  runs: readonly ScoredRun[],
  updates: readonly number[],
  draws: readonly Omit<RunGroup, 'setting'>[] = PAPER_DRAWS,
): GainRow[] {
  return replaySettings.flatMap((setting) =>
    draws.map(({ method, alpha }): GainRow => {
      const gainAt = (update: number): string =>
        sayGain(gainOverUniform(runs, { setting, method, alpha }, update));
      const gains: Record<string, string> = {};
      for (const update of updates) gains[`${update} updates`] = gainAt(update);
      return { setting, draws: method, alpha: alpha ?? '', ...gains };
    }),
  );
}

/** A gain in words: `+9.5 ± 2.7`. */
export function sayGain({ mean, ci95HalfWidth }: SeedStats): string {
  const interval = ci95HalfWidth === null ? '' : ` ± ${ci95HalfWidth.toFixed(1)}`;
  return `${mean < 0 ? '−' : '+'}${Math.abs(mean).toFixed(1)}${interval}`;
}

/** What an interval of a gain says: whether it lies above 0, below it, or holds it. */
export function gainVerdict({ mean, ci95HalfWidth }: SeedStats): 'help' | 'harm' | 'unclear' {
  const half = ci95HalfWidth ?? Infinity;
  if (mean - half > 0) return 'help';
  return mean + half < 0 ? 'harm' : 'unclear';
}

function runsOf(runs: readonly ScoredRun[], { setting, method, alpha }: RunGroup): ScoredRun[] {
  const found = runs
    .filter((run) => run.setting === setting && run.method === method)
    .filter((run) => alpha === undefined || run.alpha === alpha)
    .sort((a, b) => a.seed - b.seed);
  const group = `${setting}, ${method}${alpha === undefined ? '' : `, alpha ${alpha}`}`;
  if (found.length === 0) throw argumentError('runs', 'none', `runs of ${group}`);
  const twice = found.find((run, i) => i > 0 && run.seed === found[i - 1].seed);
  if (twice) throw argumentError('runs', `seed ${twice.seed} twice`, `one run a seed of ${group}`);
  return found;
}
