import { type Pool, pool } from 'workerpool';
import { programFile, TYPESCRIPT_OPTIONS } from '../core/nodeArguments';
import type { ExperimentName } from './registry';
import type { RunProgress } from './types';
import type { RunWorker } from './worker';

/** What happens to runs while they are made. */
export interface RunEvents<Key, Run> {
  started(key: Key): void;
  progress(key: Key, progress: RunProgress): void;
  finished(run: Run): void;
  failed(key: Key, error: Error): void;
}

export interface PoolOptions {
  /**
   * Runs at once, each in a process of its own with one TensorFlow thread: several runs are faster
   * than several threads.
   */
  readonly jobs: number;
  /** A file of data that all runs read in place of the project's own. */
  readonly dataFile?: string;
  /** Stops everything: workers end, no further event comes. */
  readonly signal?: AbortSignal;
}

/**
 * Makes runs of an experiment, `jobs` at once, in processes that stay alive between runs. A run
 * that fails, or whose process dies, is reported and the rest goes on in a fresh process. Resolves
 * when all are made or failed, or soon after `signal`; no worker is left.
 */
export async function makeRuns<Key, Run>(
  experiment: ExperimentName,
  keys: readonly Key[],
  { jobs, dataFile, signal }: PoolOptions,
  events: RunEvents<Key, Run>,
): Promise<void> {
  const size = Math.min(jobs, keys.length);
  if (size === 0 || signal?.aborted) return;
  const waiting = [...keys];
  const workers = startWorkers(size);

  async function makeRun(key: Key): Promise<void> {
    const unlessStopped = (report: () => void): void => void (signal?.aborted || report());
    unlessStopped(() => events.started(key));
    let run: Run;
    try {
      const words: Parameters<RunWorker['run']> = [experiment, key, dataFile ?? null];
      const made = await workers.exec<RunWorker['run']>('run', words, {
        on: (progress: RunProgress) => unlessStopped(() => events.progress(key, progress)),
      });
      run = made as Run;
    } catch (error) {
      return unlessStopped(() => events.failed(key, readable(error as Error)));
    }
    unlessStopped(() => events.finished(run));
  }

  // Each lane hands the pool one run at a time: workerpool 10.0.3 does not start queued work after
  // a worker has died.
  async function lane(): Promise<void> {
    for (let key = waiting.shift(); key && !signal?.aborted; key = waiting.shift())
      await makeRun(key);
  }

  const stopped = new Promise<void>((resolve) =>
    signal?.addEventListener('abort', () => resolve(), { once: true }),
  );
  try {
    await Promise.race([Promise.all(Array.from({ length: size }, lane)), stopped]);
  } finally {
    await workers.terminate(true);
  }
}

function startWorkers(size: number): Pool {
  return pool(programFile(__dirname, 'worker'), {
    maxWorkers: size,
    workerType: 'process',
    workerTerminateTimeout: 200,
    forkOpts: {
      execArgv: [...TYPESCRIPT_OPTIONS],
      env: {
        ...process.env,
        TF_CPP_MIN_LOG_LEVEL: '2',
        TF_NUM_INTRAOP_THREADS: '1',
        TF_NUM_INTEROP_THREADS: '1',
      },
    },
  });
}

/** The error of a run; that of a dead process in words. */
function readable(error: Error): Error {
  const { message } = error;
  if (!/terminated unexpectedly/i.test(message)) return error;
  const signal = /signalCode: `(\w+)`/.exec(message)?.[1] ?? 'no signal';
  const status = /exitCode: `(\w+)`/.exec(message)?.[1];
  return new Error(`its process ended (${signal}, exit code ${status})`);
}
