import { checkWholeNumber } from '../../core/arguments';
import { createRandom } from '../../core/random';
import { ReservoirReplay } from '../../replay';
import { joinRows, rowAt, takeRows } from '../../tasks/rows';
import { DIGITS, type DigitRows, PIXELS, rowsOf } from './digits';
import { DigitLearner } from './learner';
import { indexStream } from './rowStream';

/** The stream: five pairs of digits, one after the other. */
export const digitPairs: readonly (readonly [number, number])[] = [
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 7],
  [8, 9],
];

/** How digits are learned two at a time. */
export interface ForgettingRunOptions {
  readonly seed: number;
  readonly rows: DigitRows;
  readonly test: DigitRows;
  readonly updatesPerTask: number;
  /** Rows the store can hold (a reservoir); 0: no replay. */
  readonly capacity: number;
  /** Draws every batch from all rows at once instead: the upper bound. */
  readonly mixed?: boolean;
  readonly batchSize?: number;
  /** Rows of each batch that are drawn from the store, from the second pair on; default half. */
  readonly replayed?: number;
  /**
   * Default 0.003: of 0.001, 0.003 and 0.01 the best on validation rows with 200 rows stored.
   */
  readonly learningRate?: number;
  /** Called after every update; awaited. */
  readonly onUpdate?: (update: number, learner: DigitLearner) => void | Promise<void>;
}

/**
 * Trains on one pair of digits after the other, every batch as large; with a store half of a batch
 * (or `replayed` rows of it) is drawn from it from the second pair on (all of it where it holds
 * fewer; a row is offered to the store when it is first seen).
 * @returns R: the share right on held-out rows of pair j after pair i, `[5][5]`
 */
export async function forgettingRun(options: ForgettingRunOptions): Promise<number[][]> {
  const {
    seed,
    rows,
    test,
    updatesPerTask,
    capacity,
    mixed = false,
    batchSize = 32,
    replayed = batchSize / 2,
    learningRate = 3e-3,
    onUpdate,
  } = options;
  checkWholeNumber('replayed', replayed, 0, batchSize);
  const random = createRandom(seed).fork('stream');
  const learner = new DigitLearner({ seed, batchSize, learningRate });
  const store =
    capacity > 0
      ? new ReservoirReplay({
          capacity,
          fields: { x: PIXELS, y: DIGITS },
          seed: createRandom(seed)
            .fork('store')
            .int(2 ** 31),
        })
      : undefined;
  const tests = digitPairs.map((pair) => rowsOf(test, pair));
  const R: number[][] = [];
  try {
    for (const [task, pair] of digitPairs.entries()) {
      const now = mixed ? rows : rowsOf(rows, pair);
      const next = indexStream(now.count, random);
      const seen = new Set<number>();
      for (let i = 1; i <= updatesPerTask; i++) {
        const old = store && task > 0 ? Math.min(replayed, store.size) : 0;
        const fresh = next(batchSize - old);
        const past = store && old > 0 ? [{ count: old, ...store.sample(old).items }] : [];
        learner.update(joinRows([takeRows(now, fresh), ...past]));
        for (const row of fresh)
          if (store && !seen.has(row)) {
            seen.add(row);
            store.add(rowAt(now, row));
          }
        await onUpdate?.(task * updatesPerTask + i, learner);
      }
      R.push(tests.map((held) => learner.accuracy(held)));
    }
    return R;
  } finally {
    learner.dispose();
  }
}
