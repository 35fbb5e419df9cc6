import { makeRuns } from './continual/pool';
import { findRuns, forgetRuns, keepRun, readContinualRuns } from './continual/store';
import type { ContinualRun, RunKey } from './continual/types';
import { duration } from '../core/durations';
import { RunBoard } from './board';
import { sayKey, type Told } from './continual/words';
import { InterruptedError } from '../core/errors';

/** How runs are made and where they are kept. */
export interface KeptOptions {
  readonly file: string;
  /** Takes runs that the file holds; else all are made anew. */
  readonly resume: boolean;
  readonly jobs: number;
  readonly split?: string;
  /** How to go on after Ctrl+C. */
  readonly goOn: string;
  /** What is said of a run's settings; nothing if left out. */
  readonly told?: Told;
}

export interface KeptRuns {
  /** In the order of the keys; without those that failed. */
  readonly runs: readonly ContinualRun[];
  readonly failures: RunBoard['failures'];
  /** Runs made now. */
  readonly made: number;
  /** Wall clock. */
  readonly seconds: number;
}

/**
 * Makes the runs that are wanted and not there, and shows them meanwhile. Each is written at once.
 * @throws InterruptedError after SIGINT, SIGTERM or SIGHUP, once no worker is left
 */
export async function keptRuns(
  keys: readonly RunKey[],
  { file, resume, jobs, split, goOn, told }: KeptOptions,
): Promise<KeptRuns> {
  if (!resume) forgetRuns(keys, file);
  const stored = findRuns(keys, readContinualRuns(file));
  const there = stored.filter(isThere);
  const waiting = keys.filter((_, i) => stored[i] === undefined);
  const start = Date.now();
  const stop = new AbortController();
  const heard = (): void => stop.abort();
  process.stderr.write(
    `${keys.length} runs: ${there.length} ${there.length === 1 ? 'is' : 'are'} there, ` +
      `${waiting.length} to ` +
      `do${waiting.length > 0 ? `, ${Math.min(jobs, waiting.length)} at once` : ''}\n`,
  );
  const board = new RunBoard(keys, there, (run) => keepRun(run, file), told);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, heard);
  try {
    await makeRuns(waiting, { jobs, split, signal: stop.signal }, board);
  } finally {
    board.end();
    for (const signal of signals) process.off(signal, heard);
  }
  const made = board.runs.length - there.length;
  const seconds = (Date.now() - start) / 1000;
  if (stop.signal.aborted)
    throw new InterruptedError(
      `stopped after ${duration(seconds)}: ${board.runs.length} of ${keys.length} runs are ` +
        `kept${made > 0 ? ` in ${file}` : ''}; go on with ${goOn}`,
    );
  return {
    runs: findRuns(keys, board.runs).filter(isThere),
    failures: board.failures,
    made,
    seconds,
  };
}

const isThere = (run: ContinualRun | undefined): run is ContinualRun => run !== undefined;

/** Lines on what failed. */
export const sayFailures = (failures: RunBoard['failures']): string[] =>
  failures.map(({ key, error }) => `FAILED: ${sayKey(key)}: ${error.message}`);
