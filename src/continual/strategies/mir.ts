import { z } from 'zod';
import type { Named } from '../../compile';
import { pick } from '../../tasks/continual';
import { mapNamed, tf } from '../../tf';
import { BatchTensors, type RowPart } from './batchTensors';
import { rehearsing } from './aroundLearner';
import { strategyMaker } from './context';
import { gradientOf } from './gradients';
import { Learner, type LossGiven } from './learner';
import { rowLosses, type RowTensors } from './rowLoss';
import { rowOffers } from './rowOffers';
import { drawPart, reservoir } from './rowStores';
import { factorField, storingSettings } from './settings';
import type { StrategyContext } from './types';

/** The settings of 'mir'. */
export const mirSettings = storingSettings('last').extend({
  candidates: z.int().min(1).max(100_000).default(100),
  virtualRate: factorField.default(0.1),
});

/**
 * Maximally interfered retrieval (Aljundi et al. 2019): of some stored rows drawn at random (the
 * candidates) those are replayed whose loss a step of gradient descent on the batch that came would
 * raise most. That step is tried and thrown away; its rate is `virtualRate`, also where the network
 * itself learns with Adam.
 */
export const mir = strategyMaker(mirSettings, (context) => {
  const {
    scenario: { batchSize },
    settings: { candidates, virtualRate },
  } = context;
  const store = reservoir(context);
  const learner = new Learner(context, { parts: [batchSize, batchSize] });
  const offers = rowOffers(context, (item) => store.add(item));
  const rises = riseOf(context, learner, candidates, virtualRate);
  return rehearsing(learner, offers, (batch) => {
    const drawn = drawPart(store, candidates);
    const isChoice = drawn !== undefined && drawn.count > batchSize;
    const replayed = isChoice ? highest(drawn, rises(batch, drawn), batchSize) : drawn;
    return learner.update([batch, replayed]);
  });
});

/**
 * Says how much a step of gradient descent on a batch would raise the loss of each of up to
 * `candidates` rows; the network stays as it is.
 */
export function riseOf(
  { scenario: { batchSize, inputSize, outputSize } }: Pick<StrategyContext, 'scenario'>,
  learner: Learner,
  candidates: number,
  rate: number,
): (batch: RowPart, rows: RowPart) => Float32Array {
  const came = new BatchTensors([batchSize], inputSize, outputSize);
  const tried = new BatchTensors([candidates], inputSize, outputSize);
  return (batch, rows) =>
    came.use(batch, (batchTensors) =>
      tried.use(rows, (rowTensors) => {
        const rise = learner.run(riseOfLosses, batchTensors, rowTensors, rate);
        const values = rise.dataSync() as Float32Array;
        rise.dispose();
        return values.slice(0, rows.count);
      }),
    );
}

const riseOfLosses =
  ({ forward, kind }: Pick<LossGiven, 'forward' | 'kind'>) =>
  (parameters: Named, batch: RowTensors, rows: RowTensors, rate: number): tf.Tensor1D => {
    const lossesOf = (current: Named, of: RowTensors): tf.Tensor1D =>
      rowLosses(kind, forward(current, of.x), of);
    const gradient = gradientOf(
      (current) => tf.sum(tf.mul(batch.weights, lossesOf(current, batch))),
      parameters,
    );
    const moved = mapNamed(parameters, (value, name) =>
      tf.sub(value, tf.mul(rate, gradient[name])),
    );
    return tf.sub(lossesOf(moved, rows), lossesOf(parameters, rows));
  };

/** The `count` rows with the highest numbers, the highest first. */
export function highest(
  rows: RowPart & { readonly allowed: Float32Array },
  numbers: Float32Array,
  count: number,
): RowPart {
  const order = Array.from(numbers.keys())
    .sort((a, b) => numbers[b] - numbers[a] || a - b)
    .slice(0, count);
  const own = (table: Float32Array): Float32Array => pick(table, table.length / rows.count, order);
  return { count: order.length, x: own(rows.x), y: own(rows.y), allowed: own(rows.allowed) };
}
