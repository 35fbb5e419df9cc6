import type { RowParts } from './batchTensors';
import type { Learner } from './learner';
import type { RowOffers } from './rowOffers';
import { repeated } from './settings';
import type { RowBatch, Strategy } from './types';

type Observe<O> = Pick<Strategy, 'observe'> & O;

/**
 * A strategy that answers with a learner, whose optimiser starts each task with fresh moments.
 * @param own how it learns from a batch, and what else it does in its own way; rows are checked
 * before it gets them
 */
export const aroundLearner = <O extends Partial<Strategy>>(
  learner: Learner<never, unknown>,
  own: Observe<O>,
): Strategy & Observe<O> => ({
  predict: (x, allowed) => learner.predict(x, allowed),
  dispose: () => learner.dispose(),
  ...own,
  observe(batch) {
    learner.checkBatch(batch);
    return own.observe(batch);
  },
  ...(own.observeMany && {
    observeMany(batches: readonly RowBatch[]) {
      batches.forEach((batch) => learner.checkBatch(batch));
      return own.observeMany!(batches);
    },
  }),
  endTask(rows, allowed) {
    learner.checkRows('rows', rows, allowed);
    if (own.endTask) own.endTask(rows, allowed);
    else learner.resetOptimizer();
  },
});

/**
 * The same, where rows are offered to a store too.
 * @param learn learns from a batch, before its rows are offered; returns its loss
 */
export const rehearsing = (
  learner: Learner<never, unknown>,
  offers: RowOffers,
  learn: (batch: RowBatch) => number,
): Strategy =>
  aroundLearner(learner, {
    observe(batch) {
      const loss = learn(batch);
      offers.batch(batch);
      return loss;
    },
    endTask: endOfTask(learner, offers),
  });

/**
 * The same, where the rows of a step do not depend on what the network has learned: they are chosen
 * ahead, and many steps are one native call.
 * @param updates steps on each batch
 * @param rowsOf the rows of a step: the batch, and what is drawn
 */
export const rehearsingAhead = (
  learner: Learner,
  offers: RowOffers,
  updates: number,
  rowsOf: (batch: RowBatch) => RowParts,
): Strategy => {
  function* steps(batches: readonly RowBatch[]): Generator<RowParts> {
    for (const batch of batches) {
      for (let i = 0; i < updates; i++) yield rowsOf(batch);
      offers.batch(batch);
    }
  }
  return aroundLearner(learner, {
    observe(batch) {
      const loss = repeated(updates, () => learner.update(rowsOf(batch)));
      offers.batch(batch);
      return loss;
    },
    observeMany: (batches) =>
      learner.updateMany(steps(batches)).filter((_, step) => step % updates === 0),
    endTask: endOfTask(learner, offers),
  });
};

const endOfTask =
  (learner: Learner<never, unknown>, offers: RowOffers): Strategy['endTask'] =>
  (rows, allowed) => {
    offers.task({ ...rows, allowed });
    learner.resetOptimizer();
  };
