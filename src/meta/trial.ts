import { z } from 'zod';
import { compile, type Compiled, type Named } from '../compile';
import { parseNamed } from '../core/validation';
import type { TaskBatch } from '../tasks';
import { mapNamed, tf } from '../tf';
import { checkAnswers } from './loss';
import { adaptSteps, shareAmong } from './maml';
import type { SupportRows } from './taskTensors';
import type { Forward } from './network';
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
 * Adaptation without learning, compiled: the parameters after each step, and each task's query
 * error `[steps + 1, tasks]`.
 */
export interface Trials {
  readonly adapt: Compiled<[Named, SupportRows, Trial], Record<string, tf.Tensor>[]>;
  readonly errors: Compiled<[Named, TaskBatch, Trial], tf.Tensor2D>;
}

/** @param settings of the learner whose parameters and rates are tried */
export function trialsOf(forward: Forward, settings: MetaSettings, eager?: boolean): Trials {
  /** The parameters before adaptation and after each step. */
  function adapted(
    learned: Named,
    { supportX, supportY }: SupportRows,
    { steps, innerRate }: Trial,
  ): Record<string, tf.Tensor>[] {
    const { parameters, rates } = separate(learned);
    const start = shareAmong(parameters, supportX.shape[0]);
    const learningRate = rateFor(rates, settings, innerRate);
    const options = { steps, firstOrder: true, learningRate };
    return [start, ...adaptSteps(forward, start, supportX, supportY, options)];
  }
  function errors(learned: Named, tasks: TaskBatch, trial: Trial): tf.Tensor2D {
    const byStep = adapted(learned, tasks, trial).map((after) => {
      const outputs = forward(after, tasks.queryX);
      checkAnswers(outputs, tasks.queryY);
      return tf.mean(tf.squaredDifference(outputs, tasks.queryY), [1, 2]);
    });
    return tf.stack(byStep) as tf.Tensor2D;
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
    errors: compile(errors, { eager }),
  };
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
