import { z } from 'zod';
import { choleskySolve } from '../../core/cholesky';
import { createRandom } from '../../core/random';
import { tf } from '../../tf';
import { strategyMaker } from './context';
import { addGram, addTo, factorOf } from './linearAnswer';
import { metOnce } from './metOnce';

/**
 * The settings of 'random-ridge'. `features`: how many each row is projected to; `lambda`: what is
 * added to the diagonal of their Gram matrix.
 */
export const randomRidgeSettings = z.strictObject({
  features: z.int().min(1).max(20_000).default(1000),
  lambda: z.number().gt(0).default(100),
});

/** Rows whose features are computed at once. */
const ROWS_AT_ONCE = 4096;

/**
 * RanPAC without its pretrained backbone (McDonnell et al. 2023): rows are projected to rectified
 * random features h = relu(x W), W standard normal numbers that never change, and the answer is
 * linear in these, by ridge regression on the classes as 0 and 1. The Gram matrix G = H' H and the
 * class sums C = H' Y are followed batch by batch, and (G + lambda I)^-1 C is solved when first
 * asked. The paper chooses lambda on a part of each task's rows; here it is a setting.
 *
 * It keeps features (features + 1) / 2 + features x outputSize numbers; W follows from the seed.
 */
export const randomRidge = strategyMaker(randomRidgeSettings, (context) => {
  const {
    scenario: { inputSize, outputSize },
    settings: { features, lambda },
    seed,
  } = context;
  const random = createRandom(seed).fork('projection');
  const projection = tf.tensor2d(
    Float32Array.from({ length: inputSize * features }, () => random.normal()),
    [inputSize, features],
  );
  let gram: Float64Array | undefined; // [features, features], made with the first rows
  const classSums = new Float64Array(features * outputSize);
  let weights: tf.Tensor2D | undefined; // [features, outputSize], until rows come

  function featuresOf(x: Float32Array): tf.Tensor2D {
    const rows = tf.tensor2d(x, [x.length / inputSize, inputSize]);
    return tf.relu(tf.matMul<tf.Tensor2D>(rows, projection));
  }

  function learnSome(x: Float32Array, labels: Int32Array): void {
    gram ??= new Float64Array(features ** 2);
    const own = featuresOf(x);
    const classes = tf.oneHot(tf.tensor1d(labels, 'int32'), outputSize);
    addGram(gram, own);
    addTo(classSums, tf.matMul(own, tf.cast(classes, 'float32'), true, false));
  }

  function solved(): tf.Tensor2D {
    if (!gram) return tf.zeros([features, outputSize]);
    const raised = gram.slice();
    for (let k = 0; k < features; k++) raised[k * features + k] += lambda;
    const factor = factorOf(raised, features, ['settings.lambda', lambda]);
    const solution = new Float32Array(features * outputSize);
    for (let label = 0; label < outputSize; label++) {
      const sums = Float64Array.from(
        { length: features },
        (_, k) => classSums[k * outputSize + label],
      );
      choleskySolve(factor, sums).forEach((value, k) => {
        solution[k * outputSize + label] = value;
      });
    }
    return tf.tensor2d(solution, [features, outputSize]);
  }

  return metOnce(context, {
    learn(x, labels) {
      weights?.dispose();
      weights = undefined;
      for (let from = 0; from < labels.length; from += ROWS_AT_ONCE) {
        const to = Math.min(from + ROWS_AT_ONCE, labels.length);
        const part = x.subarray(from * inputSize, to * inputSize);
        tf.tidy(() => learnSome(part, labels.subarray(from, to)));
      }
    },
    scores(x) {
      const answer = (weights ??= solved());
      const scores = new Float32Array((x.length / inputSize) * outputSize);
      const step = ROWS_AT_ONCE * inputSize;
      for (let from = 0; from < x.length; from += step) {
        const part = x.subarray(from, from + step);
        const own = tf.tidy(() => tf.matMul(featuresOf(part), answer).dataSync());
        scores.set(own, (from / inputSize) * outputSize);
      }
      return scores;
    },
    dispose() {
      projection.dispose();
      weights?.dispose();
    },
  });
});
