import type { SequenceNetwork } from '../controller';
import { argumentError } from '../core/arguments';
import { tf } from '../tf';
import type { Forward } from '../meta';

/**
 * A memory agent as a `MetaLearner` wants it: a pure function of weights and rows. Rows are cut
 * into episodes of `episodeLength`, each answered from a fresh memory, all episodes of all tasks
 * side by side. With weights that have a leading axis of tasks, `[tasks, ...shape]`, each task's
 * episodes are answered by weights of its own.
 * @param network a `MemoryController`, or any other network for sequences
 * @returns a function of inputs `[tasks, rows, inputSize]` that gives `[tasks, rows, outputSize]`
 * @throws RangeError (the function) if the rows are no whole number of episodes
 * @example
 * const parameters = controller.initialWeights(random);
 * new MetaLearner({ forward: agentForward(controller, 5), parameters, algorithm: 'maml' });
 */
export function agentForward<S>(network: SequenceNetwork<S>, episodeLength: number): Forward {
  return (weights, x) => {
    const [tasks, rows, features] = x.shape as [number, number, number];
    if (rows % episodeLength !== 0)
      throw argumentError(
        'x',
        `${rows} rows a task`,
        `a multiple of episodeLength (${episodeLength})`,
      );
    const episodes = (tasks * rows) / episodeLength;
    const inputs: tf.Tensor3D = tf.reshape(x, [episodes, episodeLength, features]);
    const state = network.initialState(episodes, weights);
    const { outputs } = network.unroll(weights, state, inputs);
    return tf.reshape(outputs, [tasks, rows, outputs.shape[2]]);
  };
}
