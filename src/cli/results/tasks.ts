import { spawn } from 'node:child_process';
import path from 'node:path';
import { taskExperiments, readTaskRuns, type TaskRun, writeTaskRuns } from '../../training';
import { drawTaskPictures } from './taskPictures';

/** Runs every model of every memory task with every seed, several at once, each in a process of its own; then draws the pictures. A run that fails is reported and the rest goes on. */
export async function taskResults({ seeds, jobs }: { readonly seeds: number; readonly jobs: number }): Promise<number> {
  const runs = readTaskRuns();
  const wanted = taskExperiments.flatMap(({ name, models }) => models.flatMap((model) => Array.from({ length: seeds }, (_, seed) => ({ experiment: name, model, seed }))));
  const waiting = wanted.filter((want) => !runs.some((run) => run.experiment === want.experiment && run.model === want.model && run.seed === want.seed));
  console.log(`${wanted.length} runs: ${wanted.length - waiting.length} are there, ${waiting.length} to do, ${Math.min(jobs, waiting.length)} at once`);
  let failed = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const name = `${next.experiment}, ${next.model}, seed ${next.seed}`;
      const start = Date.now();
      try {
        const run = await inProcess([next.experiment, next.model, String(next.seed)]);
        runs.push(run);
        writeTaskRuns(inOrder(runs, wanted));
        console.log(`${name}: ${run.curve[run.curve.length - 1]?.wrongBits.toFixed(3)} wrong bits a sequence at the end (${Math.round((Date.now() - start) / 1000)} s; ${waiting.length} waiting)`);
      } catch (error) {
        failed++;
        console.error(`${name}: failed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, work));
  if (runs.length > 0) drawTaskPictures(runs);
  return failed > 0 ? 1 : 0;
}

/** A process that trains one model and writes the run to its third pipe. One TensorFlow thread each: several runs at once are faster than several threads. */
function inProcess(words: readonly string[]): Promise<TaskRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['-r', 'ts-node/register', path.join(__dirname, 'taskChild.ts'), ...words], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'], env: { ...process.env, TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' },
    });
    let text = '';
    child.stdio[3]?.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code, signal) => (code === 0 ? resolve(JSON.parse(text) as TaskRun) : reject(new Error(`the process ended with ${signal ?? code}`))));
  });
}

/** The order of the plan, so that the same runs make the same file. */
function inOrder(runs: readonly TaskRun[], wanted: readonly Pick<TaskRun, 'experiment' | 'model' | 'seed'>[]): TaskRun[] {
  const place = (run: TaskRun): number => wanted.findIndex(({ experiment, model, seed }) => experiment === run.experiment && model === run.model && seed === run.seed);
  return [...runs].sort((a, b) => place(a) - place(b));
}
