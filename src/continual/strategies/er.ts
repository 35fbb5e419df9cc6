import { rehearsingAhead } from './aroundLearner';
import { strategyMaker } from './context';
import { Learner } from './learner';
import { rowOffers } from './rowOffers';
import { classBalanced, drawPart, reservoir, type RowStore } from './rowStores';
import type { RowPart } from './batchTensors';
import { storingSettings, updatesField } from './settings';
import type { RowBatch, StrategyContext, StrategyMaker } from './types';

/** The settings of 'er'. */
export const erSettings = storingSettings('first').extend({ updates: updatesField });

/** The settings of 'er-class-balanced'. */
export const erClassBalancedSettings = storingSettings('last').extend({ updates: updatesField });

/**
 * Experience replay (Chaudhry et al. 2019, "On tiny episodic memories"): each step learns from the
 * batch and from as many stored rows; the loss is the sum of both means. `updates` steps a batch.
 * @param makeStore which rows are kept, and which of them are drawn
 * @param incoming the batch as it is learned, if not as it comes; its rows are stored as they come
 */
export function replayFrom(
  makeStore: (context: StrategyContext) => RowStore,
  schema = erSettings,
  incoming: (batch: RowBatch) => RowPart = (batch) => batch,
): StrategyMaker {
  return strategyMaker(schema, (context) => {
    const {
      scenario: { batchSize },
      settings: { updates },
    } = context;
    const store = makeStore(context);
    const learner = new Learner(context, { parts: [batchSize, batchSize] });
    const offers = rowOffers(context, (item) => store.add(item));
    return rehearsingAhead(learner, offers, updates, (batch) => [
      incoming(batch),
      drawPart(store, batchSize),
    ]);
  });
}

/** Rows kept by reservoir sampling, drawn uniformly. */
export const er = replayFrom(reservoir);

/** About as many rows kept of each class (Chrysakis & Moens 2020), drawn uniformly. */
export const erClassBalanced = replayFrom(classBalanced, erClassBalancedSettings);
