import { z } from 'zod';
import { createRandom } from '../../core/random';
import { largestAt } from '../../tasks/continual';
import { BalancedRows } from './balancedRows';
import { aroundLearner } from './aroundLearner';
import type { RowPart } from './batchTensors';
import { strategyMaker } from './context';
import { Learner } from './learner';
import { storedRows } from './rowOffers';
import { plainSettings } from './settings';

/** The settings of 'gdumb'. `passes` are over the stored rows, each time it is trained. */
export const gdumbSettings = plainSettings.extend({
  passes: z.int().min(1).default(100),
});

/**
 * GDumb (Prabhu et al. 2020): keeps a balanced store and learns nothing on the way; at the end of
 * each task a network is trained from scratch on the stored rows alone. The same class in another
 * task counts as another class, else Permuted-Digits would keep rows of its first task only; where
 * the answers are numbers each task is a class.
 */
export const gdumb = strategyMaker(gdumbSettings, (context) => {
  const {
    scenario: { kind, batchSize, outputSize },
    budget,
    settings: { passes },
    seed,
  } = context;
  const learner = new Learner(context);
  const random = createRandom(seed).fork('store');
  const store = new BalancedRows(budget, random);
  const itemOf = storedRows(outputSize);
  let task = 0;
  function* storedBatches(): Generator<RowPart> {
    for (let pass = 0; pass < passes; pass++) {
      const order = random.choose(store.size, store.size);
      for (let from = 0; from < order.length; from += batchSize)
        yield store.take(order.slice(from, from + batchSize));
    }
  }
  return aroundLearner(learner, {
    store,
    observe(batch) {
      for (let i = 0; i < batch.count && batch.first; i++)
        store.add(
          itemOf(batch, i),
          kind === 'classes'
            ? `${task}/${largestAt(batch.y, i * outputSize, outputSize)}`
            : `${task}`,
        );
      return learner.losses(batch).reduce((sum, loss) => sum + loss / batch.count, 0);
    },
    endTask() {
      task++;
      learner.startAnew();
      learner.updateMany(storedBatches());
    },
  });
});
