import type { Named } from '../compile';
import {
  type ControllerState,
  MemoryController,
  type SequenceNetwork,
  unrollSteps,
} from '../controller';
import { type MemoryInterface } from '../memory';
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
  readonly state: ControllerState;
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
        ? unrollLive(network as MemoryController, weights, start as ControllerState, inputs)
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
  controller: MemoryController,
  weights: Named,
  start: ControllerState,
  inputs: tf.Tensor3D,
): { outputs: tf.Tensor3D; live: LiveWrite } {
  const slots = controller.config.memory.memorySize;
  let kept: tf.Tensor1D = tf.ones([slots]);
  let added: tf.Tensor1D = tf.zeros([slots]);
  const { outputs, state } = unrollSteps(
    {
      step: (before: ControllerState, x, linkUpdate) => {
        const step = controller.step(weights, before, x, linkUpdate);
        const [wiped, written] = firstWrite(step.state.memory.writeWeights, step.controls);
        kept = tf.mul(kept, tf.sub(1, wiped));
        added = tf.add(tf.mul(added, tf.sub(1, wiped)), written);
        return step;
      },
      whole: (state) => controller.withLinks(state),
    },
    copiesOf(start, inputs.shape[0]),
    inputs,
  );
  return { outputs, live: { state: firstOf(state), kept, added } };
}

/**
 * How far a step wiped each slot of the first episode's memory, and with which weight it wrote
 * there, all heads together: both `[slots]`, at most 1.
 */
function firstWrite(
  writeWeights: tf.Tensor3D,
  { eraseVectors }: MemoryInterface,
): [wiped: tf.Tensor1D, written: tf.Tensor1D] {
  const first = (x: tf.Tensor3D): tf.Tensor => tf.squeeze(tf.slice(x, [0, 0, 0], [1, -1, -1]), [0]);
  const weights = untaped(first(writeWeights));
  const erase = untaped(tf.mean(first(eraseVectors), 1, true));
  return [
    tf.minimum<tf.Tensor1D>(1, tf.sum(tf.mul(weights, erase), 0)),
    tf.minimum<tf.Tensor1D>(1, tf.sum(weights, 0)),
  ];
}
