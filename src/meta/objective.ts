import { z } from 'zod';
import type { Named } from '../compile';
import { checkWholeNumber } from '../core/arguments';
import { parseNamed } from '../core/validation';
import type { TaskBatch } from '../tasks';
import { mapNamed, tf, untaped, withGradient } from '../tf';
import type { InnerUpdate } from './innerUpdates';
import { summedLoss, type TaskLoss, type TaskLossName } from './loss';
import { adaptSteps, mamlLoss, shareAmong } from './maml';
import type { Forward } from './network';
import { type MetaSettings, multiStepLossField } from './options';
import { rateFor, separate } from './rates';

/** What differs from one meta-step to another. */
export interface Phase {
  /** Whether the inner gradients are constants now. */
  readonly firstOrder: boolean;
  /** Of the query losses after each inner step `[steps]`; absent: the last alone. */
  readonly weights?: tf.Tensor1D;
}

/**
 * The order and the weights of a meta-step; the caller disposes `weights`.
 * @param step meta-steps made before it
 */
export function phaseAt(
  step: number,
  { algorithm, innerSteps, multiStepLoss, secondOrderFrom }: MetaSettings,
): Phase {
  const firstOrder = algorithm === 'fomaml' || algorithm === 'reptile' || step < secondOrderFrom;
  const weights = lossWeights(step, innerSteps, multiStepLoss);
  return { firstOrder, ...(weights && { weights: tf.tensor1d([...weights]) }) };
}

const lossWeightsSchema = z.strictObject({ multiStepLoss: multiStepLossField });

/**
 * Weights of the query losses after each inner step (Antoniou et al. 2019, section 4).
 * @returns undefined where the last alone counts
 * @throws RangeError naming the argument
 */
export function lossWeights(
  step: number,
  innerSteps: number,
  multiStepLoss: MetaSettings['multiStepLoss'],
): readonly number[] | undefined {
  checkWholeNumber('step', step, 0);
  checkWholeNumber('innerSteps', innerSteps);
  parseNamed(lossWeightsSchema, { multiStepLoss });
  if (multiStepLoss === false) return undefined;
  if (multiStepLoss === true) return Array.from({ length: innerSteps }, () => 1 / innerSteps);
  if (!('until' in multiStepLoss)) return multiStepLoss;
  const left = 1 - step / multiStepLoss.until; // of what the earlier steps began with
  if (left <= 0) return undefined;
  return Array.from({ length: innerSteps }, (_, i) =>
    i < innerSteps - 1 ? left / innerSteps : 1 - (left * (innerSteps - 1)) / innerSteps,
  );
}

/** The functions that a meta-learner is made of. */
export interface MetaFunctions {
  readonly forward: Forward;
  readonly loss: TaskLossName | TaskLoss;
  readonly innerUpdate: InnerUpdate;
}

/**
 * What a meta-learner minimises, a pure function of everything it learns: the mean over tasks of
 * the query loss after adaptation. For Reptile its value is that too, but its gradient is the mean
 * over tasks of the way back from the adapted parameters, theta - phi (Nichol et al. 2018,
 * algorithm 2); for pre-training it is the mean loss of all rows without adaptation.
 */
export function metaObjective(
  functions: MetaFunctions,
  settings: MetaSettings,
): (learned: Named, tasks: TaskBatch, phase: Phase) => tf.Scalar {
  const { forward, loss, innerUpdate } = functions;
  return (learned, tasks, { firstOrder, weights }) => {
    const { parameters, rates } = separate(learned);
    const options = {
      steps: settings.innerSteps,
      learningRate: rateFor(rates, settings),
      firstOrder,
      innerUpdate,
      loss,
    };
    if (settings.algorithm === 'pretrain') return pooledLoss(functions, parameters, tasks);
    if (settings.algorithm !== 'reptile' && !weights)
      return mamlLoss(forward, parameters, tasks, options);
    const count = tasks.supportX.shape[0];
    const after = adaptSteps(
      forward,
      shareAmong(parameters, count),
      tasks.supportX,
      tasks.supportY,
      options,
    );
    const queryLoss = (adapted: Named): tf.Scalar =>
      tf.div(summedLoss(loss, forward(adapted, tasks.queryX), tasks.queryY), count);
    if (weights) return tf.sum(tf.mul(tf.stack(after.map(queryLoss)), weights));
    const adapted = mapNamed(after.at(-1) as Named, untaped);
    return withGradient(
      untaped(queryLoss(adapted)) as tf.Scalar,
      parameters,
      mapNamed(parameters, (start, name) => tf.sub(untaped(start), tf.mean(adapted[name], 0))),
    );
  };
}

/** The mean loss over support and query rows of all tasks, one set of parameters for all. */
function pooledLoss(
  { forward, loss }: MetaFunctions,
  parameters: Named,
  { supportX, supportY, queryX, queryY }: TaskBatch,
): tf.Scalar {
  const tasks = supportX.shape[0];
  const outputs = forward(shareAmong(parameters, tasks), tf.concat([supportX, queryX], 1));
  return tf.div(summedLoss(loss, outputs, tf.concat([supportY, queryY], 1)), tasks);
}
