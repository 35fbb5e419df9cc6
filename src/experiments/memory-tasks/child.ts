import { writeFileSync } from 'node:fs';
import { ready } from '../../tf';
import { runTask, taskExperiment, type TaskModel } from './index';

/**
 * One run of `npm run results -- tasks`, in a process of its own: experiment, model, seed in; the
 * run as JSON to file descriptor 3.
 */
async function main([experiment = '', model = '', seed = '']: readonly string[]): Promise<void> {
  await ready();
  const run = await runTask(taskExperiment(experiment), model as TaskModel, Number(seed), {
    onPoint: ({ iteration, wrongBits }, total) => {
      if (process.stderr.isTTY)
        process.stderr.write(
          `\r${experiment}, ${model}, seed ${seed}: ${iteration} of ${total}, ` +
            `${wrongBits.toFixed(2)} wrong bits   `,
        );
    },
  });
  writeFileSync(3, JSON.stringify(run));
}

void main(process.argv.slice(2));
