import type { Named } from '../../compile';
import { mapNamed, tf, withGradient } from '../../tf';
import { rehearsingAhead } from './aroundLearner';
import { strategyMaker } from './context';
import { valueAndGradient } from './gradients';
import { Learner, type LossGiven } from './learner';
import { rowOffers } from './rowOffers';
import { drawPart, reservoir } from './rowStores';
import { storingSettings, updatesField } from './settings';

/** The settings of 'a-gem'. */
export const aGemSettings = storingSettings('last').extend({ updates: updatesField });

/**
 * A gradient and one that it should not go against, by the parameters' names: g - (g . r) / (r . r)
 * r where g . r < 0, else g (Chaudhry et al. 2019, "Efficient lifelong learning with A-GEM",
 * equation 11).
 */
export function projected(gradient: Named, reference: Named): Record<string, tf.Tensor> {
  const dot = (a: Named, b: Named): tf.Tensor =>
    tf.addN(Object.keys(a).map((name) => tf.sum(tf.mul(a[name], b[name]))));
  const share = tf.divNoNan(tf.minimum(dot(gradient, reference), 0), dot(reference, reference));
  return mapNamed(gradient, (g, name) => tf.sub(g, tf.mul(share, reference[name])));
}

/** The loss of the first part; its gradient may not raise that of the second. */
function projectedLoss({ parameters, rows, part, lossOf }: LossGiven): tf.Scalar {
  const ofPart = (i: number): ReturnType<typeof valueAndGradient> => {
    const own = {
      x: part(rows.x, i),
      y: part(rows.y, i),
      allowed: part(rows.allowed, i),
      weights: part(rows.weights, i),
    };
    return valueAndGradient((current) => lossOf(current, own), parameters);
  };
  const { value, gradient } = ofPart(0);
  const { gradient: reference } = ofPart(1);
  return withGradient(value, parameters, projected(gradient, reference));
}

/**
 * A-GEM: a step along the batch's gradient, as far as it does not raise the mean loss of the stored
 * rows; here of all that are stored, a reservoir, where the paper draws some. `updates` steps a
 * batch.
 */
export const aGem = strategyMaker(aGemSettings, (context) => {
  const {
    scenario: { batchSize },
    budget,
    settings: { updates },
  } = context;
  const store = budget > 0 ? reservoir(context) : undefined;
  const offers = rowOffers(context, (item) => store?.add(item));
  const learner = new Learner(context, {
    parts: [batchSize, Math.max(1, budget)],
    loss: projectedLoss,
  });
  return rehearsingAhead(learner, offers, updates, (batch) => [
    batch,
    store && drawPart(store, budget),
  ]);
});
