import type { StreamInputs } from '../../continual/prequential';
import type { SeedStats } from '../../metrics';
import { streamNames, type StreamName } from '../../tasks/datasets';
import { markdownRow as row } from '../continual/markdown';
import { type DriftPeers, riverLearners } from './peers';
import { DRIFT_BUDGET, driftInputs, driftWindows } from './plan';
import type { DriftRun } from './run';
import { type DriftFigure, driftScores, driftWindowScores, learnersRun } from './scores';

const titles: Readonly<Record<StreamName, string>> = {
  electricity: 'Electricity: 45,312 half hours of a market, does the price go up',
  weather: 'Weather: 18,159 days, does it rain',
};

const figures: readonly DriftFigure[] = ['accuracy', 'kappa', 'kappaTemporal'];

/** What is known of the streams from elsewhere. */
const KNOWN =
  'Known from elsewhere: always the last label is right in 85.3 % of the electricity rows and ' +
  'better than many published adaptive learners (Žliobaitė 2013, "How good is the Electricity ' +
  'benchmark for evaluating concept drift adaptation", arXiv 1301.3524).';

/**
 * The part of REPRODUCIBILITY.md on streams that drift, as lines; without runs there is none.
 * @param runs those of the project
 * @param peers those of River, and what a row costs
 */
export function driftReport(runs: readonly DriftRun[], peers: DriftPeers): string[] {
  if (runs.length === 0) return [];
  const all = [...runs, ...peers.runs];
  return [
    '',
    '## Streams that drift',
    '',
    'Made by `npm run results -- drift` from `data/drift-runs.parquet`, and by ' +
      '`npm run results -- drift-peers` from `data/drift-peers.json`; the settings are in ' +
      '`src/experiments/drift/plan.ts`. Test, then train: each row is answered and then ' +
      'learned, once, in order of time; nothing is shuffled and no row is looked at again unless ' +
      'a learner stored it. Every figure is over all rows of the stream, the first included, ' +
      "mean ± half of the 95 % interval over seeds (Student's t); a learner that draws nothing " +
      'runs once.',
    '',
    "Accuracy in percent. Cohen's kappa is 0 for answers drawn as often for each class as the " +
      'learner gives it; kappa temporal is 0 for always the last label, and below 0 where that ' +
      'is better (Žliobaitė et al. 2015). Both streams are autocorrelated, so every learner is ' +
      'run twice: with the features alone, and with the class of the row before beside them (0 ' +
      'and 1).',
    '',
    learnersText(peers),
    '',
    ...streamNames.flatMap((stream) => streamPart(all, stream)),
    KNOWN,
    '',
    ...costPart(peers),
  ];
}

function learnersText({ versions }: DriftPeers): string {
  const river = versions.river === undefined ? '' : ` ${versions.river}`;
  return (
    'The linear model is a logistic regression (a step of gradient descent of 0.01 a row); the ' +
    'one of a chosen rate goes on, after 3,000 rows, with that of six rates which had most of ' +
    'them right. Nothing else was tuned. naive, er and the memory agent have their default ' +
    'settings, two hidden layers of 256 units, and meet one row a batch; er stores ' +
    `${DRIFT_BUDGET} rows, the memory agent as many numbers as these are. All of these see the ` +
    'features in units of the mean and the standard deviation of the rows so far. The Hoeffding ' +
    `tree and the adaptive random forest (10 trees) are River's${river}, with its default ` +
    'settings and the features as they are; they hold no rows, but grow with the stream.'
  );
}

function streamPart(runs: readonly DriftRun[], stream: StreamName): string[] {
  const head = driftInputs.flatMap((inputs) =>
    ['accuracy', 'kappa', 'kappa temporal'].map((figure) => `${figure}, ${inputs}`),
  );
  const learners = learnersRun(runs, stream, 'features');
  return [
    `### ${titles[stream]}`,
    '',
    row(['learner', 'seeds', ...head]),
    row(['---', '---:', ...head.map(() => '---:')]),
    ...learners.map((learner) => learnerRow(runs, stream, learner)),
    '',
    verdict(runs, stream),
    '',
  ];
}

function learnerRow(runs: readonly DriftRun[], stream: StreamName, learner: string): string {
  const cells = driftInputs.flatMap((inputs) => {
    const isRun = learnersRun(runs, stream, inputs).includes(learner);
    if (!isRun) return figures.map(() => '');
    return figures.map((figure) =>
      sayFigure(driftScores(runs, { stream, learner, inputs }, figure), figure),
    );
  });
  const seeds = new Set(
    runs.filter((run) => run.stream === stream && run.learner === learner).map(({ seed }) => seed),
  ).size;
  return row([titleOf(learner), String(seeds), ...cells]);
}

/** As it is called in the report. */
function titleOf(learner: string): string {
  return riverLearners.some((name) => name === learner) ? `River: ${learner}` : learner;
}

function sayFigure({ mean, ci95HalfWidth }: SeedStats, figure: DriftFigure): string {
  const [scale, digits] = figure === 'accuracy' ? [100, 1] : [1, 3];
  const half = ci95HalfWidth === null ? '' : ` ± ${(scale * ci95HalfWidth).toFixed(digits)}`;
  return `${(scale * mean).toFixed(digits)}${half}`;
}

/** How far the accuracy of a learner is above that of the last label. */
interface Contender {
  readonly learner: string;
  readonly inputs: StreamInputs;
  readonly above: SeedStats;
}

const inputWords: Readonly<Record<StreamInputs, string>> = {
  features: 'With the features alone',
  'with last label': 'With the class of the row before beside them',
};

/** Whether the last label wins against learners with either form of inputs. */
function verdict(runs: readonly DriftRun[], stream: StreamName): string {
  return driftInputs.map((inputs) => verdictFor(runs, stream, inputs)).join(' ');
}

function verdictFor(runs: readonly DriftRun[], stream: StreamName, inputs: StreamInputs): string {
  const contenders = contendersOf(runs, stream, inputs);
  const [best] = [...contenders].sort((a, b) => b.above.mean - a.above.mean);
  if (!best) return `${inputWords[inputs]} nobody was run.`;
  const name = titleOf(best.learner);
  if (best.above.mean <= 0)
    return (
      `${inputWords[inputs]} the last label wins: the best learner, ${name}, is ` +
      `${points(best.above, -1)} below it.`
    );
  const behind = contenders.filter(({ above }) => above.mean <= 0);
  const losers = behind.map(({ learner }) => titleOf(learner)).join(', ');
  const isSure = best.above.mean > (best.above.ci95HalfWidth ?? 0);
  return (
    `${inputWords[inputs]} ${isSure ? 'the last label does not win' : 'neither side wins surely'}` +
    `: ${name} is best, ${points(best.above)} above the last label, and above it in ` +
    `${windowsAbove(runs, stream, best)}.` +
    (losers === '' ? '' : ` The last label is no worse than ${losers}.`)
  );
}

/** All learners but the last label itself. */
function contendersOf(
  runs: readonly DriftRun[],
  stream: StreamName,
  inputs: StreamInputs,
): Contender[] {
  const last = driftScores(runs, { stream, learner: LAST, inputs: 'features' }).mean;
  return learnersRun(runs, stream, inputs)
    .filter((learner) => learner !== LAST)
    .map((learner) => {
      const own = driftScores(runs, { stream, learner, inputs });
      return { learner, inputs, above: { ...own, mean: own.mean - last } };
    });
}

const LAST = 'last label';

/** A difference of shares in points of a percent. */
function points({ mean, ci95HalfWidth }: SeedStats, sign = 1): string {
  const half = ci95HalfWidth === null ? '' : ` ± ${(100 * ci95HalfWidth).toFixed(1)}`;
  return `${(100 * sign * mean).toFixed(1)}${half} points`;
}

/** In how many windows the mean over seeds is above the last label. */
function windowsAbove(
  runs: readonly DriftRun[],
  stream: StreamName,
  { learner, inputs }: Contender,
): string {
  const last = driftWindowScores(runs, { stream, learner: LAST, inputs: 'features' });
  const own = driftWindowScores(runs, { stream, learner, inputs });
  const above = own.filter(({ mean }, i) => mean > last[i].mean).length;
  return `${above} of ${own.length} windows of ${driftWindows[stream]} rows`;
}

function costPart({ costs }: DriftPeers): string[] {
  if (costs.length === 0) return [];
  const head = streamNames.flatMap((stream) => [`${stream}: ms a row`, `${stream}: MiB`]);
  const learners = [...new Set(costs.map(({ learner }) => learner))];
  return [
    `What a row takes: CPU time and memory over the first ${costs[0].rows} rows with the ` +
      'features alone, in turns on the same machine, one thread, median of three. Memory is ' +
      'by how much the largest memory of the process grew while the rows were learned: that of ' +
      'Node holds the garbage of what was computed, too.',
    '',
    row(['learner', ...head]),
    row(['---', ...head.map(() => '---:')]),
    ...learners.map((learner) => {
      const cells = streamNames.flatMap((stream) => {
        const own = costs.find((one) => one.learner === learner && one.stream === stream);
        return own ? [own.millisecondsPerRow.toFixed(3), own.memory.toFixed(1)] : ['', ''];
      });
      return row([titleOf(learner), ...cells]);
    }),
    '',
  ];
}
