import type { MemoryConfig } from '../config';
import { argumentError } from '../core/arguments';
import { stopGradient, tf } from '../tf';
import type { StartWeights } from './bank';

/**
 * A small constant start of slots: they are alike, yet a key has something to compare with (learned
 * faster than others in Collier & Beel 2018).
 */
export const ALIKE_SLOTS = 1e-6;

/** Shapes of the weights that a memory of one matrix or list of slots begins with. */
export const startShapesOf = ({
  memorySize,
  memoryDim,
  initialMemory,
}: MemoryConfig): Record<string, [number, number]> =>
  initialMemory === 'constant' ? {} : { initialMemory: [memorySize, memoryDim] };

/**
 * What the memory holds before the first step: `[batch, N, W]`.
 * @param constant the number that stands everywhere if `initialMemory` is 'constant'
 * @param weights with `initialMemory` `[N, W]` if it is 'learned' or 'random'
 * @throws RangeError naming what came and what was expected
 */
export function startMemory(
  config: MemoryConfig,
  batch: number,
  constant: number,
  weights?: StartWeights,
): tf.Tensor3D {
  const { memorySize: N, memoryDim: W, initialMemory } = config;
  return initialMemory === 'constant'
    ? tf.fill([batch, N, W], constant)
    : startMatrix(config, batch, { name: 'initialMemory', shape: [N, W] }, weights);
}

/**
 * A weight that a memory begins with, for each row of a batch: `[batch, ...shape]`.
 * @param weights hold it as `[rows, columns]`, or `[tasks, rows, columns]`: the batch then holds
 * the sequences of the first task, then those of the next, as many of each
 * @throws RangeError naming what came and what was expected
 */
export function startMatrix(
  { initialMemory }: MemoryConfig,
  batch: number,
  { name, shape: [N, W] }: { readonly name: string; readonly shape: readonly [number, number] },
  weights?: StartWeights,
): tf.Tensor3D {
  const initial = weights?.[name];
  const tasks = initial?.rank === 3 ? initial.shape[0] : 1;
  if (
    !initial ||
    initial.rank > 3 ||
    batch % tasks !== 0 ||
    initial.shape.slice(-2).join() !== [N, W].join()
  ) {
    const came = initial ? `a tensor [${initial.shape.join(', ')}]` : 'nothing';
    throw argumentError(
      `weights.${name}`,
      came,
      `[${N}, ${W}]: initialMemory is '${initialMemory}', and what the memory holds at first ` +
        'comes with the weights (initialState(batch, weights))',
    );
  }
  const start = initialMemory === 'random' ? stopGradient(initial) : initial;
  if (initial.rank === 2) return tf.tile<tf.Tensor3D>(tf.reshape(start, [1, N, W]), [batch, 1, 1]);
  const ofRows = tf.add(tf.expandDims(start, 1), tf.zeros([tasks, batch / tasks, N, W]));
  return tf.reshape(ofRows, [batch, N, W]);
}
