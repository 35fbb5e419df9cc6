import type { Learner } from './learner';
import type { RowOffers } from './rowOffers';
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
    endTask(rows, allowed) {
      offers.task({ ...rows, allowed });
      learner.resetOptimizer();
    },
  });
