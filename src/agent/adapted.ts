import { compile, type Compiled } from '../compile';
import {
  type LstmNetwork,
  type AnyMemoryController,
  MemoryController,
  type Weights,
} from '../controller';
import { adapt, shareAmong } from '../meta';
import { agentForward } from './forward';
import type { Episodes, Rows } from '../tasks';
import { tf } from '../tf';
import { type Evaluation, evaluateOn } from './evaluation';
import type { EpisodeSizes } from './episodes';
import { type Start, startingFrom } from './network';

/** How an agent adapts; what is left out is as in the `meta` part of its config. */
export interface AgentAdaptOptions {
  /** Gradient steps, 0 to 1,000 (`innerSteps`). */
  readonly steps?: number;
  /** Size of a step, above 0 (`innerLearningRate`). */
  readonly rate?: number;
}

/**
 * An answerer that took a few gradient steps of its own from an agent's weights. The agent does not
 * know of it.
 */
export interface AdaptedAgent {
  /** Answers `[batch, length, outputSize]`; the caller disposes the tensor. */
  predict(episodes: Episodes): tf.Tensor3D;
  /** Mean squared error on rows. */
  evaluate(rows: Rows): Evaluation;
  /** Frees its weights. */
  dispose(): void;
}

/**
 * Weights after some gradient steps on episodes: a new set; `weights` stay. The gradient is that of
 * Finn et al. 2017 (eq. 1), of the mean squared error of all steps of the episodes.
 */
export type Adaptation = Compiled<
  [
    weights: Weights,
    inputs: tf.Tensor3D,
    targets: tf.Tensor3D,
    start: Start,
    how: Required<AgentAdaptOptions>,
  ],
  Record<string, tf.Tensor>
>;

/** @param eager op by op instead of compiled */
export const adaptation = (
  network: AnyMemoryController | LstmNetwork,
  eager: boolean,
): Adaptation =>
  compile(
    (weights, inputs, targets, start, { steps, rate }) => {
      const fixed =
        network instanceof MemoryController && network.config.memory.initialMemory === 'random'
          ? 'initialMemory'
          : undefined; // no gradient reaches it
      const [batch, length] = inputs.shape;
      const rows = (x: tf.Tensor3D): tf.Tensor3D => tf.reshape(x, [1, batch * length, x.shape[2]]);
      const adapted = adapt(
        agentForward(startingFrom(network, start), length),
        shareAmong(weights, 1),
        rows(inputs),
        rows(targets),
        { steps, learningRate: (_, name) => (name === fixed ? 0 : rate), firstOrder: true },
      );
      return Object.fromEntries(
        Object.entries(adapted).map(([name, tensor]) => [name, tf.clone(tf.squeeze(tensor, [0]))]),
      );
    },
    { eager },
  );

/**
 * @param weights are the answerer's from now on
 * @param sizes that rows must have
 * @param answer gives answers of weights to episodes
 */
export function adaptedAgent(
  weights: Record<string, tf.Tensor>,
  sizes: EpisodeSizes,
  answer: (weights: Weights, episodes: Episodes) => tf.Tensor3D,
): AdaptedAgent {
  const predict = (episodes: Episodes): tf.Tensor3D => answer(weights, episodes);
  return {
    predict,
    evaluate: (rows) => evaluateOn(rows, sizes, predict),
    dispose: () => tf.dispose(weights),
  };
}
