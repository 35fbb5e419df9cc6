import type { Random } from '../core/random';
import { checkIndices, checkPriorities, checkSampleCount } from './checks';
import type { ItemBlocks } from './itemBlocks';
import type { ReplayBatch } from './types';

/**
 * Draws different ones of the first `size` items, all equally likely; every weight is 1.
 * @throws RangeError if `count` is not from 0 to `size`
 */
export function drawUniformly<F extends string>(
  blocks: ItemBlocks<F>,
  random: Random,
  count: number,
  size: number,
): ReplayBatch<F> {
  checkSampleCount(count, size, false);
  const indices = Int32Array.from(random.choose(count, size));
  return { indices, weights: new Float64Array(count).fill(1), items: blocks.gather(indices) };
}

/**
 * New priorities for a store that has no use for them: they are checked all the same, so that
 * stores can be exchanged.
 * @throws RangeError naming what is wrong
 */
export function checkUpdate(
  indices: ArrayLike<number>,
  priorities: ArrayLike<number>,
  size: number,
): void {
  checkIndices(indices, size);
  checkPriorities(indices, priorities, false);
}
