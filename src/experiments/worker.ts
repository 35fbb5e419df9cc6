import { worker, workerEmit } from 'workerpool';
import { ready } from '../tf';
import { type ExperimentName, performers } from './registry';
import type { RunProgress } from './types';

/** What a worker of the pool can do: make runs, one after the other. TensorFlow is loaded once. */
export interface RunWorker {
  run(experiment: ExperimentName, key: unknown, dataFile: string | null): Promise<unknown>;
}

/**
 * Milliseconds between two reports on how far a run is; the process listens to its parent as often.
 */
const EVERY = 100;

async function run(
  experiment: ExperimentName,
  key: unknown,
  dataFile: string | null,
): Promise<unknown> {
  await ready();
  const perform = await performers[experiment]();
  let reported = -Infinity;
  async function onProgress(done: number, total: number, loss: number): Promise<void> {
    const now = performance.now();
    if (now - reported < EVERY) return;
    reported = now;
    workerEmit({ done, total, loss } satisfies RunProgress);
    await new Promise((resume) => setImmediate(resume));
  }
  return perform(key as never, onProgress, dataFile ?? undefined);
}

// Ctrl+C reaches every process of the terminal: the parent decides, and ends this one
process.on('SIGINT', () => undefined);
worker({ run });
