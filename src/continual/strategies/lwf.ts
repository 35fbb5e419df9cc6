import { z } from 'zod';
import type { Named } from '../../compile';
import { tf } from '../../tf';
import { aroundLearner } from './aroundLearner';
import { strategyMaker } from './context';
import { Learner, type LossGiven } from './learner';
import { maskScores } from './rowLoss';
import { factorField, plainSettings } from './settings';

/** The settings of 'lwf'. */
export const lwfSettings = plainSettings.extend({
  lambda: factorField.default(1),
  temperature: z.number().min(0.01).default(2),
});

/**
 * What was known when the last task ended: the parameters; outputs that belong together, 1 in a row
 * of `groups` `[outputs, outputs]`; how much each group's answers count, `[outputs]`, 0 for rows
 * without one.
 */
export type Known = {
  readonly parameters: Named;
  readonly groups: tf.Tensor2D;
  readonly weights: tf.Tensor1D;
};

/**
 * The loss of the rows, and what they lose of the old answers (Li & Hoiem 2018, equations 2 and 3):
 * for each group of outputs the cross-entropy between what the old network answers to the new rows
 * and what the new one does, both softened by a temperature (Hinton et al. 2015). Values: the mean
 * squared difference between the two answers.
 */
export function distilledLoss(
  {
    kind,
    rows: { x, weights },
    scores,
    loss,
    forward,
  }: Pick<LossGiven, 'kind' | 'rows' | 'scores' | 'loss' | 'forward'>,
  { known, temperature }: { readonly known: Known; readonly temperature: number },
): tf.Scalar {
  const old = forward(known.parameters, x);
  if (kind === 'values')
    return tf.add(
      loss,
      tf.mul(
        tf.sum(known.weights),
        tf.sum(tf.mul(weights, tf.mean(tf.squaredDifference(scores, old), 1))),
      ),
    );
  const inGroups = (all: tf.Tensor2D): tf.Tensor =>
    maskScores(tf.expandDims(tf.div(all, temperature), 1), known.groups); // [rows, groups, outputs]
  const lost = tf.neg(
    tf.sum(tf.mul(tf.softmax(inGroups(old)), tf.logSoftmax(inGroups(scores))), 2),
  ); // [rows, groups]
  return tf.add(loss, tf.sum(tf.mul(tf.mul(tf.expandDims(weights, 1), known.weights), lost)));
}

/**
 * Learning without forgetting: nothing is stored but the parameters at the last task's end, and
 * their answers to the new rows are to stay, counted `lambda` times. Where the learner is told
 * which outputs a task has, each earlier task's are a group, as in the paper; else all classes seen
 * before are one.
 */
export const lwf = strategyMaker(lwfSettings, (context) => {
  const {
    scenario: { outputSize },
    settings: { lambda, temperature },
  } = context;
  const learner = new Learner<{ known: Known; temperature: number }>(context, {
    loss: distilledLoss,
  });
  const taskGroups: Float32Array[] = [];
  const seen = new Float32Array(outputSize);
  const knownNow = (groups: readonly Float32Array[]): Known => {
    const table = new Float32Array(outputSize * outputSize);
    const weights = new Float32Array(outputSize).fill(lambda, 0, groups.length);
    groups.forEach((group, i) => table.set(group, i * outputSize));
    return {
      parameters: learner.parameters(),
      groups: tf.tensor2d(table, [outputSize, outputSize]),
      weights: tf.tensor1d(weights),
    };
  };
  let known = knownNow([]);
  return aroundLearner(learner, {
    observe: (batch) => learner.update(batch, { known, temperature }),
    observeMany: (batches) => learner.updateMany(batches, { known, temperature }),
    endTask({ y }, allowed) {
      y.forEach((value, i) => {
        if (value === 1) seen[i % outputSize] = 1;
      });
      if (allowed && !taskGroups.some((group) => group.every((value, i) => value === allowed[i])))
        taskGroups.push(allowed);
      tf.dispose(known);
      known = knownNow(taskGroups.length > 0 ? taskGroups : [seen]);
      learner.resetOptimizer();
    },
    dispose() {
      tf.dispose(known);
      learner.dispose();
    },
  });
});
