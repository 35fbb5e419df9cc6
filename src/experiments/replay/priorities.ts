import { createRandom } from '../../core/random';
import { ExperienceReplay } from '../../replay';
import { rowAt } from '../../tasks/rows';
import {
  DIGITS,
  type DigitRows,
  PIXELS,
  RARE,
  type ReplaySetting,
  rowsOf,
  type RowKind,
  type SettingRows,
  settingRows,
} from './digits';
import { DigitLearner } from './learner';

/**
 * `uniform`: alpha 0. `prioritized`: by loss, without weights. `corrected`: by loss, with
 * importance weights, beta from 0.4 to 1 (Schaul et al. 2016, section 3.4). `rank`: by the rank of
 * the loss, without weights.
 */
export const replayMethods = ['uniform', 'prioritized', 'corrected', 'rank'] as const;
/** One of `replayMethods`. */
export type ReplayMethod = (typeof replayMethods)[number];

/** How a run with a full store is made. */
export interface PriorityRunOptions {
  readonly setting: ReplaySetting;
  readonly method: ReplayMethod;
  readonly seed: number;
  /** Rows to learn from before the setting changes them, and rows to score on. */
  readonly rows: DigitRows;
  readonly test: DigitRows;
  readonly updates: number;
  /** A score every so many updates, and one at the end. */
  readonly every: number;
  readonly batchSize?: number;
  /** Of the priorities; default 0.6, the paper's. No use to `uniform`. */
  readonly alpha?: number;
  readonly learningRate?: number;
  /** Called after every update; awaited. */
  readonly onUpdate?: (state: PriorityState) => void | Promise<void>;
}
/** Where a run stands, to be looked at. */
export interface PriorityState {
  readonly update: number;
  readonly store: ExperienceReplay<'x' | 'y'>;
  readonly kinds: readonly RowKind[];
  readonly learner: DigitLearner;
}

/**
 * A score on held-out rows: the share right of all, and of the digits that are rare in the setting
 * `rare`.
 */
export interface PriorityPoint {
  readonly update: number;
  readonly accuracy: number;
  readonly rare: number;
}

/** A store that holds all rows of a setting, each at the same priority. */
export function filledStore(
  rows: SettingRows,
  {
    method,
    alpha = 0.6,
    updates,
    seed,
  }: {
    readonly method: ReplayMethod;
    readonly alpha?: number;
    readonly updates: number;
    readonly seed: number;
  },
): ExperienceReplay<'x' | 'y'> {
  const corrected = method === 'corrected';
  const store = new ExperienceReplay({
    capacity: rows.count,
    fields: { x: PIXELS, y: DIGITS },
    prioritization: method === 'rank' ? 'rank' : 'proportional',
    alpha: method === 'uniform' ? 0 : alpha,
    beta: corrected ? 0.4 : 0,
    ...(corrected ? { betaSteps: updates } : {}),
    seed: createRandom(seed)
      .fork('store')
      .int(2 ** 31),
  });
  for (let i = 0; i < rows.count; i++) store.add(rowAt(rows, i));
  return store;
}

/**
 * A learner that draws its batches from a full store, tells it the losses, and is scored on
 * held-out rows. The same seed gives all methods the same rows and the same start.
 */
export async function priorityRun(options: PriorityRunOptions): Promise<PriorityPoint[]> {
  const {
    setting,
    method,
    seed,
    test,
    updates,
    every,
    batchSize = 32,
    learningRate,
    onUpdate,
  } = options;
  const rows = settingRows(setting, options.rows, seed);
  const store = filledStore(rows, options);
  const learner = new DigitLearner({ seed, batchSize, learningRate });
  const rareTest = rowsOf(test, RARE.digits);
  const points: PriorityPoint[] = [];
  try {
    for (let update = 1; update <= updates; update++) {
      const { indices, weights, items } = store.sample(batchSize);
      const losses = learner.update(
        { count: batchSize, ...items },
        method === 'corrected' ? weights : undefined,
      );
      store.updatePriorities(indices, losses);
      if (update % every === 0 || update === updates)
        points.push({ update, accuracy: learner.accuracy(test), rare: learner.accuracy(rareTest) });
      await onUpdate?.({ update, store, kinds: rows.kinds, learner });
    }
    return points;
  } finally {
    learner.dispose();
  }
}
