import type { Random } from '../core/random';
import { BatchMemory } from './batchMemory';
import { checkSampleCount } from './checks';
import type { ItemBlocks } from './itemBlocks';
import { fillTickets, type Tickets } from './tickets';
import type { ReplayBatch } from './types';

/**
 * Draws different ones of the first `size` items, all equally likely; every weight is 1.
 * @throws RangeError if `count` is not from 0 to `size`
 */
export function drawUniformly<F extends string>(
  blocks: ItemBlocks<F>,
  tickets: Tickets,
  random: Random,
  count: number,
  size: number,
): ReplayBatch<F> {
  checkSampleCount(count, size, false);
  const memory = new BatchMemory(count, blocks.itemLength);
  const weights = memory.doubles(count).fill(1);
  const indices = memory.indices(memory.doubles(count));
  indices.set(random.choose(count, size));
  fillTickets(indices.tickets, indices, tickets);
  return { indices, weights, items: blocks.gather(indices, memory) };
}
