import { spawn } from 'node:child_process';
import { nodeArguments } from '../core/nodeArguments';
import { errorMessage } from '../core/text';

/** Runs that are made once each, in processes of their own, and kept. */
export interface RunPlan<Want, Run extends Want> {
  readonly wanted: readonly Want[];
  /** Runs that are there already. */
  readonly stored: readonly Run[];
  /** What tells one from another: alike for what is wanted and the run that came of it. */
  readonly name: (want: Want) => string;
  /** The script that makes one run, as JSON to file descriptor 3, and what it is told. */
  readonly script: string;
  readonly words: (want: Want) => readonly string[];
  /** Writes all runs there are, in the order of the plan. */
  readonly keep: (runs: readonly Run[]) => void;
  /** What is said of a finished run. */
  readonly say: (run: Run) => string;
}

/**
 * Makes the runs that are not there yet, `jobs` at once. Each is written as soon as it is finished;
 * one that fails is reported and the rest goes on.
 * @returns all runs, in the order of the plan, and how many failed
 */
export async function makeRuns<Want, Run extends Want>(
  { wanted, stored, name, script, words, keep, say }: RunPlan<Want, Run>,
  jobs: number,
): Promise<{ runs: readonly Run[]; failed: number }> {
  const place = new Map(wanted.map((want, i) => [name(want), i]));
  const inOrder = (runs: readonly Run[]): Run[] =>
    // so that the same runs make the same file
    [...runs].sort((a, b) => (place.get(name(a)) ?? -1) - (place.get(name(b)) ?? -1));
  const runs = [...stored];
  const there = new Set(stored.map(name));
  const waiting = wanted.filter((want) => !there.has(name(want)));
  console.log(
    `${wanted.length} runs: ${wanted.length - waiting.length} are there, ${waiting.length} to ` +
      `do, ${Math.min(jobs, waiting.length)} at once`,
  );
  let failed = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const start = Date.now();
      try {
        const run = await inProcess<Run>(script, words(next));
        runs.push(run);
        keep(inOrder(runs));
        console.log(
          `${name(next)}: ${say(run)} (${Math.round((Date.now() - start) / 1000)} s; ` +
            `${waiting.length} waiting)`,
        );
      } catch (error) {
        failed++;
        console.error(`${name(next)}: failed: ${errorMessage(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, work));
  return { runs: inOrder(runs), failed };
}

/**
 * A process that makes one run and writes it to its third pipe. One TensorFlow thread each: several
 * runs at once are faster than several threads.
 */
function inProcess<Run>(script: string, words: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, nodeArguments(script, ...words), {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
      env: { ...process.env, TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' },
    });
    let text = '';
    child.stdio[3]?.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      code === 0
        ? resolve(JSON.parse(text) as Run)
        : reject(new Error(`the process ended with ${signal ?? code}`)),
    );
  });
}
