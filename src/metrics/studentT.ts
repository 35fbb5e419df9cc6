import { argumentError, checkWholeNumber } from '../core/arguments';
import { describe } from '../core/text';

/** The sum of the distribution has half as many terms. */
const MOST_DEGREES = 1e6;

/**
 * The value that Student's t with `degrees` degrees of freedom stays below with probability
 * `probability`. Bisection on the closed form of the distribution for whole degrees (Abramowitz &
 * Stegun 1964, 26.7.3 and 26.7.4).
 * @param probability above 0.5, below 1
 * @param degrees a whole number from 1 to a million
 * @throws RangeError naming the argument
 * @example studentQuantile(0.975, 4) // 2.7764451051977987
 */
export function studentQuantile(probability: number, degrees: number): number {
  const isShare = typeof probability === 'number' && probability > 0.5 && probability < 1;
  if (!isShare)
    throw argumentError('probability', describe(probability), 'a number above 0.5 and below 1');
  checkWholeNumber('degrees', degrees, 1, MOST_DEGREES);
  const central = 2 * probability - 1;
  let low = 0;
  // the angle atan(t / sqrt(degrees)): bounded, and the distribution is smooth in it
  let high = Math.PI / 2;
  for (let i = 0; i < 200 && high - low > 0; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (centralProbability(middle, degrees) < central) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}

/** P(|t| < sqrt(degrees) tan(angle)). */
function centralProbability(angle: number, degrees: number): number {
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
