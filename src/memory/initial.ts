import type { MemoryConfig } from '../config';
import { argumentError } from '../core/arguments';
import { stopGradient, tf } from '../tf';

/**
 * A small constant start: slots are alike, yet a key has something to compare with (learned faster
 * than others in Collier & Beel 2018).
 */
const INITIAL_MEMORY = 1e-6;

/**
 * What the slots hold before the first step: `[batch, N, W]`.
 * @param initial `[N, W]`, or `[tasks, N, W]`: the batch then holds the sequences of the first
 * task, then those of the next, as many of each
 * @throws RangeError naming what came and what was expected
 */
export function startMemory(
  { memorySize: N, memoryDim: W, initialMemory }: MemoryConfig,
  batch: number,
  initial?: tf.Tensor,
): tf.Tensor3D {
  if (initialMemory === 'constant') {
    if (initial)
      throw argumentError(
        'initial',
        `a tensor [${initial.shape.join(', ')}]`,
        "none: initialMemory is 'constant'",
      );
    return tf.fill([batch, N, W], INITIAL_MEMORY);
  }
  const tasks = initial?.rank === 3 ? initial.shape[0] : 1;
  if (
    !initial ||
    initial.rank > 3 ||
    batch % tasks !== 0 ||
    initial.shape.slice(-2).join() !== [N, W].join()
  ) {
    const came = initial ? `a tensor [${initial.shape.join(', ')}]` : 'nothing';
    throw argumentError(
      'initial',
      came,
      `[${N}, ${W}] (slots, word): initialMemory is '${initialMemory}', and what the memory ` +
        'holds at first comes with the weights (a controller: initialState(batch, weights))',
    );
  }
  const start = initialMemory === 'random' ? stopGradient(initial) : initial;
  if (initial.rank === 2) return tf.tile<tf.Tensor3D>(tf.reshape(start, [1, N, W]), [batch, 1, 1]);
  const ofRows = tf.add(tf.expandDims(start, 1), tf.zeros([tasks, batch / tasks, N, W]));
  return tf.reshape(ofRows, [batch, N, W]);
}
