import type { z } from 'zod';
import { tf } from '../../tf';
import { aroundLearner } from './aroundLearner';
import { strategyMaker } from './context';
import { type GivenRows, Learner, type LossGiven, rowsAt } from './learner';
import type { RowPart, RowParts } from './batchTensors';
import { rowOffers } from './rowOffers';
import type { RowTensors } from './rowLoss';
import { drawPart, ScoredRows } from './rowStores';
import { factorField, repeated, storingSettings, updatesField } from './settings';
import type { RowBatch, Strategy, StrategyContext } from './types';

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
  const { scenario, settings } = context;
  const { batchSize, outputSize } = scenario;
  const { alpha, updates } = settings;
  const again = beta !== undefined;
  const store = new ScoredRows(context);
  const learner = new Learner(context, {
    parts: again ? [batchSize, batchSize, batchSize] : [batchSize, batchSize],
    loss: darkLoss,
  });
  const goal = new Float32Array(batchSize * outputSize);
  let scores: Float32Array = new Float32Array(0); // of the rows on offer
  let places: Int32Array | undefined; // where the rows on offer are stored, -1: nowhere
  const offers = rowOffers(context, (item, i) => {
    const place = store.add(item);
    if (places) places[i] = place;
    else store.setScores(place, scores.subarray(i * outputSize, (i + 1) * outputSize));
  });
  const drawn = (): { dark: DrawnRows; parts: readonly (RowPart | undefined)[] } => {
    const dark = drawPart<'scores'>(store, batchSize);
    const plain = again ? [weighted(drawPart(store, batchSize), beta)] : [];
    return { dark, parts: [dark, ...plain] };
  };

  /**
   * The steps on some batches, chosen ahead. The scores of rows that are stored on the way are not
   * known then: `plan` says where they go, and which of them each step needs.
   */
  function* steps(batches: readonly RowBatch[], plan: ScorePlan): Generator<RowParts> {
    for (const batch of batches)
      for (let i = 0; i < updates; i++) {
        const { dark, parts } = drawn();
        places = new Int32Array(batch.count).fill(-1);
        if (i === updates - 1) offers.batch(batch);
        plan.add(i === 0, dark?.drawn.indices ?? [], places);
        places = undefined;
        yield [batch, ...parts];
      }
  }

  /** Batches one after the other, many steps a native call, the scores kept inside. */
  function observeMany(batches: readonly RowBatch[]): number[] {
    const { capacity } = store;
    const plan = new ScorePlan(learner.stepsAtOnce, batchSize, capacity);
    const first = {
      table: tf.tensor2d(store.scores, [capacity, outputSize]),
      latest: tf.tensor2d(new Float32Array(batchSize * outputSize), [batchSize, outputSize]),
    };
    let given: Partial<GivenScores> = {};
    const { losses, carried } = learner.updateManyCarrying(
      steps(batches, plan),
      scoresInside,
      first,
      () => {
        tf.dispose(given);
        return (given = { ...plan.take(), alpha, again });
      },
    );
    store.scores.set(carried.table.dataSync());
    tf.dispose([given, first, carried] as never);
    return losses.filter((_, step) => step % updates === 0);
  }

  return aroundLearner(learner, {
    store,
    observe(batch) {
      const loss = repeated(updates, (met) => {
        const { dark, parts } = drawn();
        if (dark) goal.set(dark.scores);
        const stored = tf.tensor2d(goal, [batchSize, outputSize]);
        const step = learner.updateWithOutputs([batch, ...parts], { stored, alpha, again });
        if (!met && offers.wants(batch)) scores = step.outputs.scores.dataSync() as Float32Array;
        [stored, step.outputs.scores].forEach((tensor) => tensor.dispose());
        return step.loss;
      });
      offers.batch(batch);
      return loss;
    },
    ...(store.capacity <= MOST_INSIDE && { observeMany }),
    endTask(rows, allowed) {
      if (settings.offer === 'last') scores = learner.predict(rows.x);
      offers.task({ ...rows, allowed });
      learner.resetOptimizer();
    },
  });
}

/** Rows whose scores are kept inside the graph, at most: they are handed on from step to step. */
const MOST_INSIDE = 4096;

export const der = strategyMaker(derSettings, (context) => darkReplay(context));
export const derPlusPlus = strategyMaker(derPlusPlusSettings, (context) =>
  darkReplay(context, context.settings.beta),
);

/** Rows whose losses add up to `total` times their mean. */
const weighted = (rows: RowPart | undefined, total: number): RowPart | undefined =>
  rows && { ...rows, weights: new Float32Array(rows.count).fill(total / rows.count) };

/** The stored rows of a step whose scores are to be kept; none of an empty store. */
type DrawnRows = ReturnType<typeof drawPart<'scores'>>;

/** What the steps of a call are given of the scores. */
interface GivenScores {
  /** The places of the rows that each step draws, `[steps, batchSize]`. */
  readonly drawn: tf.Tensor2D;
  /** Whether a step is the first on its batch, `[steps]`. */
  readonly isFirst: tf.Tensor1D;
  /**
   * For each place which row of the batch is stored there after a step, `[steps, capacity]`, -1:
   * none.
   */
  readonly storedFrom: tf.Tensor2D;
  readonly alpha: number;
  readonly again: boolean;
}

/** The scores of all stored rows, and of the batch before the first step on it. */
interface ScoresInside {
  /** `[capacity, outputSize]` */
  readonly table: tf.Tensor2D;
  /** `[batchSize, outputSize]` */
  readonly latest: tf.Tensor2D;
}

/** Steps of which each takes the scores that it needs from those that the ones before stored. */
const scoresInside = {
  batchOf: (
    step: tf.Scalar,
    given: GivenScores & GivenRows,
    { table }: ScoresInside,
  ): [RowTensors, Dark] => {
    const { alpha, again } = given;
    const stored = tf.gather(table, tf.gather(given.drawn, step));
    return [rowsAt(step, given), { stored, alpha, again }];
  },
  carry: (
    { scores }: { readonly scores: tf.Tensor2D },
    step: tf.Scalar,
    { isFirst, storedFrom }: GivenScores,
    before: ScoresInside,
  ): ScoresInside => {
    const latest = tf.where(tf.gather(isFirst, step), scores, before.latest);
    const from = tf.gather(storedFrom, step);
    const isNew = tf.expandDims(tf.greaterEqual(from, tf.scalar(0, 'int32')), 1);
    const offered = tf.gather(latest, tf.maximum<tf.Tensor1D>(from, tf.scalar(0, 'int32')));
    return { table: tf.where(isNew, offered, before.table), latest };
  },
};

/** Collects what the steps of a call are given of the scores. */
class ScorePlan {
  private readonly drawn: Int32Array;
  private readonly isFirst: Uint8Array;
  private readonly storedFrom: Int32Array;
  private steps = 0;

  constructor(
    private readonly most: number,
    private readonly batchSize: number,
    private readonly capacity: number,
  ) {
    this.drawn = new Int32Array(most * batchSize);
    this.isFirst = new Uint8Array(most);
    this.storedFrom = new Int32Array(most * capacity);
  }

  /** @param places where the rows of the batch are stored after the step; -1: nowhere */
  add(isFirst: boolean, drawn: ArrayLike<number>, places: Int32Array): void {
    const { batchSize, capacity } = this;
    const step = this.steps++;
    this.isFirst[step] = isFirst ? 1 : 0;
    this.drawn.fill(0, step * batchSize, (step + 1) * batchSize);
    this.drawn.set(drawn, step * batchSize);
    this.storedFrom.fill(-1, step * capacity, (step + 1) * capacity);
    // a later row may take the place of an earlier one
    places.forEach((place, row) => {
      if (place >= 0) this.storedFrom[step * capacity + place] = row;
    });
  }

  /** The steps added since it was called last, as tensors, the caller's. */
  take(): Omit<GivenScores, 'alpha' | 'again'> {
    const { most, batchSize, capacity } = this;
    this.steps = 0;
    return {
      drawn: tf.tensor2d(this.drawn.slice(), [most, batchSize], 'int32'),
      isFirst: tf.tensor1d(this.isFirst.slice(), 'bool'),
      storedFrom: tf.tensor2d(this.storedFrom.slice(), [most, capacity], 'int32'),
    };
  }
}

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
