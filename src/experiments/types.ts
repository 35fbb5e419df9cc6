import type { ExperimentName } from './registry';
import type { RunStore } from './store';

/** How far a run is: steps done, of how many, and the loss of the last one. */
export interface RunProgress {
  readonly done: number;
  readonly total: number;
  readonly loss: number;
}

/** Is called after each step of a run, and awaited. */
export type OnProgress = (done: number, total: number, loss: number) => void | Promise<void>;

/**
 * Makes a run in this process.
 * @param dataFile a file of data in place of the project's own
 */
export type Perform<Key, Run> = (
  key: Key,
  onProgress: OnProgress,
  dataFile?: string,
) => Promise<Run>;

/** Runs of an experiment in words. */
export interface RunWords<Key, Run> {
  readonly ofKey: (key: Key) => string;
  /** What a run found. */
  readonly ofRun: (run: Run) => string;
  /** All runs together, a line each. */
  readonly summary?: (runs: readonly Run[]) => string;
}

/** Runs of one kind: what makes them, where they are stored, how they are put into words. */
export interface RunKind<Key extends object, Run extends Key> {
  /** What the workers of the pool know it by. */
  readonly name: ExperimentName;
  readonly store: RunStore<Run, Key>;
  readonly words: RunWords<Key, Run>;
}

/** A comparison whose runs are made by `npm run results`. */
export interface Experiment<Key extends { readonly seed: number }, Run extends Key> extends RunKind<
  Key,
  Run
> {
  /** Every run, with seeds from 0. */
  readonly plan: (seeds: number) => readonly Key[];
  /** Makes what has to be there before the first run. */
  readonly prepare?: () => Promise<void>;
  /** Draws pictures of all runs. */
  readonly report?: (runs: readonly Run[]) => void;
}
