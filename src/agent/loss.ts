import type { Named } from '../compile';
import {
  type AnyControllerState,
  type AnyMemoryController,
  type SequenceNetwork,
  unrollSteps,
} from '../controller';
import type { WriteShares } from '../memory';
import { tf, untaped } from '../tf';
import { copiesOf, firstOf, type Start, startingFrom } from './network';

/** What a training step gives beside its loss. */
export interface StepOutputs {
  /** Mean squared error of each episode over its steps 1 to the last, `[batch]`. */
  readonly errors: tf.Tensor1D;
  /** With a live memory only: what the first episode, the live one, made of it. */
  readonly live?: LiveWrite;
}

/**
 * A live state after an episode. Of what a slot held, `kept` is the share that was not wiped,
 * `added` what was written with which weight in all, both `[slots]`.
 */
export interface LiveWrite {
  readonly state: AnyControllerState;
  readonly kept: tf.Tensor1D;
  readonly added: tf.Tensor1D;
}

/**
 * A batch of episodes: inputs `[batch, length, x and y]`, targets `[batch, length, y]`, what each
 * episode's error counts `[batch, 1, 1]`, and where they begin.
 */
export type AgentBatch = [
  inputs: tf.Tensor3D,
  targets: tf.Tensor3D,
  importance: tf.Tensor3D,
  start: Start,
];

/**
 * What the agent minimises: the mean squared error of all steps but the first of an episode, each
 * episode with its weight. From a live state all episodes run on copies; what the first of them
 * leaves behind is given back, cut off from the gradient: it is plain numbers when the next step
 * begins there.
 */
export function agentLoss(
  network: SequenceNetwork<unknown>,
): (weights: Named, ...batch: AgentBatch) => { loss: tf.Scalar; outputs: StepOutputs } {
  return (weights, inputs, targets, importance, start) => {
    const { outputs, live } =
      'memory' in start
        ? unrollLive(network as AnyMemoryController, weights, start as AnyControllerState, inputs)
        : { outputs: answers(network, weights, inputs, start), live: undefined };
    const squares = afterFirst(tf.squaredDifference(outputs, targets));
    return {
      loss: tf.mean<tf.Scalar>(tf.mul(importance, squares)),
      outputs: { errors: tf.mean<tf.Tensor1D>(squares, [1, 2]), ...(live && { live }) },
    };
  };
}

/** Answers to episodes, `[batch, length, outputs]`. */
export function answers(
  network: SequenceNetwork<unknown>,
  weights: Named,
  inputs: tf.Tensor3D,
  start: Start,
): tf.Tensor3D {
  const begun = startingFrom(network, start);
  return begun.unroll(weights, begun.initialState(inputs.shape[0], weights), inputs).outputs;
}

/** All steps but the first: `[batch, length, outputs]` -> `[batch, length - 1, outputs]`. */
const afterFirst = (x: tf.Tensor3D): tf.Tensor3D =>
  tf.slice(x, [0, 1, 0], [x.shape[0], x.shape[1] - 1, x.shape[2]]);

/** A batch of episodes from copies of a live state, and what the first one did to its memory. */
function unrollLive(
  controller: AnyMemoryController,
  weights: Named,
  start: AnyControllerState,
  inputs: tf.Tensor3D,
): { outputs: tf.Tensor3D; live: LiveWrite } {
  const slots = controller.config.memory.memorySize;
  let kept: tf.Tensor1D = tf.ones([slots]);
  let added: tf.Tensor1D = tf.zeros([slots]);
  const { outputs, state } = unrollSteps(
    {
      step: (before: AnyControllerState, x, update) => {
        const step = controller.step(weights, before, x, update);
        const { wiped, written } = firstShares(
          controller.bank.writeShares(step.state.memory, step.controls),
        );
        kept = tf.mul(kept, tf.sub(1, wiped));
        added = tf.add(tf.mul(added, tf.sub(1, wiped)), written);
        return step;
      },
      whole: (state) => controller.whole(state),
      updateEvery: controller.bank.updateEvery,
    },
    copiesOf(start, inputs.shape[0]),
    inputs,
  );
  return { outputs, live: { state: firstOf(state), kept, added } };
}

/** What a step did to the first episode's memory: both `[slots]`, without gradients. */
function firstShares(shares: WriteShares): { wiped: tf.Tensor1D; written: tf.Tensor1D } {
  const first = (x: tf.Tensor2D): tf.Tensor1D =>
    untaped(tf.squeeze(tf.slice(x, [0, 0], [1, -1]), [0])) as tf.Tensor1D;
  return { wiped: first(shares.wiped), written: first(shares.written) };
}
