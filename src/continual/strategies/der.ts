import type { z } from 'zod';
import { ReservoirReplay } from '../../replay';
import { tf } from '../../tf';
import { aroundLearner } from './aroundLearner';
import { strategyMaker } from './context';
import { Learner, type LossGiven } from './learner';
import type { RowPart } from './batchTensors';
import { rowOffers } from './rowOffers';
import { capacityOf, drawPart, rowFields, type RowField, seedOf } from './rowStores';
import { factorField, repeated, storingSettings, updatesField } from './settings';
import type { Strategy, StrategyContext } from './types';

/** The settings of 'der'. */
export const derSettings = storingSettings('last').extend({
  alpha: factorField.default(0.5),
  updates: updatesField,
});

/** The settings of 'der++'. */
export const derPlusPlusSettings = storingSettings('first').extend({
  alpha: factorField.default(0.5),
  beta: factorField.default(1),
  updates: updatesField,
});

/** Rows with the scores that the network gave them when they were stored. */
export type ScoredRows = ReservoirReplay<RowField | 'scores'>;

/**
 * Dark experience replay (Buzzega et al. 2020, eq. 6): stored rows keep the scores (logits) that
 * they had when they were written, and each step draws the network towards these: alpha x mean
 * squared difference. DER++ (eq. 7) draws rows a second time and adds beta x their cross-entropy
 * (for numbers, their squared error). A stored row is `outputSize` numbers longer than in ER.
 * `updates` steps a batch; a row is stored with its scores before the first.
 * @param beta for DER++
 */
function darkReplay(
  context: StrategyContext<z.infer<typeof derSettings>>,
  beta?: number,
): Strategy & { readonly store: ScoredRows } {
  const { scenario, settings, seed } = context;
  const { batchSize, outputSize } = scenario;
  const { alpha, updates } = settings;
  const again = beta !== undefined;
  const store: ScoredRows = new ReservoirReplay({
    capacity: capacityOf(context),
    fields: { ...rowFields(scenario), scores: outputSize },
    seed: seedOf(seed, 'store'),
  });
  const learner = new Learner(context, {
    parts: again ? [batchSize, batchSize, batchSize] : [batchSize, batchSize],
    loss: darkLoss,
  });
  const goal = new Float32Array(batchSize * outputSize);
  let scores: Float32Array = new Float32Array(0); // of the rows on offer
  const offers = rowOffers(context, (item, i) =>
    store.add({ ...item, scores: scores.subarray(i * outputSize, (i + 1) * outputSize) }),
  );
  return aroundLearner(learner, {
    store,
    observe(batch) {
      const loss = repeated(updates, (met) => {
        const dark = drawPart<'scores'>(store, batchSize);
        const plain = again ? weighted(drawPart<'scores'>(store, batchSize), beta) : undefined;
        if (dark) goal.set(dark.scores);
        const stored = tf.tensor2d(goal, [batchSize, outputSize]);
        const step = learner.updateWithOutputs(again ? [batch, dark, plain] : [batch, dark], {
          stored,
          alpha,
          again,
        });
        if (!met && offers.wants(batch)) scores = step.outputs.scores.dataSync() as Float32Array;
        [stored, step.outputs.scores].forEach((tensor) => tensor.dispose());
        return step.loss;
      });
      offers.batch(batch);
      return loss;
    },
    endTask(rows, allowed) {
      if (settings.offer === 'last') scores = learner.predict(rows.x);
      offers.task({ ...rows, allowed });
      learner.resetOptimizer();
    },
  });
}

export const der = strategyMaker(derSettings, (context) => darkReplay(context));
export const derPlusPlus = strategyMaker(derPlusPlusSettings, (context) =>
  darkReplay(context, context.settings.beta),
);

/** Rows whose losses add up to `total` times their mean. */
const weighted = (rows: RowPart | undefined, total: number): RowPart | undefined =>
  rows && { ...rows, weights: new Float32Array(rows.count).fill(total / rows.count) };

interface Dark {
  readonly stored: tf.Tensor2D;
  readonly alpha: number;
  readonly again: boolean;
}

/**
 * Part 0 are the rows that came, part 1 stored rows whose scores are to be kept, part 2 (DER++)
 * stored rows whose answers are.
 */
function darkLoss(
  { rows: { weights }, losses, scores, part }: LossGiven,
  { stored, alpha, again }: Dark,
): { loss: tf.Scalar; outputs: { scores: tf.Tensor2D } } {
  const rowLosses = tf.mul(weights, losses);
  const kept = tf.mean(tf.squaredDifference(part(scores, 1), stored), 1);
  const terms = [
    tf.sum(part(rowLosses, 0)),
    tf.mul(alpha, tf.sum(tf.mul(part(weights, 1), kept))),
    ...(again ? [tf.sum(part(rowLosses, 2))] : []),
  ];
  return { loss: tf.addN(terms) as tf.Scalar, outputs: { scores: part(scores, 0) } };
}
