import { argumentError, checkWholeNumber } from '../core/arguments';
import { describe } from '../core/text';
import { MOST_ITEMS } from './checks';

/**
 * Whose largest weight becomes 1: of all that the store holds (Schaul et al. 2016), or of the batch
 * that was drawn.
 */
export type WeightsOver = 'buffer' | 'batch';

/**
 * Beta after some draws, on a straight line from its start to 1 (Schaul et al. 2016, section 3.4).
 * @param start from 0 to 1
 * @param drawn batches drawn so far
 * @param steps batches until it is 1; without it beta stays as it is
 * @throws RangeError naming the argument
 */
export function annealedBeta(start: number, drawn: number, steps?: number): number {
  if (!(typeof start === 'number' && start >= 0 && start <= 1))
    throw argumentError('start', describe(start), 'a number from 0 to 1');
  checkWholeNumber('drawn', drawn, 0);
  if (steps === undefined) return start;
  checkWholeNumber('steps', steps);
  return drawn >= steps ? 1 : start + ((1 - start) * drawn) / steps;
}

/**
 * Importance weights w = (N P)^-beta over the largest of them, which belongs to the smallest
 * probability: w = (smallest share / share)^beta, so that neither N nor the total is needed (Schaul
 * et al. 2016, section 3.4).
 * @param shares what probabilities are in proportion to, above 0
 * @param smallest the smallest share of those that are compared
 * @param weights gets them; may be the array of the shares
 */
export function importanceWeights(
  shares: Float64Array,
  smallest: number,
  beta: number,
  weights: Float64Array = new Float64Array(shares.length),
): Float64Array {
  for (let k = 0; k < weights.length; k++) weights[k] = power(smallest / shares[k], beta);
  return weights;
}

/**
 * The same, not yet over the largest: (N P)^-beta.
 * @param count items N in the store
 * @param total of all their shares
 */
export const plainWeights = (
  shares: Float64Array,
  count: number,
  total: number,
  beta: number,
): Float64Array => shares.map((share) => ((count * share) / total) ** -beta);

/** The smallest of some numbers. */
export function smallestOf(numbers: Float64Array): number {
  let smallest = Infinity;
  for (let k = 0; k < numbers.length; k++) if (numbers[k] < smallest) smallest = numbers[k];
  return smallest;
}

/**
 * The equal parts of a total from which a batch is drawn, one item each: where each begins and ends
 * (Schaul et al. 2016, appendix B.2.1).
 * @throws RangeError naming the argument
 * @example strata(store.total, 4)
 */
export function strata(total: number, count: number): [from: number, to: number][] {
  if (!(typeof total === 'number' && total >= 0 && total < Infinity))
    throw argumentError('total', describe(total), 'a number of at least 0');
  checkWholeNumber('count', count, 1, MOST_ITEMS);
  return Array.from({ length: count }, (_, k) => [(k * total) / count, ((k + 1) * total) / count]);
}

/**
 * A number above 0 to a power, by way of its logarithm: in half the time of `**`, from which it
 * differs by rounding alone. To the power of 0 and 1 it is exact.
 */
function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  if (exponent === 1) return base;
  return Math.exp(exponent * Math.log(base));
}
