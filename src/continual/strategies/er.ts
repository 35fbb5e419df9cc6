import { rehearsing } from './aroundLearner';
import { Learner } from './learner';
import { rowOffers } from './rowOffers';
import { classBalanced, drawPart, reservoir, type RowStore } from './rowStores';
import { repeated, updatesSetting } from './settings';
import type { Strategy, StrategyContext } from './types';

/**
 * Experience replay (Chaudhry et al. 2019, "On tiny episodic memories"): each step learns from the
 * batch and from as many stored rows; the loss is the sum of both means. `updates` steps a batch.
 * @param makeStore which rows are kept, and which of them are drawn
 */
export const replayFrom =
  (makeStore: (context: StrategyContext) => RowStore) =>
  (context: StrategyContext): Strategy => {
    const {
      scenario: { batchSize },
      settings,
    } = context;
    const updates = updatesSetting(settings);
    const learner = new Learner(context, { parts: [batchSize, batchSize] });
    const store = makeStore(context);
    const offers = rowOffers(context, (item) => store.add(item));
    return rehearsing(learner, offers, (batch) =>
      repeated(updates, () => learner.update([batch, drawPart(store, batchSize)])),
    );
  };

/** Rows kept by reservoir sampling, drawn uniformly. */
export const er = replayFrom(reservoir);

/** About as many rows kept of each class (Chrysakis & Moens 2020), drawn uniformly. */
export const erClassBalanced = replayFrom(classBalanced);
