import { z } from 'zod';
import { choleskySolve } from '../../core/cholesky';
import { tf } from '../../tf';
import { ClassMeans } from './classMeans';
import { strategyMaker } from './context';
import { addGram, factorOf, linearScores, type LinearAnswer } from './linearAnswer';
import { metOnce } from './metOnce';

/**
 * The settings of 'slda'. `shrinkage`: how far the covariance is drawn towards the identity, from 0
 * (not at all, excluded: it need not have an inverse) to 1.
 */
export const sldaSettings = z.strictObject({
  shrinkage: z.number().gt(0).max(1).default(1e-4),
});

/**
 * Streaming linear discriminant analysis (Hayes & Kanan 2020), here of rows as they come: a mean a
 * class, and one covariance for all, both followed row by row. With t rows met before, a row adds
 * t / (t + 1) times the outer product of its distance from its class's mean, as that was before.
 * A score is w_c . x + b_c with w_c = P m_c, b_c = -m_c . P m_c / 2 and the precision P = ((1 -
 * shrinkage) S + shrinkage I)^-1, solved when first asked.
 *
 * A class's first row has no mean to be distant from and adds nothing to the covariance. It keeps
 * inputSize numbers a class and a count, and the covariance: inputSize (inputSize + 1) / 2 numbers.
 */
export const slda = strategyMaker(sldaSettings, (context) => {
  const {
    scenario: { inputSize, outputSize },
    settings: { shrinkage },
  } = context;
  const classes = new ClassMeans(outputSize, inputSize);
  /** Sum of all that the rows added, `[inputSize, inputSize]`. */
  const scatter = new Float64Array(inputSize ** 2);
  let answer: LinearAnswer | undefined;

  /** What each row is distant from its class's mean, by the weight that it adds with. */
  function distances(x: Float32Array, labels: Int32Array): Float32Array {
    const scaled = new Float32Array(x.length);
    let before = classes.total;
    labels.forEach((label, i) => {
      const row = x.subarray(i * inputSize, (i + 1) * inputSize);
      const mean = classes.of(label);
      const weight = classes.counts[label] === 0 ? 0 : Math.sqrt(before / (before + 1));
      for (let k = 0; k < inputSize; k++) scaled[i * inputSize + k] = weight * (row[k] - mean[k]);
      classes.add(row, label);
      before++;
    });
    return scaled;
  }

  function solved(): LinearAnswer {
    const rows = Math.max(1, classes.total);
    const shrunk = scatter.map((value) => ((1 - shrinkage) * value) / rows);
    for (let k = 0; k < inputSize; k++) shrunk[k * inputSize + k] += shrinkage;
    const factor = factorOf(shrunk, inputSize, ['settings.shrinkage', shrinkage]);
    const weights = new Float64Array(outputSize * inputSize);
    const biases = new Float64Array(outputSize);
    for (let label = 0; label < outputSize; label++) {
      const mean = classes.of(label).slice();
      const own = choleskySolve(factor, mean);
      weights.set(own, label * inputSize);
      biases[label] = -0.5 * own.reduce((total, value, k) => total + value * mean[k], 0);
    }
    return { weights, biases };
  }

  return metOnce(context, {
    learn(x, labels) {
      answer = undefined;
      const count = labels.length;
      tf.tidy(() => addGram(scatter, tf.tensor2d(distances(x, labels), [count, inputSize])));
    },
    scores(x) {
      answer ??= solved();
      return linearScores(answer, x);
    },
  });
});
