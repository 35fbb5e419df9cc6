import type { AnyControllerState, AnyMemoryController, Weights } from '../controller';
import { type Episodes, episodeAt } from '../tasks';
import { tf } from '../tf';
import { inputsOf } from './episodes';
import { copiesOf, type Start } from './network';

/** A memory while one episode goes by. */
export interface Inside {
  /** What the slots hold after each step: steps x slots x word. */
  readonly memory: number[][][];
  /** Where each step wrote, with its first head: steps x slots. */
  readonly writeWeights: number[][];
  /** Where each head read: steps x heads x slots. */
  readonly readWeights: number[][][];
}

/**
 * Runs the first of some episodes step by step and looks into the memory after each.
 * @param start where it begins
 */
export function insideOf(
  controller: AnyMemoryController,
  weights: Weights,
  episodes: Episodes,
  start: Start,
): Inside {
  let state =
    'memory' in start
      ? copiesOf(start as AnyControllerState, 1)
      : controller.initialState(1, weights);
  const steps = tf.unstack(inputsOf(episodeAt(episodes, 0)), 1).map((x) => {
    state = controller.step(weights, state, x as tf.Tensor2D).state;
    return controller.bank.view(state.memory);
  });
  return {
    memory: steps.map((m) => m.memory.arraySync()[0]),
    writeWeights: steps.map((m) => m.writeWeights.arraySync()[0][0]),
    readWeights: steps.map((m) => m.readWeights.arraySync()[0]),
  };
}
