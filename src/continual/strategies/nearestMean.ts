import { z } from 'zod';
import { ClassMeans, squaredDistanceFromMean } from './classMeans';
import { strategyMaker } from './context';
import { metOnce } from './metOnce';

/** The settings of 'nearest-mean': none. */
export const nearestMeanSettings = z.strictObject({});

/**
 * The nearest class mean of rows as they come (Mensink et al. 2013, equation 1, with the Euclidean
 * distance): a score is minus the squared distance to the mean of the class. It keeps inputSize
 * numbers a class and a count.
 */
export const nearestMean = strategyMaker(nearestMeanSettings, (context) => {
  const { inputSize, outputSize } = context.scenario;
  const classes = new ClassMeans(outputSize, inputSize);
  return metOnce(context, {
    learn(x, labels) {
      labels.forEach((label, i) =>
        classes.add(x.subarray(i * inputSize, (i + 1) * inputSize), label),
      );
    },
    scores(x) {
      const rows = x.length / inputSize;
      const scores = new Float32Array(rows * outputSize);
      for (let k = 0; k < scores.length; k++) {
        const row = Math.floor(k / outputSize);
        const mean = classes.of(k % outputSize);
        scores[k] = -squaredDistanceFromMean(
          x.subarray(row * inputSize, (row + 1) * inputSize),
          mean,
        );
      }
      return scores;
    },
  });
});
