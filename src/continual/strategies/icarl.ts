import type { Named } from '../../compile';
import { createRandom } from '../../core/random';
import { checkWholeRows } from '../../tasks/checks';
import { largestAt } from '../../tasks/continual';
import { tf } from '../../tf';
import { aroundLearner } from './aroundLearner';
import type { RowPart } from './batchTensors';
import { squaredDistanceFromMean } from './classMeans';
import { scoresOfMet } from './classScores';
import { checkAllowed, strategyMaker } from './context';
import { Exemplars, unitMean } from './exemplars';
import { type GivenRows, Learner, type LossGiven, rowsAt } from './learner';
import type { RowTensors } from './rowLoss';
import { capacityOf } from './rowStores';
import { plainSettings } from './settings';
import type { RowBatch } from './types';

/** What was known when the last task ended. */
interface Old {
  /** The parameters then. */
  readonly parameters: Named;
  /** Outputs that are to stay as they were, 1, `[outputSize]`. */
  readonly kept: tf.Tensor1D;
}

/** What the steps of a call are given beside their rows. */
interface GivenOld {
  readonly parameters: Named;
  /** Outputs that are to stay as they were at each step, `[steps, outputSize]`. */
  readonly keptAt: tf.Tensor2D;
}

/** Steps that hand on nothing. */
const inTurn = {
  batchOf: (step: tf.Scalar, given: GivenOld & GivenRows): [RowTensors, Old] => {
    const kept = tf.gather(given.keptAt, step) as tf.Tensor as tf.Tensor1D;
    return [rowsAt(step, given), { parameters: given.parameters, kept }];
  },
};

/**
 * Incremental classifier and representation learning (Rebuffi et al. 2017). Each output is a
 * sigmoid, and its binary cross-entropy is lowered: for the classes of the current task towards the
 * answers, for older ones towards what the network said of the same rows when the last task ended.
 * Each step learns from the batch and from as many stored rows, exemplars, as in experience replay
 * (the paper mixes them into the task's rows); the loss is the sum of both means.
 *
 * At a task's end each class gets as many exemplars as the budget has room for, chosen so that
 * their mean is close to that of the class, in the space of the last hidden layer, its vectors made
 * 1 long. The answer is the class whose exemplars have the nearest mean there. Before the first
 * task ends there are none, and the network answers. Beside the exemplars it keeps the parameters
 * at the last task's end.
 */
export const icarl = strategyMaker(plainSettings, (context) => {
  const {
    scenario: { batchSize, inputSize, outputSize },
    seed,
  } = context;
  const exemplars = new Exemplars(capacityOf(context), outputSize);
  const random = createRandom(seed).fork('exemplars');
  const learner = new Learner<Old>(context, {
    parts: [batchSize, batchSize],
    loss: sigmoidLoss,
  });
  /** Classes of ended tasks, of the current task, and of either: 1, `[outputSize]`. */
  const known = new Float32Array(outputSize);
  const current = new Float32Array(outputSize);
  const met = new Float32Array(outputSize);
  let old = learner.parameters();
  let means: Float64Array[] | undefined; // of each class, until the network learns

  const amongMet = (part: RowPart): RowPart => ({
    ...part,
    allowed: part.allowed?.map((value, k) => value * met[k % outputSize]) ?? met.slice(),
  });
  /** The rows of a step, and the outputs that are to stay as they were. */
  function stepOn(batch: RowBatch): { parts: (RowPart | undefined)[]; kept: Float32Array } {
    means = undefined;
    for (let i = 0; i < batch.count; i++) {
      const label = largestAt(batch.y, i * outputSize, outputSize);
      current[label] = 1;
      met[label] = 1;
    }
    const drawn = exemplars.draw(batchSize, random);
    const kept = known.map((value, k) => value * (1 - current[k]));
    return { parts: [amongMet(batch), drawn && amongMet(drawn)], kept };
  }

  function observeMany(batches: readonly RowBatch[]): number[] {
    const { stepsAtOnce } = learner;
    const keptAt = new Float32Array(stepsAtOnce * outputSize);
    let taken = 0;
    function* steps(): Generator<(RowPart | undefined)[]> {
      for (const batch of batches) {
        const { parts, kept } = stepOn(batch);
        keptAt.set(kept, (taken++ % stepsAtOnce) * outputSize);
        yield parts;
      }
    }
    let given: tf.Tensor2D | undefined;
    const { losses } = learner.updateManyCarrying<GivenOld, undefined>(
      steps(),
      inTurn,
      undefined,
      () => {
        given?.dispose();
        given = tf.tensor2d(keptAt.slice(), [stepsAtOnce, outputSize]);
        return { parameters: old, keptAt: given };
      },
    );
    given?.dispose();
    return losses;
  }

  /** The mean of each class's exemplars, `[features]` each; zeros for a class without. */
  function meansNow(): Float64Array[] {
    const { x, y } = exemplars.all();
    const features = unitRows(learner.features(x), x.length / inputSize);
    const width = features.length / (x.length / inputSize);
    return Array.from({ length: outputSize }, (_, label) => {
      const own = features.filter((__, k) => y[Math.floor(k / width) * outputSize + label] === 1);
      return own.length > 0 ? unitMean(own, width) : new Float64Array(width);
    });
  }

  function predict(x: Float32Array, allowed?: Float32Array): Float32Array {
    if (exemplars.size === 0) return learner.predict(x, allowed);
    checkWholeRows('x', x, inputSize);
    const rows = x.length / inputSize;
    if (allowed !== undefined) checkAllowed(allowed, outputSize, rows);
    means ??= meansNow();
    const features = unitRows(learner.features(x), rows);
    const width = features.length / rows;
    const scores = new Float32Array(rows * outputSize);
    for (let k = 0; k < scores.length; k++) {
      const row = Math.floor(k / outputSize);
      const own = features.subarray(row * width, (row + 1) * width);
      scores[k] = -squaredDistanceFromMean(own, means[k % outputSize]);
    }
    return scoresOfMet(scores, exemplars.counts, allowed);
  }

  return aroundLearner(learner, {
    exemplars,
    predict,
    observe(batch) {
      const { parts, kept } = stepOn(batch);
      const tensor = tf.tensor1d(kept);
      const loss = learner.update(parts, { parameters: old, kept: tensor });
      tensor.dispose();
      return loss;
    },
    observeMany,
    endTask(rows, allowed) {
      exemplars.addTask({ ...rows, allowed }, unitRows(learner.features(rows.x), rows.count));
      known.set(met);
      current.fill(0);
      means = undefined;
      tf.dispose(old);
      old = learner.parameters();
      learner.resetOptimizer();
    },
    dispose() {
      tf.dispose(old);
      learner.dispose();
    },
  });
});

/**
 * For each row the sum, over the outputs that are allowed, of the binary cross-entropy of its
 * sigmoid (Rebuffi et al. 2017, algorithm 3), weighted.
 */
function sigmoidLoss(
  { rows: { x, y, allowed, weights }, scores, forward }: LossGiven,
  { parameters, kept }: Old,
): tf.Scalar {
  const old = tf.sigmoid(forward(parameters, x));
  const goal = tf.add(tf.mul(old, kept), tf.mul(y, tf.sub(1, kept)));
  const losses = tf.sub(tf.softplus(scores), tf.mul(scores, goal));
  return tf.sum(tf.mul(weights, tf.sum(tf.mul(allowed, losses), 1)));
}

/** Rows made 1 long; of zeros, left. */
function unitRows(table: Float32Array, rows: number): Float32Array {
  const width = table.length / rows;
  const unit = new Float32Array(table.length);
  for (let row = 0; row < rows; row++) {
    const own = table.subarray(row * width, (row + 1) * width);
    const length = Math.sqrt(own.reduce((total, value) => total + value ** 2, 0));
    if (length > 0)
      unit.set(
        own.map((value) => value / length),
        row * width,
      );
  }
  return unit;
}
