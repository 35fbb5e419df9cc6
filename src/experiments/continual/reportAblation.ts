import { pairedStats, type SeedStats } from '../../metrics';
import { markdownRow as row } from './markdown';
import type { ContinualRun } from './types';

/** A change to the memory agent, against the agent itself with the same seeds. */
export interface Effect {
  readonly scenario: string;
  readonly budget: number;
  readonly name: string;
  readonly seeds: number;
  /** Final score with the change less without, seed by seed. */
  readonly difference: SeedStats;
}

/** Effects of every change, paired by seed; seeds that only one side has are left out. */
export function effects(
  runs: readonly ContinualRun[],
  ablation: readonly ContinualRun[],
): Effect[] {
  const groups = new Map<string, ContinualRun[]>();
  for (const run of ablation) {
    if (run.strategy !== 'memory-agent' || run.variant === null) continue;
    const place = JSON.stringify([run.scenario, run.budget, run.variant]);
    groups.set(place, [...(groups.get(place) ?? []), run]);
  }
  const agent = runs.filter((run) => run.strategy === 'memory-agent' && run.variant === null);
  return [...groups.values()].flatMap((changed) => effectOf(changed, agent) ?? []);
}

/** The effect of one change; undefined where no seed is on both sides. */
function effectOf(
  changed: readonly ContinualRun[],
  agent: readonly ContinualRun[],
): Effect | undefined {
  const [{ scenario, budget, variant }] = changed;
  const own = agent.filter((run) => run.scenario === scenario && run.budget === budget);
  const pairs = changed.flatMap(({ seed, final }) => {
    const whole = own.find((run) => run.seed === seed);
    return whole ? [{ final, whole: whole.final }] : [];
  });
  if (pairs.length === 0) return undefined;
  const difference = pairedStats(
    pairs.map(({ final }) => final),
    pairs.map(({ whole }) => whole),
  );
  return { scenario, budget, name: variant ?? '', seeds: pairs.length, difference };
}

/**
 * The ablation as a table: a row a change, a column a scenario; bold where the interval excludes 0.
 */
export function reportAblation(
  runs: readonly ContinualRun[],
  ablation: readonly ContinualRun[],
): string[] {
  const all = effects(runs, ablation);
  const columns = [...new Set(all.map(({ scenario, budget }) => `${scenario} ${budget}`))];
  const names = [...new Set(all.map(({ name }) => name))];
  if (all.length === 0) return [];
  const cell = (name: string, column: string): string => {
    const own = all.find(
      (effect) => effect.name === name && `${effect.scenario} ${effect.budget}` === column,
    );
    return own ? effectText(own.difference) : '-';
  };
  const seeds = [...new Set(all.map((effect) => effect.seeds))].join(' or ');
  return [
    '',
    '## The memory agent with one part changed',
    '',
    `Final accuracy with the change less without, in points, paired over ${seeds} seeds, with ` +
      `95 % interval; bold where the interval excludes 0. ${all.length} intervals: one in twenty ` +
      'would be bold by chance alone.',
    '',
    row(['change', ...columns]),
    row(['---', ...columns.map(() => '---:')]),
    ...names.map((name) => row([name, ...columns.map((column) => cell(name, column))])),
  ];
}

/** Points with sign and interval, bold where that excludes 0: `-1.5 ± 0.5`. */
export function effectText({ mean, ci95HalfWidth: half }: SeedStats): string {
  const points = `${mean >= 0 ? '+' : '-'}${Math.abs(100 * mean).toFixed(1)}`;
  if (half === null) return points;
  const text = `${points} ± ${(100 * half).toFixed(1)}`;
  return Math.abs(mean) > half ? `**${text}**` : text;
}
