import { argumentError } from '../core/arguments';
import { describe } from '../core/text';

/**
 * The hidden size with which a network comes nearest to a number of parameters, so that networks of
 * different kinds can be compared fairly; of two that are as near the smaller.
 * @param parameters wanted, at least those of one hidden unit
 * @param parametersWith parameters of the network with a hidden size: with more units more
 * @throws RangeError naming the argument
 * @example
 * const size = nearestHiddenSize(44_000, (hiddenSize) =>
 *   parameterCount(new MemoryController({ hiddenSize, memory }).shapes()));
 */
export function nearestHiddenSize(
  parameters: number,
  parametersWith: (hiddenSize: number) => number,
): number {
  const least = parametersWith(1);
  if (!(typeof parameters === 'number' && parameters >= least && parameters < Infinity))
    throw argumentError(
      'parameters',
      describe(parameters),
      `at least ${least}, those of one hidden unit`,
    );
  let below = 1;
  let above = 2;
  while (parametersWith(above) <= parameters) {
    below = above;
    above *= 2;
  }
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (parametersWith(middle) <= parameters) below = middle;
    else above = middle;
  }
  return parametersWith(above) - parameters < parameters - parametersWith(below) ? above : below;
}
