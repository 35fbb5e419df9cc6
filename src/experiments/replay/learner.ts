import { Learner, mlpForward, type Model, parameter, withLosses } from '../../continual/strategies';
import { createRandom } from '../../core/random';
import { largestAt, type Rows } from '../../tasks/rows';
import type { tf } from '../../tf';
import { type DigitRows, DIGITS, PIXELS } from './digits';

/** How the network for digits learns. */
export interface DigitLearnerOptions {
  readonly seed: number;
  /** Rows of a batch at most; default 32. */
  readonly batchSize?: number;
  /**
   * Adam's; default 0.01: of 0.001, 0.003, 0.01 and 0.03 the best for uniform draws on validation
   * rows (`npm run results -- replay` looks again).
   */
  readonly learningRate?: number;
}

/** Units of the hidden layer. */
const HIDDEN = 32;

/**
 * A small network that learns digits from weighted rows: one hidden layer of rectified units. The
 * same seed gives the same start.
 */
export class DigitLearner {
  private readonly learner: Learner<undefined, tf.Tensor1D>;

  constructor({ seed, batchSize = 32, learningRate = 1e-2 }: DigitLearnerOptions) {
    this.learner = new Learner(
      {
        scenario: {
          name: 'digits',
          kind: 'classes',
          inputSize: PIXELS,
          outputSize: DIGITS,
          batchSize,
        },
        seed,
        settings: { optimizer: { name: 'adam', rate: learningRate } },
        model: digitModel(seed),
      },
      { loss: withLosses },
    );
  }

  /**
   * One step on a batch.
   * @param weights of the rows; default 1 each. Their weighted losses are averaged
   * @returns the loss of each row before the step, in nats
   */
  update({ count, x, y }: Rows, weights?: ArrayLike<number>): Float32Array {
    const shares = weights && Float32Array.from(weights, (weight) => weight / count);
    const { outputs } = this.learner.updateWithOutputs({ count, x, y, weights: shares });
    const losses = outputs.dataSync() as Float32Array;
    outputs.dispose();
    return losses.subarray(0, count);
  }

  /** The loss of each row in nats `[count]`; nothing is changed. */
  losses(rows: Rows): Float32Array {
    return this.learner.losses(rows);
  }

  /** The scores of the ten digits for each row, `[count, 10]`; the largest is the answer. */
  scores({ x }: Pick<Rows, 'x'>): Float32Array {
    return this.learner.predict(x);
  }

  /** The digit it answers for each row. */
  answers({ count, x }: Rows): Int32Array {
    const scores = this.scores({ x });
    return Int32Array.from({ length: count }, (_, i) => largestAt(scores, i * DIGITS, DIGITS));
  }

  /** The share of rows it gets right. */
  accuracy(rows: DigitRows): number {
    const right = this.answers(rows).filter((answer, i) => answer === rows.labels[i]);
    return right.length / rows.count;
  }

  /** Frees everything. */
  dispose(): void {
    this.learner.dispose();
  }
}

/** Weights normal around 0 (He et al. 2015 for the hidden layer), biases 0. */
function digitModel(seed: number): Model {
  const random = createRandom(seed).fork('digit learner');
  const zero = (): number => 0;
  return {
    parameters: {
      w0: parameter([PIXELS, HIDDEN], () => Math.sqrt(2 / PIXELS) * random.normal()),
      b0: parameter([HIDDEN], zero),
      w1: parameter([HIDDEN, DIGITS], () => Math.sqrt(1 / HIDDEN) * random.normal()),
      b1: parameter([DIGITS], zero),
    },
    forward: mlpForward,
  };
}
