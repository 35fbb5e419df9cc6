import { adam, compileTraining, type Named, type Training } from '../../compile';
import { createRandom } from '../../core/random';
import { randomNormal, tf } from '../../tf';
import { type DigitRows, DIGITS, oneHot, PIXELS } from './digits';

export interface DigitLearnerOptions {
  readonly seed: number;
  /** Units of the hidden layer; default 32. */
  readonly hidden?: number;
  /**
   * Adam's; default 0.01: of 0.001, 0.003, 0.01 and 0.03 the best for uniform draws on validation
   * rows (`npm run results -- replay` looks again).
   */
  readonly learningRate?: number;
}

/**
 * Scores of ten digits `[rows, 10]` for pixels `[rows, 64]`: one hidden layer of rectified units.
 */
export const digitScores = ({ w1, b1, w2, b2 }: Named, x: tf.Tensor): tf.Tensor2D =>
  tf.add(
    tf.matMul(
      tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, w1 as tf.Tensor2D), b1)),
      w2 as tf.Tensor2D,
    ),
    b2,
  );

/** Cross-entropy of each row in nats `[rows]`; `y` `[rows, 10]` is 1 at the label. */
export const digitLosses = (parameters: Named, x: tf.Tensor, y: tf.Tensor): tf.Tensor1D =>
  tf.neg(tf.sum(tf.mul(y, tf.logSoftmax(digitScores(parameters, x))), 1)) as tf.Tensor1D;

/**
 * A small network that learns digits from weighted rows, one compiled step a batch. The same seed
 * gives the same start.
 */
export class DigitLearner {
  private readonly training: Training<[tf.Tensor, tf.Tensor, tf.Tensor], { losses: tf.Tensor1D }>;

  constructor({ seed, hidden = 32, learningRate = 1e-2 }: DigitLearnerOptions) {
    const random = createRandom(seed).fork('digit learner');
    const parameters = {
      w1: randomNormal([PIXELS, hidden], random, Math.sqrt(2 / PIXELS)),
      b1: tf.zeros([hidden]),
      w2: randomNormal([hidden, DIGITS], random, Math.sqrt(1 / hidden)),
      b2: tf.zeros([DIGITS]),
    };
    this.training = compileTraining({
      parameters,
      optimizer: adam({ learningRate }),
      loss: (current: Named, x: tf.Tensor, y: tf.Tensor, weights: tf.Tensor) => {
        const losses = digitLosses(current, x, y);
        return { loss: tf.mean(tf.mul(weights, losses)) as tf.Scalar, outputs: { losses } };
      },
    });
    Object.values(parameters).forEach((tensor) => tensor.dispose());
  }

  /** Steps made. */
  get step(): number {
    return this.training.step;
  }

  /**
   * One step on a batch.
   * @param x `[rows, 64]`, `y` `[rows, 10]`, one row after the other
   * @param weights of the rows; default 1 each
   * @returns the loss of each row before the step, in nats
   */
  update(
    { x, y }: { readonly x: Float32Array; readonly y: Float32Array },
    weights?: ArrayLike<number>,
  ): Float32Array {
    const rows = x.length / PIXELS;
    const batch = [
      tf.tensor(x, [rows, PIXELS]),
      tf.tensor(y, [rows, DIGITS]),
      weights ? tf.tensor(Float32Array.from(weights)) : tf.ones([rows]),
    ] as const;
    try {
      const { outputs } = this.training.updateWithOutputs(...batch);
      const losses = outputs.losses.dataSync() as Float32Array;
      outputs.losses.dispose();
      return losses;
    } finally {
      batch.forEach((tensor) => tensor.dispose());
    }
  }

  /** The loss of each row in nats `[count]`; nothing is changed. */
  losses(rows: DigitRows): Float32Array {
    return this.run(rows, (parameters, x) =>
      digitLosses(
        parameters,
        x,
        tf.tensor(Float32Array.from([...rows.labels].flatMap((label) => [...oneHot(label)])), [
          rows.count,
          DIGITS,
        ]),
      ),
    ) as Float32Array;
  }

  /** The digit it says for each row. */
  answers(rows: DigitRows): Int32Array {
    return this.run(rows, (parameters, x) =>
      tf.argMax(digitScores(parameters, x), 1),
    ) as Int32Array;
  }

  /** The share of rows it gets right, of `rows` or of those of one digit. */
  accuracy(rows: DigitRows): number {
    const answers = this.answers(rows);
    return (
      answers.reduce((sum, answer, i) => sum + (answer === rows.labels[i] ? 1 : 0), 0) / rows.count
    );
  }

  /** Frees everything. */
  dispose(): void {
    this.training.dispose();
  }

  private run(
    rows: DigitRows,
    compute: (parameters: Named, x: tf.Tensor) => tf.Tensor,
  ): Float32Array | Int32Array {
    const parameters = this.training.parameters();
    try {
      return tf.tidy(
        () =>
          compute(parameters, tf.tensor(rows.x, [rows.count, PIXELS])).dataSync() as
            Float32Array | Int32Array,
      );
    } finally {
      Object.values(parameters).forEach((tensor) => tensor.dispose());
    }
  }
}
