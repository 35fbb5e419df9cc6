import { isDeepStrictEqual } from 'node:util';
import { settingText } from '../../continual/strategies/storedSettings';
import { reportAblation } from './reportAblation';
import type { Choice } from './settings';
import type { Sitting } from './sittings';
import { figureOf, halfWidth, type Reference, type ReferenceFigure, verdict } from './reference';
import { sayScore, sayStd, summaries, type Summary } from './summary';
import { type ContinualRun, plainName } from './types';

/** Everything that REPRODUCIBILITY.md tells. */
export interface ReportParts {
  readonly runs: readonly ContinualRun[];
  readonly ablation: readonly ContinualRun[];
  readonly reference: Reference;
  readonly choices: readonly Choice[];
  readonly sittings: readonly Sitting[];
}

/** Markdown rows: cells between bars. */
export const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/**
 * REPRODUCIBILITY.md: ours against the reference, method by method, with what was missed; the
 * ablation; the settings; the time. The same parts give the same text.
 */
export function continualReport({
  runs,
  ablation,
  reference,
  choices,
  sittings,
}: ReportParts): string {
  const all = summaries(runs);
  const held = all.flatMap((summary) => {
    const figure = figureOf(reference, summary);
    return figure ? [{ summary, figure, verdict: verdict(summary, figure, reference.seeds) }] : [];
  });
  const name = ({
    summary: { scenario, strategy, budget, kind, final },
    figure,
  }: (typeof held)[number]): string =>
    `${scenario}, ${strategy}${figure.budget === null ? '' : ` ${budget}`}: ` +
    `${sayScore(kind, final.mean)} against ${sayScore(kind, figure.final.mean)} ± ` +
    `${sayScore(kind, halfWidth(figure.final.std, reference.seeds))}`;
  const list = (title: string, which: ReturnType<typeof verdict>): string[] => {
    const own = held.filter((one) => one.verdict === which);
    return own.length === 0 ? [] : ['', `${title}:`, '', ...own.map((one) => `- ${name(one)}`)];
  };
  const count = (which: ReturnType<typeof verdict>): number =>
    held.filter((one) => one.verdict === which).length;
  const absent = reference.figures.filter(
    (figure) => !all.some((summary) => figureOf({ ...reference, figures: [figure] }, summary)),
  );
  return [
    '# Reproducibility: continual learning',
    '',
    'Made by `npm run -s experiment -- report` from `data/continual-runs.parquet` (`-- ' +
      'table`), `data/continual-ablation.parquet` (`-- ablation`), ' +
      '`data/continual-settings.json` (`-- tune all`) and `data/continual-reference.json`. Do ' +
      'not edit: make it again.',
    '',
    'Scores are on held-out rows, in percent of rows right, or mean squared errors for ' +
      'regression, after the last task; mean ± sample standard deviation, then the 95 % interval ' +
      `of the mean (Student's t). Forgetting is F_T of Chaudhry et al. (2018): above 0 is worse. ` +
      `${reference.note}`,
    '',
    'A verdict compares our mean with the 95 % interval of the reference mean: *within* it, ' +
      '*better* than all of it, **missed**; **missed (close)** where our own interval reaches ' +
      'into it.',
    '',
    `Of ${held.length} reference figures that were run: ${count('within')} within, ` +
      `${count('better')} better, ${count('close') + count('missed')} missed (${count('close')} ` +
      'of them ' +
      `close).${absent.length > 0 ? ' Not run: ' + `${absent.map(({ scenario, strategy, budget }) => `${scenario} ${strategy}${budget === null ? '' : ` ${budget}`}`).join(', ')}.` : ''}`,
    ...list('Missed', 'missed'),
    ...list('Missed, close', 'close'),
    ...[...new Set(all.map(({ scenario }) => scenario))].flatMap((scenario) =>
      scenarioTable(
        scenario,
        all.filter((summary) => summary.scenario === scenario),
        reference,
      ),
    ),
    ...reportAblation(runs, ablation),
    ...settingsPart(choices),
    ...timePart(runs, ablation, sittings),
    '',
  ].join('\n');
}

function scenarioTable(scenario: string, own: readonly Summary[], reference: Reference): string[] {
  const head = [
    'strategy',
    'rows',
    own[0]?.kind === 'values' ? 'error (MSE)' : 'accuracy, %',
    '95 % interval',
    'forgetting',
    'reference',
    'its interval',
    'verdict',
    'seeds',
    's a run',
  ];
  return [
    '',
    `## ${scenario}`,
    '',
    row(head),
    row(head.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...own.map((summary) => {
      const { kind, strategy, budget, seeds, final, forgetting, seconds } = summary;
      const figure = figureOf(reference, summary);
      return row([
        strategy,
        ANY_BUDGET.has(plainName(strategy)) ? '-' : String(budget),
        `${sayScore(kind, final.mean)} ± ${sayStd(kind, final)}`,
        range(kind, final.mean, final.ci95HalfWidth),
        forgetting === null
          ? '-'
          : `${sayScore(kind, forgetting.mean)} ± ${sayStd(kind, forgetting)}`,
        ...(figure ? against(summary, figure, reference.seeds) : ['', '', '']),
        String(seeds),
        seconds.toFixed(1),
      ]);
    }),
  ];
}

const range = (kind: Summary['kind'], mean: number, half: number | null): string =>
  half === null ? '-' : `${sayScore(kind, mean - half)} to ${sayScore(kind, mean + half)}`;

function against(summary: Summary, figure: ReferenceFigure, seeds: number): string[] {
  const { kind } = summary;
  const {
    final: { mean, std },
    forgetting,
    note,
  } = figure;
  const found = verdict(summary, figure, seeds);
  const word = {
    within: 'within',
    better: '*better*',
    close: '**missed (close)**',
    missed: '**missed**',
  }[found];
  return [
    `${sayScore(kind, mean)} ± ` +
      `${sayScore(kind, std)}${forgetting ? `; forgetting ${sayScore(kind, forgetting.mean)}` : ''}`,
    range(kind, mean, halfWidth(std, seeds)),
    `${word}${note ? ` (reference: ${note})` : ''}`,
  ];
}

/**
 * Strategies whose figures do not change with the budget: told here too, since the registry would
 * load TensorFlow.
 */
export const ANY_BUDGET: ReadonlySet<string> = new Set([
  'naive',
  'joint',
  'cumulative',
  'ewc',
  'online-ewc',
  'si',
  'lwf',
]);

function settingsPart(choices: readonly Choice[]): string[] {
  if (choices.length === 0) return [];
  const say = (settings: Choice['settings']): string =>
    Object.entries(settings)
      .map(([key, value]) => `${key} ${settingText(value)}`)
      .join(', ');
  const holds = (tried: Choice['settings'], chosen: Choice['settings']): boolean =>
    // a point names defaults, too
    Object.entries(chosen).every(([key, value]) => isDeepStrictEqual(tried[key], value));
  const best = ({ scores, settings }: Choice): string => {
    const finals =
      scores
        .find((score) => holds(score.settings, settings))
        ?.finals.filter((final): final is number => final !== null) ?? [];
    return finals.length === 0 ? '-' : (finals.reduce((a, b) => a + b) / finals.length).toFixed(4);
  };
  return [
    '',
    '## Settings',
    '',
    'Chosen on validation rows, a stratified fifth of the train rows of each task; test rows ' +
      'are not read. Every point of every grid with its scores is in ' +
      '`data/continual-settings.json`. What is not named here is the default; rows with three ' +
      'updates take the choice of the strategy itself.',
    '',
    row(['scenario', 'strategy', 'rows', 'chosen', 'points tried', 'seeds', 'validation score']),
    row(['---', '---', '---:', '---', '---:', '---:', '---:']),
    ...choices.map((choice) =>
      row([
        choice.scenario,
        choice.strategy,
        String(choice.budget ?? '-'),
        say(choice.settings),
        String(choice.scores.length),
        String(choice.seeds.length),
        best(choice),
      ]),
    ),
  ];
}

function timePart(
  runs: readonly ContinualRun[],
  ablation: readonly ContinualRun[],
  sittings: readonly Sitting[],
): string[] {
  const minutes = (seconds: number): string => `${(seconds / 60).toFixed(1)} min`;
  const sum = (own: readonly ContinualRun[]): string =>
    `${own.length} runs, ${minutes(own.reduce((total, { seconds }) => total + seconds, 0))} ` +
    'one after the other';
  return [
    '',
    '## Time',
    '',
    `The table: ${sum(runs)}. The ablation: ${sum(ablation)}. Made in these sittings, several ` +
      'runs at once, one TensorFlow thread each:',
    '',
    row(['command', 'date', 'runs made', 'at once', 'wall clock', 'machine']),
    row(['---', '---', '---:', '---:', '---:', '---']),
    ...sittings.map(
      ({ command, date, runs: made, jobs, seconds, machine: { cpu, cores, system, node } }) =>
        row([
          command,
          date,
          String(made),
          String(jobs),
          minutes(seconds),
          `${cpu}, ${cores} cores, ${system}, Node ${node}`,
        ]),
    ),
  ];
}
