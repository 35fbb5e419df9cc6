import { rehearsing } from './aroundLearner';
import { strategyMaker } from './context';
import { Learner, withLosses } from './learner';
import { rowOffers } from './rowOffers';
import { capacityOf, drawPart, PrioritizedReservoir, rowFields, seedOf } from './rowStores';
import { shareField, storingSettings } from './settings';

/** The settings of 'er-prioritized': alpha and beta of Schaul et al. 2016. */
export const erPrioritizedSettings = storingSettings('last').extend({
  priorities: shareField.default(0.6),
  correction: shareField.default(0),
});

/**
 * Experience replay that draws stored rows in proportion to (their loss when they were drawn
 * last)^priorities, weighted for that bend with `correction` (Schaul et al. 2016: alpha and beta),
 * the weights of a batch adding up to 1; rows are kept by reservoir sampling, and a new one is
 * drawn soon.
 */
export const erPrioritized = strategyMaker(erPrioritizedSettings, (context) => {
  const { scenario, settings, seed } = context;
  const { batchSize } = scenario;
  const learner = new Learner(context, {
    parts: [batchSize, batchSize],
    loss: withLosses,
  });
  const store = new PrioritizedReservoir(capacityOf(context), rowFields(scenario), {
    seed: seedOf(seed, 'store'),
    alpha: settings.priorities,
    beta: settings.correction,
  });
  const offers = rowOffers(context, (item) => store.add(item));
  return rehearsing(learner, offers, (batch) => {
    const old = drawPart(store, batchSize);
    const total = old?.drawn.weights.reduce((a, b) => a + b, 0) ?? 0;
    const { loss, outputs: losses } = learner.updateWithOutputs([
      batch,
      old && { ...old, weights: old.drawn.weights.map((weight) => weight / total) },
    ]);
    const replayed = losses.dataSync().subarray(batchSize);
    losses.dispose();
    if (old) store.updatePriorities(old.drawn.indices, replayed.subarray(0, old.count));
    return loss;
  });
});
