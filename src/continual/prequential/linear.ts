import { sum } from '../../core/numbers';
import type { StreamLearner, StreamLearnerContext } from './types';

/** How far a step goes. The only rate that is used here; nothing was tuned. */
const RATE = 0.01;

/**
 * Multinomial logistic regression that starts at zero and takes one step of stochastic gradient
 * descent (rate 0.01) on the cross-entropy of each row.
 */
export function linearModel({ inputSize, classes }: StreamLearnerContext): StreamLearner {
  const weights = Array.from({ length: classes }, () => new Float64Array(inputSize));
  const biases = new Float64Array(classes);

  function scores(x: Float32Array): number[] {
    return weights.map((own, k) =>
      own.reduce((total, weight, i) => total + weight * x[i], biases[k]),
    );
  }

  return {
    predict: (x) => bestOf(scores(x)),
    learn(x, label) {
      const shares = softmax(scores(x));
      for (const [k, own] of weights.entries()) {
        const step = RATE * ((k === label ? 1 : 0) - shares[k]);
        biases[k] += step;
        for (let i = 0; i < inputSize; i++) own[i] += step * x[i];
      }
    },
    dispose: () => undefined,
  };
}

/** The class of the largest score, the first of several. */
function bestOf(scores: readonly number[]): number {
  return scores.indexOf(Math.max(...scores));
}

function softmax(scores: readonly number[]): number[] {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const total = sum(powers);
  return powers.map((power) => power / total);
}
