import path from 'node:path';
import { taskExperiments, readTaskRuns, type TaskRun, writeTaskRuns } from './index';
import { makeRuns } from '../processPool';
import { drawTaskPictures } from './picture';

/**
 * Runs every model of every memory task with every seed, several at once, each in a process of its
 * own; then draws the pictures. A run that fails is reported and the rest goes on.
 */
export async function taskResults({
  seeds,
  jobs,
}: {
  readonly seeds: number;
  readonly jobs: number;
}): Promise<number> {
  const { runs, failed } = await makeRuns<Pick<TaskRun, 'experiment' | 'model' | 'seed'>, TaskRun>(
    {
      wanted: taskExperiments.flatMap(({ name, models }) =>
        models.flatMap((model) =>
          Array.from({ length: seeds }, (_, seed) => ({ experiment: name, model, seed })),
        ),
      ),
      stored: readTaskRuns(),
      name: ({ experiment, model, seed }) => `${experiment}, ${model}, seed ${seed}`,
      script: path.join(__dirname, 'child.ts'),
      words: ({ experiment, model, seed }) => [experiment, model, String(seed)],
      keep: (all) => writeTaskRuns(all),
      say: ({ curve }) =>
        `${curve[curve.length - 1]?.wrongBits.toFixed(3)} wrong bits a sequence at the end`,
    },
    jobs,
  );
  if (runs.length > 0) drawTaskPictures(runs);
  return failed > 0 ? 1 : 0;
}
