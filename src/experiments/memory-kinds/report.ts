import { markdownRow as row } from '../continual/markdown';
import { modelName } from '../memory-tasks/curves';
import type { TaskModel } from '../memory-tasks/models';
import type { TaskRun } from '../memory-tasks/run';
import {
  type ComparedKind,
  comparedKinds,
  type KindExperiment,
  kindExperiments,
  type TriedLengths,
} from './plan';
import { kindScores, kindsRun, kindTable } from './table';

/** What others had on the task that the stories are like. */
const PUBLISHED =
  'Published on bAbI, whose first two tasks the stories are like (Rae et al. 2016, arXiv ' +
  '1610.09027, table 2: test error in percent, mean ± spread of 15 runs that learned all ' +
  '20 tasks at once): one supporting fact, LSTM 30.9 ± 1.5, DNC 2.2 ± 5.6, sparse DNC 0.0 ' +
  '± 0.0; two supporting facts, LSTM 57.4 ± 1.2, DNC 23.9 ± 21.0, sparse DNC 7.1 ± 14.6. ' +
  'Those stories are longer, come a word a step, and were trained on far longer: they say ' +
  'how far these memories can be brought, and are no peers of the figures above.';

/** What each kind gives up, whatever it is trained on. */
const givesUp: Readonly<Record<ComparedKind, string>> = {
  lstm:
    'no memory beside its units: all it knows must be kept through every step, and more of it ' +
    'takes more weights.',
  dnc: 'a step costs N² numbers of links and touches every slot, so N stays near a thousand.',
  sparse:
    'a step touches a few slots, and no gradient reaches the others: what it never read it ' +
    'cannot learn to read.',
  fastWeights:
    'one matrix without slots or order: keys that are alike disturb each other, and no more keys ' +
    'than it has rows can be kept apart. Its size is fixed by the weights.',
  gatedFastWeights: 'the same; the gate can fade all of it at once, never one entry.',
  testTime:
    'the same matrix: momentum goes on writing what came before, and rate, momentum and ' +
    'forgetting must all be set right at every step.',
  deepTestTime:
    'the most work a step; what it holds is spread over two layers, so that nothing can be ' +
    'pointed at or erased.',
  attention:
    'nothing is erased: an old value stays beside the new one until it falls out, and what came ' +
    'more than N steps ago is gone. A step costs N.',
};

/**
 * The part of REPRODUCIBILITY.md on the kinds of memory, as lines: both tables, what was not
 * learned, and what each kind gives up. The same runs give the same text; without runs there is
 * none.
 */
export function kindReport(runs: readonly TaskRun[]): string[] {
  const own = kindExperiments.filter(({ name }) => kindsRun(runs, name).length > 0);
  if (own.length === 0) return [];
  const seeds = new Set(runs.map(({ seed }) => seed)).size;
  return [
    '',
    '## Kinds of memory',
    '',
    'Made by `npm run results -- kinds` from `data/memory-kinds.parquet` and ' +
      '`data/memory-kinds-beyond.parquet`; the settings are in ' +
      '`src/experiments/memory-kinds/plan.ts`. Every kind of memory behind the same controller, ' +
      `${seeds} seeds, with the same sequences, steps, batches (16) and optimizer (Adam 0.003, ` +
      'gradient norm at most 50), memories of 16 x 16 numbers with 4 reads a step, and as many ' +
      'parameters as the DNC with 64 hidden units has, as near as a hidden size comes.',
    '',
    'One setting for all is the fair rule, and a limit: 0.003 is the only rate that was tried, ' +
      'and a kind that needs another looks worse here than it is. The sizes of recall and ' +
      'stories were chosen with one seed that is not among these (100). Stories come a sentence ' +
      'a step: a word a step, and with larger sizes, those that were tried (LSTM, DNC, ' +
      'attention, fast weights) did no better than the rule of thumb within 2,000 to 4,000 ' +
      'steps. Associative recall was first run for 1,500 steps with seed 0, at which attention ' +
      'alone was ahead, and then made longer for all. The runs are short, so that all of them ' +
      'fit into about an hour of two cores: a kind that fails here may need more steps, not ' +
      'more memory.',
    '',
    row(['task', 'trained on', 'steps', 'parameters']),
    row(['---', '---', '---:', '---:']),
    ...own.map((experiment) => settingsRow(experiment, runs)),
    '',
    ...tablePart(runs, 'trained'),
    ...tablePart(runs, 'beyond'),
    ...fewerSeedsPart(own, runs, seeds),
    ...notLearnedPart(own, runs),
    '',
    PUBLISHED,
    '',
    'What each kind gives up, by its making:',
    '',
    ...Object.entries(givesUp).map(
      ([kind, words]) => `- ${modelName(kind as TaskModel)}: ${words}`,
    ),
  ];
}

function settingsRow(experiment: KindExperiment, runs: readonly TaskRun[]): string {
  const { name, title, iterations } = experiment;
  const counts = runs.filter((run) => run.experiment === name).map((run) => run.parameters);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return row([
    name,
    title,
    String(iterations),
    least === most ? String(least) : `${least} to ${most}`,
  ]);
}

function tablePart(runs: readonly TaskRun[], lengths: TriedLengths): string[] {
  const table = kindTable(runs, lengths);
  const columns = Object.keys(table[0]);
  const title = {
    trained: 'At the lengths trained on: percent wrong of the bits or words asked',
    beyond:
      'At longer ones, without more training, with 64 slots (of a matrix: its own size). Lengths ' +
      `are ${kindExperiments.map(longerLengths).join('; ')}. Percent wrong`,
  }[lengths];
  return [
    `${title}, mean ± half of the 95 % interval over seeds (Student's t). A rule of thumb ` +
      'answers each bit with 0, and each question with the value or the place that was shown last.',
    '',
    row(columns),
    row(columns.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...table.map((cells) => row(Object.values(cells))),
    '',
  ];
}

const longerLengths = ({ name, longest, unit, beyond }: KindExperiment): string =>
  `${name} ${beyond.lengths.filter((length) => length > longest).join(', ')} ${unit}`;

/** Which kinds were run with fewer seeds than others. */
function fewerSeedsPart(
  own: readonly KindExperiment[],
  runs: readonly TaskRun[],
  seeds: number,
): string[] {
  const fewer = comparedKinds.flatMap((model) => {
    const counts = own.map(({ name }) => {
      const made = runs.filter((run) => run.experiment === name && run.model === model);
      return { name, count: made.length };
    });
    const short = counts.filter(({ count }) => count < seeds);
    const words = short.map(({ name, count }) => `${name} ${count}`).join(', ');
    return short.length === 0 ? [] : [`${modelName(model)} (${words})`];
  });
  if (fewer.length === 0) return [];
  return [`Fewer than ${seeds} seeds, for want of time: ${fewer.join('; ')}.`, ''];
}

/** Which kinds stayed near guessing, task by task. */
function notLearnedPart(own: readonly KindExperiment[], runs: readonly TaskRun[]): string[] {
  const misses = own.flatMap(({ name, guessing }) => {
    const near = kindsRun(runs, name).filter(
      (model) => kindScores(runs, name, model).mean > guessing.trained / 2,
    );
    return near.length === 0 ? [] : [`- ${name}: ${near.map(modelName).join(', ')}`];
  });
  if (misses.length === 0)
    return ['Every kind learned every task to under half of what a rule of thumb gets wrong.'];
  return [
    'Missed: after these steps the mean of the seeds is still above half of what a rule of thumb ' +
      'gets wrong, at the lengths trained on:',
    '',
    ...misses,
  ];
}
