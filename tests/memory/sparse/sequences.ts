// Sequences of steps that the tests of the sparse memory make, as tensors and in plain numbers.
import { memoryConfigOfKind, type MemoryConfig, type MemoryOptions } from '../../../src/config';
import { createRandom } from '../../../src/core/random';
import {
  type SparseInterface,
  SparseMemory,
  type SparseMemoryState,
} from '../../../src/memory/sparse';
import { tf } from '../../../src/tf';
import { type Matrix, type PlainControls, randomControls } from './plain';

export const numbers = (x: tf.Tensor): number[] => Array.from(x.dataSync());

/** The largest difference of two tensors. */
export const gap = (a: tf.Tensor, b: tf.Tensor): number =>
  tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

/** A memory that begins with random words, and what is asked of each row of a batch at a step. */
export interface Sequence {
  config: MemoryConfig;
  /** `[batch][N][W]` */
  memory: Matrix[];
  /** `[step][batch]` */
  controls: PlainControls[][];
}

export function randomSequence(
  options: MemoryOptions,
  { seed = 0, batch = 2, steps = 5 } = {},
): Sequence {
  const config = memoryConfigOfKind('sparse', options);
  const { memorySize: N, memoryDim: W } = config;
  const random = createRandom(seed);
  const word = (): number[] => Array.from({ length: W }, () => random.normal());
  return {
    config,
    memory: Array.from({ length: batch }, () => Array.from({ length: N }, word)),
    controls: Array.from({ length: steps }, () =>
      Array.from({ length: batch }, () => randomControls(config, random)),
    ),
  };
}

/** What is asked of a batch, as tensors. */
export function controlTensors(config: MemoryConfig, rows: PlainControls[]): SparseInterface {
  const names = new SparseMemory(config).interfaceParts().map(({ name }) => name);
  return Object.fromEntries(
    names.map((name) => [name, tf.tensor(rows.map((row) => row[name]) as number[][])]),
  ) as object as SparseInterface;
}

/** The state of a fresh memory that holds these words. */
export function startOf(config: MemoryConfig, memory: tf.Tensor3D): SparseMemoryState {
  return { ...new SparseMemory(config).initialState(memory.shape[0]), memory };
}

/** Makes the steps. @returns what was read in each, and the state at the end, nothing pending */
export function run(
  config: MemoryConfig,
  start: SparseMemoryState,
  controls: readonly SparseInterface[],
  update: 'now' | 'later' = 'later',
): { readVectors: tf.Tensor3D[]; state: SparseMemoryState } {
  const bank = new SparseMemory(config);
  let state = start;
  const readVectors = controls.map((asked) => {
    const next = bank.step(state, asked, update);
    state = next.state;
    return next.readVectors;
  });
  return { readVectors, state: bank.whole(state) };
}
