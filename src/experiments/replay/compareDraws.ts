import { type ReplaySetting, replaySettings } from './digits';
import type { ScoredRun } from './gains';
import { priorityRun, type PriorityRunOptions, type ReplayMethod } from './priorities';

/** Which runs are compared: every way to draw in every setting, with every seed. */
export interface CompareDrawsOptions extends Omit<
  PriorityRunOptions,
  'setting' | 'method' | 'seed'
> {
  /** Default `plain`, `rare` and `noise`. */
  readonly settings?: readonly ReplaySetting[];
  /** Default `uniform`, `prioritized` and `corrected`. */
  readonly methods?: readonly ReplayMethod[];
  /** Runs of each, with the seeds 0, 1, 2 … */
  readonly seeds: number;
  /** Called after every run. */
  readonly onRun?: () => void;
}

const METHODS = ['uniform', 'prioritized', 'corrected'] as const;

/** Runs every way to draw in every setting, with every seed, one after the other. */
export async function compareDraws(options: CompareDrawsOptions): Promise<ScoredRun[]> {
  const { settings = replaySettings, methods = METHODS, seeds, onRun, ...rest } = options;
  const runs: ScoredRun[] = [];
  for (const setting of settings)
    for (const method of methods)
      for (let seed = 0; seed < seeds; seed++) {
        const points = await priorityRun({ ...rest, setting, method, seed });
        runs.push({ setting, method, seed, points });
        onRun?.();
      }
  return runs;
}
