import { sum } from '../../core/numbers';
import type { StreamLearner, StreamLearnerContext } from './types';

/** How far a step of `linearModel` goes. */
const RATE = 0.01;

/** Rates that `linearModelOfChosenRate` chooses from. */
const RATES = [0.01, 0.03, 0.1, 0.3, 1, 3];

/** Rows after which its choice stands. */
const CHOICE_ROWS = 3000;

/**
 * Multinomial logistic regression that starts at zero and takes one step of stochastic gradient
 * descent (rate 0.01) on the cross-entropy of each row.
 */
export function linearModel(context: StreamLearnerContext): StreamLearner {
  return linearModelOfRate(RATE, context);
}

/**
 * The same with a rate that the stream chooses: models of six rates (0.01 to 3) learn side by side,
 * and the one that has answered most rows rightly so far gives the answer; of equals the one of the
 * smaller rate. After the first 3,000 rows the choice stands, and the others are dropped.
 */
export function linearModelOfChosenRate(context: StreamLearnerContext): StreamLearner {
  let contestants = RATES.map((rate) => ({ model: linearModelOfRate(rate, context), right: 0 }));
  let rows = 0;

  function best(): (typeof contestants)[number] {
    return contestants.reduce((ahead, one) => (one.right > ahead.right ? one : ahead));
  }

  return {
    predict: (x) => best().model.predict(x),
    learn(x, label) {
      for (const one of contestants) {
        one.right += one.model.predict(x) === label ? 1 : 0;
        one.model.learn(x, label);
      }
      rows++;
      if (rows === CHOICE_ROWS) contestants = [best()];
    },
    dispose: () => undefined,
  };
}

function linearModelOfRate(
  rate: number,
  { inputSize, classes }: StreamLearnerContext,
): StreamLearner {
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
        const step = rate * ((k === label ? 1 : 0) - shares[k]);
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
