import { argumentError } from '../../core/arguments';
import { seedStats, type SeedStats } from '../../metrics';
import { markdownRow as row } from '../continual/markdown';
import { sayPercent } from '../memory-kinds/table';
import { modelName } from '../memory-tasks/curves';
import {
  labelledSequences,
  ONE_SHOT_BATCH,
  ONE_SHOT_SEQUENCES,
  type OneShotLearner,
  oneShotLearners,
  oneShotMemorySizes,
  oneShotTraining,
} from './plan';
import type { OneShotMemoryRun } from './run';

/** What a learner is called in tables and figures. */
export const learnerName = (learner: OneShotLearner): string =>
  learner === 'prototypes' ? 'nearest prototype' : modelName(learner);

/**
 * Percent of the answers that are right where the class was shown `seen` times before, with its
 * statistics over seeds: 1 is one shot, 5 is five shots.
 * @throws RangeError if there is no such run
 */
export function oneShotRight(
  runs: readonly OneShotMemoryRun[],
  learner: OneShotLearner,
  seen: number,
): SeedStats {
  const own = runs.filter((run) => run.learner === learner && run.right[seen] !== undefined);
  if (own.length === 0)
    throw argumentError(
      'runs',
      `none of ${learner} where a class was shown ${seen} times`,
      'npm run results -- one-shot-memory made them',
    );
  return seedStats(own.map(({ right }) => 100 * right[seen]));
}

/** Learners that have runs, in the order of the plan. */
function learnersOf(runs: readonly OneShotMemoryRun[]): OneShotLearner[] {
  return oneShotLearners.filter((learner) => runs.some((run) => run.learner === learner));
}

/** What is guessed rightly, in percent. */
const CHANCE = 100 / labelledSequences.ways;

/**
 * A row a learner, a column for each time that a class is shown: percent right, mean ± half of the
 * 95 % interval over seeds. The last row is chance.
 */
export function oneShotMemoryTable(runs: readonly OneShotMemoryRun[]): Record<string, string>[] {
  const times = Array.from({ length: labelledSequences.shown }, (_, seen) => seen);
  const cells = (say: (seen: number) => string): Record<string, string> =>
    Object.fromEntries(times.map((seen) => [ordinal(seen + 1), say(seen)]));
  return [
    ...learnersOf(runs).map((learner) => ({
      learner: learnerName(learner),
      ...cells((seen) => sayPercent(oneShotRight(runs, learner, seen))),
    })),
    { learner: 'chance', ...cells(() => CHANCE.toFixed(1)) },
  ];
}

const ENDINGS = ['th', 'st', 'nd', 'rd'];

/** @example ordinal(2) // '2nd' */
function ordinal(n: number): string {
  const isTeen = n % 100 > 10 && n % 100 < 14;
  return `${n}${(isTeen ? undefined : ENDINGS[n % 10]) ?? 'th'}`;
}

/**
 * The part of REPRODUCIBILITY.md on one-shot learning by memory, as lines. The same runs give the
 * same text; without runs there is none.
 */
export function oneShotMemoryReport(runs: readonly OneShotMemoryRun[]): string[] {
  if (runs.length === 0) return [];
  const { ways, shown } = labelledSequences;
  const { memorySize, memoryDim, numReadHeads } = oneShotMemorySizes;
  const seeds = new Set(runs.map(({ seed }) => seed)).size;
  const table = oneShotMemoryTable(runs);
  const columns = Object.keys(table[0]);
  const { stages, learningRate } = oneShotTraining;
  const stagesInWords = stages.map(
    (stage) => `${stage.steps} steps with every class shown ${stage.shown} times`,
  );
  const parameters = runs.filter((run) => run.parameters > 0).map((run) => run.parameters);
  return [
    '',
    '## One-shot by memory',
    '',
    'Made by `npm run results -- one-shot-memory` from `data/one-shot-memory.parquet`; the ' +
      'settings are in `src/experiments/one-shot-memory/plan.ts`. Characters of Omniglot come ' +
      `one after the other, ${ways} classes a sequence, each shown ${shown} times in random ` +
      'order with labels that are drawn for each sequence; the label of an image is told with ' +
      'the next image (Santoro et al. 2016, arXiv 1605.06065). The networks see 64 features of a ' +
      'convolutional embedding that was learned on the training alphabets and is frozen, about ' +
      'their means, over their deviations. They learn sequences of the training alphabets, ' +
      'with every character also turned by 90, 180 and 270 degrees as classes of their own: ' +
      `${stagesInWords.join(', then ')}, ${ONE_SHOT_BATCH} sequences a step, Adam ` +
      `${learningRate} (chosen on the validation alphabets with one seed that is not among ` +
      'these, 100; of rates no other was compared for all). They are judged ' +
      `on ${ONE_SHOT_SEQUENCES} sequences of the test alphabets, Sanskrit and Tagalog. Memories ` +
      `have ${memorySize} slots of ${memoryDim} numbers, heads that read: ${numReadHeads}; the ` +
      "DNC's look-ups begin sharp, with strengths of about 5 and reads by content; all networks " +
      `have ${Math.min(...parameters)} to ${Math.max(...parameters)} parameters.`,
    '',
    'Percent right by how often a class is shown, mean ± half of the 95 % interval over ' +
      `${seeds} seeds (Student's t). The 2nd time is one shot, the 6th five shots. At the ` +
      '1st nothing of the class is known: what is above chance there comes from leaving out ' +
      'labels that were already told. The nearest prototype keeps the mean of all images of each ' +
      'label so far, in the same features, and never answers a label that was not told.',
    '',
    row(columns),
    row(columns.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...table.map((cells) => row(Object.values(cells))),
  ];
}
