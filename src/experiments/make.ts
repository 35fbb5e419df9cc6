import path from 'node:path';
import { duration } from '../core/durations';
import { InterruptedError } from '../core/errors';
import { projectRoot } from '../core/paths';
import { RunBoard, type RunFailure } from './board';
import { makeRuns } from './pool';
import { findRuns } from './store';
import type { Experiment, RunKind, RunWords } from './types';

export interface MakeOptions {
  /** Takes runs that are stored; else all are made anew. */
  readonly resume: boolean;
  /** Runs at once. */
  readonly jobs: number;
  /** A file of data that all runs read in place of the project's own. */
  readonly dataFile?: string;
  /** The command that goes on after Ctrl+C. */
  readonly goOn: string;
}

export interface MadeRuns<Key, Run> {
  /** In the order of the keys; without those that failed. */
  readonly runs: readonly Run[];
  readonly failures: readonly RunFailure<Key>[];
  /** Runs made now. */
  readonly made: number;
  /** Wall clock. */
  readonly seconds: number;
}

/**
 * Makes the runs that are wanted and not stored yet, and shows them meanwhile. Each is stored as
 * soon as it is finished; a run that fails is reported and the rest goes on.
 * @throws InterruptedError after SIGINT, SIGTERM or SIGHUP, once no worker is left
 */
export async function makeMissing<Key extends object, Run extends Key>(
  { name, store, words }: RunKind<Key, Run>,
  keys: readonly Key[],
  { resume, jobs, dataFile, goOn }: MakeOptions,
): Promise<MadeRuns<Key, Run>> {
  if (!resume) store.forget(keys);
  const found = findRuns(store, keys, store.read());
  const stored = found.filter(isThere);
  const missing = keys.filter((_, i) => found[i] === undefined);
  const begin = Date.now();
  process.stderr.write(countText(keys.length, missing.length, jobs));
  const keep = (run: Run): void => store.append(run);
  const board = new RunBoard<Key, Run>({ keys, stored, name: store.name, words, keep });
  const stopped = await untilSignal((signal) =>
    makeRuns(name, missing, { jobs, dataFile, signal }, board),
  ).finally(() => board.end());
  const made = board.runs.length - stored.length;
  const seconds = (Date.now() - begin) / 1000;
  if (stopped) {
    store.compact(keys);
    throw new InterruptedError(
      `stopped after ${duration(seconds)}: ${board.runs.length} of ${keys.length} runs are ` +
        `kept${made > 0 ? ` in ${store.file}` : ''}; go on with ${goOn}`,
    );
  }
  const runs = findRuns(store, keys, board.runs).filter(isThere);
  return { runs, failures: board.failures, made, seconds };
}

function isThere<Run>(run: Run | undefined): run is Run {
  return run !== undefined;
}

function countText(all: number, missing: number, jobs: number): string {
  const stored = all - missing;
  const atOnce = missing > 0 ? `, ${Math.min(jobs, missing)} at once` : '';
  return `${all} runs: ${stored} ${stored === 1 ? 'is' : 'are'} there, ${missing} to do${atOnce}\n`;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does some work, which is to end soon after the first signal. @returns whether there was one */
async function untilSignal(work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  for (const signal of SIGNALS) process.on(signal, abort);
  try {
    await work(stop.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort);
  }
  return stop.signal.aborted;
}

/** Lines on what failed. */
export function failureLines<Key>(
  { ofKey }: Pick<RunWords<Key, never>, 'ofKey'>,
  failures: readonly RunFailure<Key>[],
): string[] {
  return failures.map(({ key, error }) => `FAILED: ${ofKey(key)}: ${error.message}`);
}

/** How much `npm run results` is to make. */
export interface ResultsOptions {
  readonly seeds: number;
  readonly jobs: number;
}

/**
 * `npm run results -- ...`: what is missing of an experiment into its file, with its pictures.
 * @param goOn the command that goes on after Ctrl+C
 * @returns the exit status
 */
export async function makeResults<Key extends { readonly seed: number }, Run extends Key>(
  experiment: Experiment<Key, Run>,
  { seeds, jobs }: ResultsOptions,
  goOn: string,
): Promise<number> {
  await experiment.prepare?.();
  const keys = experiment.plan(seeds);
  const { failures } = await makeMissing(experiment, keys, { resume: true, jobs, goOn });
  return finishResults(experiment, failures);
}

/** Merges the runs into one file in the order of the plan and reports them. @returns the status */
export function finishResults<Key extends { readonly seed: number }, Run extends Key>(
  { store, plan, report, words }: Experiment<Key, Run>,
  failures: readonly RunFailure<Key>[],
): number {
  const seeds = Math.max(0, ...store.read().map(({ seed }) => seed + 1));
  store.compact(plan(seeds));
  const runs = store.read();
  if (runs.length > 0) report?.(runs);
  for (const line of failureLines(words, failures)) console.log(line);
  console.log(`${runs.length} runs in ${path.relative(projectRoot(), store.file)}`);
  return failures.length > 0 ? 1 : 0;
}
