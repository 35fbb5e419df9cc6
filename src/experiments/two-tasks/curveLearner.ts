import { adam, compileTraining } from '../../compile';
import { createRandom } from '../../core/random';
import { mean } from '../../core/numbers';
import { network } from '../../meta';
import type { Rows } from '../../tasks';
import { tf } from '../../tf';

/** One number in, one number out, 40 units between. */
const net = network([1, 40, 1], 'tanh');

/** Rows as tensors `[count, 1]`. */
const tensorOf = (values: Float32Array): tf.Tensor2D => tf.tensor2d(values, [values.length, 1]);

/**
 * A small network that learns a curve from rows `(x, y)`, a batch at a time, by Adam on the mean
 * squared error. The same seed gives the same start.
 */
export class CurveLearner {
  private readonly training;

  constructor({ seed, learningRate = 0.01 }: { seed: number; learningRate?: number }) {
    const parameters = net.initialParameters(createRandom(seed).fork('curve learner'));
    this.training = compileTraining({
      parameters,
      optimizer: adam({ learningRate }),
      loss: (weights, x: tf.Tensor, y: tf.Tensor) =>
        tf.mean<tf.Scalar>(tf.squaredDifference(net.forward(weights, x), y)),
    });
    tf.dispose(parameters);
  }

  /** One step on a batch. Changes the learner. */
  update({ x, y }: Rows): void {
    const batch = [tensorOf(x), tensorOf(y)] as const;
    this.training.update(...batch);
    tf.dispose([...batch]);
  }

  /** Its answer to each x. */
  answers(x: ArrayLike<number>): number[] {
    return tf.tidy(() => {
      const answers = net.forward(this.training.parameters(), tensorOf(Float32Array.from(x)));
      return Array.from(answers.dataSync());
    });
  }

  /** Mean squared error on rows. */
  error({ x, y }: Rows): number {
    return mean(this.answers(x).map((answer, i) => (answer - y[i]) ** 2));
  }

  dispose(): void {
    this.training.dispose();
  }
}
