import { z } from 'zod';
import { ClassMeans } from './classMeans';
import { strategyMaker } from './context';
import { metOnce } from './metOnce';

/** The settings of 'gaussian'. `floor`: the least variance of an input, in its unit squared. */
export const gaussianSettings = z.strictObject({ floor: z.number().gt(0).default(0.01) });

/**
 * A generative classifier (as in van de Ven et al. 2021, with the simplest model): each class is a
 * normal distribution of its own, its inputs independent of each other. A score is the logarithm of
 * the class's share of all rows times the density of the row. Means and variances are followed
 * row by row (Welford 1962). It keeps 2 x inputSize numbers a class and a count.
 */
export const gaussian = strategyMaker(gaussianSettings, (context) => {
  const {
    scenario: { inputSize, outputSize },
    settings: { floor },
  } = context;
  const classes = new ClassMeans(outputSize, inputSize);
  /** Sums of squared distances from the mean, `[classes, inputSize]`. */
  const scatter = new Float64Array(outputSize * inputSize);

  function add(row: Float32Array, label: number): void {
    const before = classes.of(label).slice();
    classes.add(row, label);
    const after = classes.of(label);
    const start = label * inputSize;
    for (let k = 0; k < inputSize; k++)
      scatter[start + k] += (row[k] - before[k]) * (row[k] - after[k]);
  }

  /** One over the variance of each input of each class, `[classes, inputSize]`. */
  const precisions = (): Float64Array =>
    scatter.map((squares, k) => {
      const count = classes.counts[Math.floor(k / inputSize)];
      return 1 / Math.max(floor, squares / Math.max(1, count));
    });

  return metOnce(context, {
    learn: (x, labels) =>
      labels.forEach((label, i) => add(x.subarray(i * inputSize, (i + 1) * inputSize), label)),
    scores(x) {
      const scores = new Float32Array((x.length / inputSize) * outputSize);
      const precision = precisions();
      for (let label = 0; label < outputSize; label++) {
        const own = precision.subarray(label * inputSize, (label + 1) * inputSize);
        const constant = Math.log(classes.counts[label] / classes.total) + logOfNormal(own);
        for (let row = 0; row < x.length / inputSize; row++) {
          const values = x.subarray(row * inputSize, (row + 1) * inputSize);
          scores[row * outputSize + label] =
            constant - 0.5 * weightedDistance(values, classes.of(label), own);
        }
      }
      return scores;
    },
  });
});

/** The logarithm of a normal density at its mean, inputs independent. */
function logOfNormal(precision: Float64Array): number {
  return precision.reduce((total, one) => total + 0.5 * Math.log(one / (2 * Math.PI)), 0);
}

/** The squared distance, each input counted by its precision. */
function weightedDistance(a: Float32Array, b: Float64Array, precision: Float64Array): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += precision[k] * (a[k] - b[k]) ** 2;
  return total;
}
