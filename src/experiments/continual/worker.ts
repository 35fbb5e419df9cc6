import { worker, workerEmit } from 'workerpool';
import { performRun } from './perform';
import type { RunKey, RunScores } from './types';

/** How far a run is: batches learned from, of how many, and the loss of the last one. */
export interface RunProgress {
  readonly done: number;
  readonly total: number;
  readonly loss: number;
}

/** What a worker of the pool can do: make runs, one after the other. TensorFlow is loaded once. */
export interface RunWorker {
  run(key: RunKey, split: string | null): Promise<RunScores>;
}

/**
 * Milliseconds between two words on how far a run is; the process listens to its parent as often.
 */
const EVERY = 100;

async function run(key: RunKey, split: string | null): Promise<RunScores> {
  let said = -Infinity;
  return performRun(key, split ?? undefined, async (done, total, loss) => {
    const now = performance.now();
    if (now - said < EVERY) return;
    said = now;
    workerEmit({ done, total, loss } satisfies RunProgress);
    await new Promise((resume) => setImmediate(resume));
  });
}

// Ctrl+C reaches every process of the terminal: the parent decides, and ends this one
process.on('SIGINT', () => undefined);
worker({ run });
