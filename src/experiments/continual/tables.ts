import type { SeedStats } from '../../metrics';
import { strategyEntry } from '../../continual/strategies';
import type { Effect } from './reportAblation';
import { figureOf, halfWidth, type Reference, type ReferenceFigure, verdict } from './reference';
import { excludesZero } from './standings';
import { sayInterval, sayScore, summaries, type Summary } from './summary';
import { type ContinualRun, strategyLabel } from './types';

/** A row of a table for people. */
export type TableRow = Readonly<Record<string, string>>;

/** A summary held against the figure of another program. */
export interface Judged {
  readonly summary: Summary;
  readonly figure: ReferenceFigure;
  readonly verdict: ReturnType<typeof verdict>;
}

const NONE = '–';

/**
 * All that was run in a scenario, the best first: mean and half of the 95 % interval at the end,
 * forgetting, the reference figure and the verdict.
 */
export function scoreTable(
  runs: readonly ContinualRun[],
  scenario: string,
  reference: Reference,
): TableRow[] {
  const own = summaries(runs.filter((run) => run.scenario === scenario));
  const sign = own[0]?.kind === 'values' ? 1 : -1;
  return own
    .sort((a, b) => sign * (a.final.mean - b.final.mean))
    .map((summary) => {
      const { kind, strategy, budget, final, forgetting } = summary;
      const figure = figureOf(reference, summary);
      const stores = strategyEntry(strategy).stores === 'budget';
      return {
        strategy: strategyLabel(summary),
        rows: stores ? String(budget) : NONE,
        'at the end': sayInterval(kind, final),
        forgetting: forgetting ? sayScore(kind, forgetting.mean) : NONE,
        reference: figure ? referenceText(kind, figure, reference.seeds) : NONE,
        verdict: figure ? verdict(summary, figure, reference.seeds) : NONE,
      };
    });
}

const referenceText = (kind: Summary['kind'], { final }: ReferenceFigure, seeds: number): string =>
  `${sayScore(kind, final.mean)} ± ${sayScore(kind, halfWidth(final.std, seeds))}`;

/** Every summary that there is a reference figure for. */
export function judgements(runs: readonly ContinualRun[], reference: Reference): Judged[] {
  return summaries(runs).flatMap((summary): Judged[] => {
    const figure = figureOf(reference, summary);
    return figure ? [{ summary, figure, verdict: verdict(summary, figure, reference.seeds) }] : [];
  });
}

/** How many verdicts of each kind there are in each scenario. */
export function verdictCounts(judged: readonly Judged[]): Readonly<Record<string, unknown>>[] {
  const scenarios = [...new Set(judged.map(({ summary }) => summary.scenario))];
  return scenarios.map((scenario) => {
    const own = judged.filter(({ summary }) => summary.scenario === scenario);
    const count = (word: Judged['verdict']): number =>
      own.filter((one) => one.verdict === word).length;
    const [within, better] = [count('within'), count('better')];
    return { scenario, within, better, missed: count('missed'), close: count('close') };
  });
}

/** What was missed, close misses included: ours beside the reference. */
export function missTable(judged: readonly Judged[], seeds: number): TableRow[] {
  return judged
    .filter((one) => one.verdict === 'missed' || one.verdict === 'close')
    .map(({ summary, figure, verdict: word }) => ({
      scenario: summary.scenario,
      strategy: strategyLabel(summary),
      rows: figure.budget === null ? NONE : String(summary.budget),
      ours: sayInterval(summary.kind, summary.final),
      reference: referenceText(summary.kind, figure, seeds),
      verdict: word,
    }));
}

/**
 * Effects of changed parts: a row a change, a column a place; points of accuracy with half of the
 * interval, and a star where it leaves 0 out.
 */
export function effectTable(effects: readonly Effect[]): TableRow[] {
  const placeOf = ({ scenario, budget }: Effect): string => `${scenario}, ${budget} rows`;
  const places = [...new Set(effects.map(placeOf))];
  const names = [...new Set(effects.map(({ name }) => name))];
  return names.map((name) => {
    const cells = places.map((place) => {
      const found = effects.find((effect) => effect.name === name && placeOf(effect) === place);
      return [place, found ? pointsText(found.difference) : NONE];
    });
    return { 'part changed': name, ...(Object.fromEntries(cells) as TableRow) };
  });
}

/** Points with sign and interval: `−1.5 ± 0.5 *`. */
function pointsText(difference: SeedStats): string {
  const { mean, ci95HalfWidth: half } = difference;
  const points = `${mean >= 0 ? '+' : '−'}${Math.abs(100 * mean).toFixed(1)}`;
  if (half === null) return points;
  return `${points} ± ${(100 * half).toFixed(1)}${excludesZero(difference) ? ' *' : ''}`;
}

/**
 * What a change did in all places: "−40.8 to −11.7 points; intervals below 0: 4 of 4, above 0: 0".
 * @throws RangeError if no effect has that name
 */
export function effectWords(effects: readonly Effect[], name: string): string {
  const own = effects.filter((effect) => effect.name === name).map((effect) => effect.difference);
  if (own.length === 0)
    throw new RangeError(`name: got "${name}", expected a part that was changed`);
  const points = own.map(({ mean }) => 100 * mean);
  const say = (value: number): string => value.toFixed(1).replace('-', '−');
  const clear = own.filter(excludesZero);
  const below = clear.filter(({ mean }) => mean < 0).length;
  return (
    `${say(Math.min(...points))} to ${say(Math.max(...points))} points; intervals below 0: ` +
    `${below} of ${own.length}, above 0: ${clear.length - below}`
  );
}
