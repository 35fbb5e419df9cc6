import { isDeepStrictEqual } from 'node:util';
import { mean, sum } from '../../core/numbers';
import { reportAblation } from './reportAblation';
import { markdownRow as row } from './markdown';
import { usesBudget } from './plan';
import type { RunLogEntry } from './runLog';
import type { Choice } from './settings';
import { figureOf, halfWidth, type Reference, type ReferenceFigure, verdict } from './reference';
import { sayScore, sayStd, summaries, type Summary } from './summary';
import { type ContinualRun, strategyLabel } from './types';
import { settingsList } from './words';

/** Everything that REPRODUCIBILITY.md tells. */
export interface ReportParts {
  readonly runs: readonly ContinualRun[];
  readonly ablation: readonly ContinualRun[];
  readonly reference: Reference;
  readonly choices: readonly Choice[];
  readonly runLog: readonly RunLogEntry[];
}

/** A summary, the reference figure for it, and how they compare. */
interface Comparison {
  readonly summary: Summary;
  readonly figure: ReferenceFigure;
  readonly verdict: ReturnType<typeof verdict>;
}

/**
 * REPRODUCIBILITY.md: ours against the reference, method by method, with what was missed; the
 * ablation; the settings; the time. The same parts give the same text.
 */
export function continualReport({
  runs,
  ablation,
  reference,
  choices,
  runLog,
}: ReportParts): string {
  const all = summaries(runs);
  const scenarios = [...new Set(all.map(({ scenario }) => scenario))];
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
    ...verdictPart(all, reference),
    ...scenarios.flatMap((scenario) => {
      const own = all.filter((summary) => summary.scenario === scenario);
      return scenarioTable(scenario, own, reference);
    }),
    ...reportAblation(runs, ablation),
    ...settingsPart(choices),
    ...timePart(runs, ablation, runLog),
    '',
  ].join('\n');
}

/** How many reference figures were met, and which were not. */
function verdictPart(all: readonly Summary[], reference: Reference): string[] {
  const comparisons = all.flatMap((summary): Comparison[] => {
    const figure = figureOf(reference, summary);
    return figure ? [{ summary, figure, verdict: verdict(summary, figure, reference.seeds) }] : [];
  });
  const which = (one: Comparison['verdict']): Comparison[] =>
    comparisons.filter((comparison) => comparison.verdict === one);
  const [within, better, close, missed] = [
    which('within'),
    which('better'),
    which('close'),
    which('missed'),
  ];
  const absent = reference.figures.filter(
    (figure) => !all.some((summary) => figureOf({ ...reference, figures: [figure] }, summary)),
  );
  const notRun = absent.map((figure) => {
    const rows = figure.budget === null ? '' : ` ${figure.budget}`;
    return `${figure.scenario} ${strategyLabel(figure)}${rows}`;
  });
  const list = (title: string, own: readonly Comparison[]): string[] => {
    const lines = own.map((one) => `- ${comparisonText(one, reference.seeds)}`);
    return lines.length === 0 ? [] : ['', `${title}:`, '', ...lines];
  };
  return [
    `Of ${comparisons.length} reference figures that were run: ${within.length} within, ` +
      `${better.length} better, ${close.length + missed.length} missed (${close.length} of them ` +
      `close).${notRun.length > 0 ? ` Not run: ${notRun.join(', ')}.` : ''}`,
    ...list('Missed', missed),
    ...list('Missed, close', close),
  ];
}

function comparisonText({ summary, figure }: Comparison, seeds: number): string {
  const { scenario, budget, kind, final } = summary;
  const rows = figure.budget === null ? '' : ` ${budget}`;
  const half = halfWidth(figure.final.std, seeds);
  return (
    `${scenario}, ${strategyLabel(summary)}${rows}: ${sayScore(kind, final.mean)} against ` +
    `${sayScore(kind, figure.final.mean)} ± ${sayScore(kind, half)}`
  );
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
        strategyLabel(summary),
        usesBudget(strategy) ? String(budget) : '-',
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
    final: { mean: expected, std },
    forgetting,
    note,
  } = figure;
  const forgotten = forgetting ? `; forgetting ${sayScore(kind, forgetting.mean)}` : '';
  const word = {
    within: 'within',
    better: '*better*',
    close: '**missed (close)**',
    missed: '**missed**',
  }[verdict(summary, figure, seeds)];
  return [
    `${sayScore(kind, expected)} ± ${sayScore(kind, std)}${forgotten}`,
    range(kind, expected, halfWidth(std, seeds)),
    `${word}${note ? ` (reference: ${note})` : ''}`,
  ];
}

function settingsPart(choices: readonly Choice[]): string[] {
  if (choices.length === 0) return [];
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
        settingsList(choice.settings),
        String(choice.scores.length),
        String(choice.seeds.length),
        chosenScore(choice),
      ]),
    ),
  ];
}

/** Mean validation score of the chosen settings over seeds, or '-' where no run finished. */
function chosenScore({ scores, settings }: Choice): string {
  const isChosen = (tried: Choice['settings']): boolean =>
    // a point names defaults, too
    Object.entries(settings).every(([key, value]) => isDeepStrictEqual(tried[key], value));
  const finals = scores.find((score) => isChosen(score.settings))?.finals ?? [];
  const finished = finals.filter((final): final is number => final !== null);
  return finished.length === 0 ? '-' : mean(finished).toFixed(4);
}

function timePart(
  runs: readonly ContinualRun[],
  ablation: readonly ContinualRun[],
  runLog: readonly RunLogEntry[],
): string[] {
  const minutes = (seconds: number): string => `${(seconds / 60).toFixed(1)} min`;
  const total = (own: readonly ContinualRun[]): string =>
    `${own.length} runs, ${minutes(sum(own.map(({ seconds }) => seconds)))} one after the other`;
  return [
    '',
    '## Time',
    '',
    `The table: ${total(runs)}. The ablation: ${total(ablation)}. How they were made, several ` +
      'runs at once, one TensorFlow thread each:',
    '',
    row(['command', 'date', 'runs made', 'at once', 'wall clock', 'machine']),
    row(['---', '---', '---:', '---:', '---:', '---']),
    ...runLog.map(
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
