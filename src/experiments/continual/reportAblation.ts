import { pairedStats, type SeedStats } from '../../metrics';
import { row } from './report';
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

const PREFIX = 'memory-agent: ';

/** Effects of every change, paired by seed; seeds that only one side has are left out. */
export function effects(
  runs: readonly ContinualRun[],
  ablation: readonly ContinualRun[],
): Effect[] {
  const place = (run: ContinualRun): string => `${run.scenario}\n${run.budget}\n${run.strategy}`;
  const of = new Map<string, ContinualRun[]>();
  for (const run of ablation)
    if (run.strategy.startsWith(PREFIX)) of.set(place(run), [...(of.get(place(run)) ?? []), run]);
  return [...of.values()].flatMap((changed) => {
    const { scenario, budget, strategy } = changed[0];
    const pairs = changed.flatMap(({ seed, final }) =>
      runs
        .filter(
          (run) =>
            run.strategy === 'memory-agent' &&
            run.scenario === scenario &&
            run.budget === budget &&
            run.seed === seed,
        )
        .map((whole) => [final, whole.final] as const),
    );
    return pairs.length === 0
      ? []
      : [
          {
            scenario,
            budget,
            name: strategy.slice(PREFIX.length),
            seeds: pairs.length,
            difference: pairedStats(
              pairs.map(([a]) => a),
              pairs.map(([, b]) => b),
            ),
          },
        ];
  });
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
    return own ? sayEffect(own.difference) : '-';
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

/** Points with sign and interval: `-1.5 ± 0.5`. */
function sayEffect({ mean, ci95HalfWidth: half }: SeedStats): string {
  const text = `${mean >= 0 ? '+' : '-'}${Math.abs(100 * mean).toFixed(1)}${half === null ? '' : ` ± ${(100 * half).toFixed(1)}`}`;
  return half !== null && Math.abs(mean) > half ? `**${text}**` : text;
}
