import { pairedStats, type SeedStats } from '../../metrics';
import { type MnistScenarioName, mnistScenarioNames } from '../../tasks/continual';
import { markdownRow as row } from '../continual/markdown';
import { effectText } from '../continual/reportAblation';
import { excludesZero, type Standing } from '../continual/standings';
import { sayInterval } from '../continual/summary';
import type { ContinualRun } from '../continual/types';
import type { MnistReference, PublishedFigure } from './reference';
import { NETWORK_NUMBERS, ROW_NUMBERS, rowEquivalent } from './storedNumbers';
import { mnistStandings } from './tables';

const titles: Readonly<Record<MnistScenarioName, string>> = {
  'split-mnist':
    'split-mnist: five tasks of two digits, one head for all ten, 2,000 batches of 128 a task',
  'split-mnist-online': 'split-mnist-online: the same tasks in one pass, 10 rows a batch',
  'permuted-mnist':
    'permuted-mnist: ten tasks of all digits, the pixels in another order in each, 500 batches ' +
    'of 128',
};

const AGENT = 'memory-agent';

/** Share of rows right that the memory agent was to reach on `split-mnist`, by the budget. */
const TARGET = { scenario: 'split-mnist', budget: 1000, accuracy: 0.965 };

/**
 * The part of REPRODUCIBILITY.md on MNIST, as lines; without runs there is none.
 * @param runs those of the project
 * @param reference figures that others have published
 */
export function mnistReport(runs: readonly ContinualRun[], reference: MnistReference): string[] {
  if (runs.length === 0) return [];
  return [
    '',
    '## MNIST',
    '',
    'Made by `npm run results -- mnist` from `data/mnist-runs.parquet`; the plan with its ' +
      'settings is `src/experiments/mnist/plan.ts`, the published figures are in ' +
      '`data/mnist-reference.json`. Settings are the defaults unless a variant says otherwise. ' +
      'Accuracy is the mean over the tasks, after the last one, on the 10,000 test rows, in ' +
      'percent; forgetting is F_T of Chaudhry et al. (2018) in points; mean ± half of the 95 % ' +
      "interval over seeds (Student's t).",
    '',
    '*Stored* is what is kept beside the network from batch to batch, every number of it, in ' +
      `rows of ${ROW_NUMBERS} numbers (pixels and label); the network itself, ` +
      `${thousands(NETWORK_NUMBERS)} weights, would be ` +
      `${Math.round(NETWORK_NUMBERS / ROW_NUMBERS)} such rows. nearest-mean, gaussian, slda and ` +
      'random-ridge have no network. joint has all rows at once.',
    '',
    ...mnistScenarioNames.flatMap((scenario) => scenarioPart(runs, scenario, reference)),
    ...sourcesPart(reference),
  ];
}

function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function scenarioPart(
  runs: readonly ContinualRun[],
  scenario: MnistScenarioName,
  reference: MnistReference,
): string[] {
  const all = mnistStandings(runs, scenario);
  if (all.length === 0) return [];
  const published = reference.figures.filter((figure) => figure.scenario === scenario);
  return [
    `### ${titles[scenario]}`,
    '',
    ...scoresPart(all, published),
    '',
    ...notRunPart(published),
    ...comparisonPart(all, scenario),
  ];
}

function scoresPart(all: readonly Standing[], published: readonly PublishedFigure[]): string[] {
  const hasPublished = published.some(({ strategy }) => strategy !== null);
  const head = ['strategy', 'stored, rows', 'accuracy, %', 'forgetting', 'seeds', 's a run'];
  const heads = hasPublished ? [...head, 'published'] : head;
  return [
    row(heads),
    row(heads.map((_, i) => (i === 0 || i === head.length ? '---' : '---:'))),
    ...all.map((standing) => {
      const { name, runs, final, forgetting } = standing;
      const stored = rowEquivalent(runs[0]);
      const seconds = runs.reduce((sum, run) => sum + run.seconds, 0) / runs.length;
      const cells = [
        name,
        stored === null ? 'all' : thousands(stored),
        sayInterval('classes', final),
        name === 'joint' ? '-' : sayInterval('classes', forgetting),
        String(runs.length),
        seconds.toFixed(0),
      ];
      return row(hasPublished ? [...cells, publishedText(standing, published)] : cells);
    }),
  ];
}

/** What others have published of the strategy as it is, with the source of each. */
function publishedText({ runs }: Standing, published: readonly PublishedFigure[]): string {
  const [{ strategy, variant }] = runs;
  if (variant !== null) return '';
  const own = published.filter((figure) => figure.strategy === strategy);
  return own.map(figureText).join('; ');
}

/** With as many digits as were published. */
function figureText({ accuracy, spread, source }: PublishedFigure): string {
  const after = spread === null ? '' : ` ± ${spread}`;
  return `${accuracy}${after} (${source})`;
}

function notRunPart(published: readonly PublishedFigure[]): string[] {
  const others = published.filter(({ strategy }) => strategy === null);
  if (others.length === 0) return [];
  const list = others.map((figure) => `${figure.method} ${figureText(figure)}`).join('; ');
  return [`Published, but not run here: ${list}.`, ''];
}

/** The memory agent less another method, with as many seeds as both have. */
interface Comparison {
  readonly other: Standing;
  readonly seeds: number;
  readonly difference: SeedStats;
}

function comparisonPart(all: readonly Standing[], scenario: MnistScenarioName): string[] {
  const agent = all.find(({ name }) => name === AGENT);
  if (!agent) return ['The memory agent was not run yet.', ''];
  const compared = all
    .filter((other) => other !== agent && other.name !== 'naive')
    .flatMap((other) => compare(agent, other));
  const rehearsing = compared.filter(({ other }) => other.storesRows);
  const withoutRows = compared.filter(({ other }) => !other.storesRows && other.name !== 'joint');
  const joint = compared.filter(({ other }) => other.name === 'joint');
  return [
    'The memory agent less the other, in points of accuracy, paired over seeds, with 95 % ' +
      'interval; bold where the interval excludes 0:',
    '',
    row(['the other', 'its place', 'difference', 'seeds']),
    row(['---', '---', '---:', '---:']),
    ...comparisonRows('rehearses as many rows', rehearsing),
    ...comparisonRows('stores no rows', withoutRows),
    ...comparisonRows('all rows at once', joint),
    '',
    [rehearsalVerdict(rehearsing), ...jointVerdict(joint), ...targetVerdict(agent, scenario)].join(
      ' ',
    ),
    '',
  ];
}

function compare(agent: Standing, other: Standing): Comparison[] {
  const pairs = agent.runs.flatMap(({ seed, final }) => {
    const same = other.runs.find((run) => run.seed === seed);
    return same ? [{ own: final, others: same.final }] : [];
  });
  if (pairs.length === 0) return [];
  const difference = pairedStats(
    pairs.map(({ own }) => own),
    pairs.map(({ others }) => others),
  );
  return [{ other, seeds: pairs.length, difference }];
}

function comparisonRows(place: string, compared: readonly Comparison[]): string[] {
  return compared.map(({ other: { name }, seeds, difference }) =>
    row([name, place, effectText(difference), String(seeds)]),
  );
}

/** Whether the memory agent is above every method that rehearses as many rows. */
function rehearsalVerdict(rehearsing: readonly Comparison[]): string {
  if (rehearsing.length === 0) return 'No method that rehearses rows was run with the same seeds.';
  const notAbove = rehearsing.filter(
    ({ difference }) => !(difference.mean > 0 && excludesZero(difference)),
  );
  if (notAbove.length === 0)
    return (
      'It is above every method that rehearses as many rows, with intervals that exclude 0 ' +
      `(${rehearsing.length} of ${rehearsing.length}).`
    );
  const names = notAbove.map(({ other }) => other.name).join(', ');
  return (
    'It is not above every method that rehearses as many rows with an interval that excludes 0: ' +
    `not above ${names}.`
  );
}

function jointVerdict(joint: readonly Comparison[]): string[] {
  return joint.map(({ difference }) => {
    const gap = { ...difference, mean: -difference.mean };
    return `The gap to joint: ${sayInterval('classes', gap)} points.`;
  });
}

function targetVerdict({ runs, final }: Standing, scenario: MnistScenarioName): string[] {
  const [{ budget }] = runs;
  if (scenario !== TARGET.scenario || budget !== TARGET.budget) return [];
  const isMet = final.mean >= TARGET.accuracy;
  return [
    `The target, at least ${(100 * TARGET.accuracy).toFixed(1)} % at ` +
      `${thousands(TARGET.budget)} rows: ${isMet ? 'met' : '**missed**'}, ` +
      `${sayInterval('classes', final)} %.`,
  ];
}

function sourcesPart({ note, sources }: MnistReference): string[] {
  return [
    `Published figures: ${note}. Their sources, and where the figures were read:`,
    '',
    ...sources.map(({ id, citation, read }) => `- (${id}) ${citation}. Read: ${read}.`),
    '',
  ];
}
