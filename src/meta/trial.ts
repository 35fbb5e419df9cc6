import { z } from 'zod';
import { compile, type Compiled, type Named } from '../compile';
import { parseNamed } from '../core/validation';
import type { TaskBatch } from '../tasks';
import { mapNamed, tf } from '../tf';
import { checkAnswers, lossOfEach } from './loss';
import { adaptSteps, shareAmong } from './maml';
import type { SupportRows } from './taskTensors';
import type { MetaFunctions } from './objective';
import type { MetaSettings } from './options';
import { rateFor, separate } from './rates';

/** How a trained learner is adapted. */
export interface TrialOptions {
  /** Gradient steps (`innerSteps`); beyond those trained, the last learned rates go on. */
  readonly steps?: number;
  /** Size of a step in place of that trained with, learned rates included. */
  readonly innerRate?: number;
}

/** Options with their defaults. */
type Trial = { readonly steps: number; readonly innerRate?: number };

/**
 * Adaptation without learning, compiled: the parameters after each step, and of each task's query
 * rows the loss, and the share whose largest output is that of the largest target, both
 * `[steps + 1, tasks]`.
 */
export interface Trials {
  readonly adapt: Compiled<[Named, SupportRows, Trial], Record<string, tf.Tensor>[]>;
  readonly errors: Compiled<[Named, TaskBatch, Trial], tf.Tensor2D>;
  readonly accuracies: Compiled<[Named, TaskBatch, Trial], tf.Tensor2D>;
}

/** @param settings of the learner whose parameters and rates are tried */
export function trialsOf(
  { forward, loss, innerUpdate }: MetaFunctions,
  settings: MetaSettings,
  eager?: boolean,
): Trials {
  /** The parameters before adaptation and after each step. */
  function adapted(
    learned: Named,
    { supportX, supportY }: SupportRows,
    { steps, innerRate }: Trial,
  ): Record<string, tf.Tensor>[] {
    const { parameters, rates } = separate(learned);
    const start = shareAmong(parameters, supportX.shape[0]);
    const learningRate = rateFor(rates, settings, innerRate);
    const options = { steps, firstOrder: true, learningRate, innerUpdate, loss };
    return [start, ...adaptSteps(forward, start, supportX, supportY, options)];
  }
  /** What each task's answers are worth before adaptation and after each step. */
  function judged(
    judge: (outputs: tf.Tensor, targets: tf.Tensor) => tf.Tensor,
  ): (learned: Named, tasks: TaskBatch, trial: Trial) => tf.Tensor2D {
    return (learned, tasks, trial) => {
      const byStep = adapted(learned, tasks, trial).map((after) =>
        judge(forward(after, tasks.queryX), tasks.queryY),
      );
      return tf.stack(byStep) as tf.Tensor2D;
    };
  }
  // a parameter that stays is the same tensor after each step, so each step gets copies
  const copy = (named: Named): Record<string, tf.Tensor> => mapNamed(named, (x) => tf.clone(x));
  return {
    adapt: compile(
      (...given) =>
        adapted(...given)
          .slice(1)
          .map(copy),
      { eager },
    ),
    errors: compile(
      judged((outputs, targets) => lossOfEach(loss, outputs, targets)),
      { eager },
    ),
    accuracies: compile(judged(shareCorrect), { eager }),
  };
}

/** The share of each task's rows whose largest output is that of the largest target, `[tasks]`. */
function shareCorrect(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  checkAnswers(outputs, targets);
  const correct = tf.equal(tf.argMax(outputs, 2), tf.argMax(targets, 2));
  return tf.mean(tf.cast(correct, 'float32'), 1);
}

const trialSchema = z.strictObject({
  steps: z.int().min(0).optional(),
  innerRate: z.number().gt(0).optional(),
});

/** @throws RangeError naming the option that is wrong */
export function trialWith(options: TrialOptions, innerSteps: number): Trial {
  const { steps, innerRate } = parseNamed(trialSchema, options);
  return { steps: steps ?? innerSteps, ...(innerRate !== undefined && { innerRate }) };
}
