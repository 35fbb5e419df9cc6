import path from 'node:path';
import { type Pool, pool } from 'workerpool';
import { TYPESCRIPT_OPTIONS } from '../../core/nodeArguments';
import { type ContinualRun, finishedRun, type RunKey } from './types';
import type { RunProgress, RunWorker } from './worker';

/** What is told while runs are made. */
export interface RunEvents {
  started(key: RunKey): void;
  progress(key: RunKey, progress: RunProgress): void;
  finished(run: ContinualRun): void;
  failed(key: RunKey, error: Error): void;
}

export interface PoolOptions {
  /**
   * Runs at once, each in a process of its own with one TensorFlow thread: several runs are faster
   * than several threads.
   */
  readonly jobs: number;
  /** Split file; the project's own by default. */
  readonly split?: string;
  /** Stops everything: workers end, no further event comes. */
  readonly signal?: AbortSignal;
}

/**
 * Makes runs, `jobs` at once, in processes that stay alive between runs. A run that fails, or whose
 * process dies, is told and the rest goes on in a fresh process. Resolves when all are made or
 * failed, or soon after `signal`; no worker is left.
 */
export async function makeRuns(
  keys: readonly RunKey[],
  { jobs, split, signal }: PoolOptions,
  events: RunEvents,
): Promise<void> {
  const waiting = [...keys];
  const size = Math.min(jobs, keys.length);
  if (size === 0 || signal?.aborted) return;
  const workers = pool(path.join(__dirname, 'worker.ts'), {
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
  // Each lane hands the pool one run at a time: workerpool 10.0.3 does not start queued work after
  // a worker has died.
  const lane = async (): Promise<void> => {
    for (let key = waiting.shift(); key && !signal?.aborted; key = waiting.shift())
      await makeRun(workers, key, split, events, signal);
  };
  const stopped = new Promise<void>((resolve) =>
    signal?.addEventListener('abort', () => resolve(), { once: true }),
  );
  try {
    await Promise.race([Promise.all(Array.from({ length: size }, lane)), stopped]);
  } finally {
    await workers.terminate(true);
  }
}

async function makeRun(
  workers: Pool,
  key: RunKey,
  split: string | undefined,
  events: RunEvents,
  signal?: AbortSignal,
): Promise<void> {
  const unlessStopped = (tell: () => void): void => void (signal?.aborted || tell());
  unlessStopped(() => events.started(key));
  let run: ContinualRun;
  try {
    const params: Parameters<RunWorker['run']> = [key, split ?? null];
    const scores = await workers.exec<RunWorker['run']>('run', params, {
      on: (progress: RunProgress) => unlessStopped(() => events.progress(key, progress)),
    });
    run = finishedRun(key, await scores);
  } catch (error) {
    const { message } = error as Error;
    return unlessStopped(() =>
      events.failed(
        key,
        new Error(
          /terminated unexpectedly/i.test(message)
            ? `its process ended (${/signalCode: `(\w+)`/.exec(message)?.[1] ?? 'no signal'}, ` +
                `exit code ${/exitCode: `(\w+)`/.exec(message)?.[1]})`
            : message,
        ),
      ),
    );
  }
  unlessStopped(() => events.finished(run));
}
