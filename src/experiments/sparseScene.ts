import { checkWholeNumber } from '../core/arguments';
import { createRandom } from '../core/random';
import { type SparseInterface, SparseMemory } from '../memory';
import type { MemoryMoment } from '../plots';
import { randomNormal, tf } from '../tf';

/** Numbers in a word, slots, and words that are written: A to L. */
const WORD = 16;
const SLOTS = 8;
const LETTERS = [...'ABCDEFGHIJKL'];

/** How the memory looks for what is nearest. */
export interface SparseSceneOptions {
  /** K, slots that a head touches: 1 to 8. */
  readonly nearest: number;
  /** How sharply it prefers the best match, above 0. */
  readonly strength: number;
}

/**
 * Twelve words written into eight slots, one a step, each to the slot that was not accessed for
 * longest, while every step reads the first word: where the heads of a sparse memory went.
 * @throws ConfigError or RangeError naming what does not fit
 */
export function sparseScene({ nearest, strength }: SparseSceneOptions): MemoryMoment[] {
  const memory = new SparseMemory({
    memorySize: SLOTS,
    memoryDim: WORD,
    numReadHeads: 1,
    nearest,
    links: false,
  });
  const moments: MemoryMoment[] = [];
  tf.tidy(() => {
    const words = randomNormal([LETTERS.length, 1, 1, WORD], createRandom(5));
    const rows = tf.unstack(words) as tf.Tensor3D[];
    let state = memory.initialState(1);
    rows.forEach((word, t) => {
      ({ state } = memory.step(state, askFor(rows[0], strength, word)));
      const { writeWeights, readWeights } = memory.view(state);
      moments.push({
        writes: writeWeights.arraySync()[0],
        reads: readWeights.arraySync()[0],
        wrote: [LETTERS[t]],
        read: ['A'],
      });
    });
  });
  return moments;
}

/** Reads what is like a key, and writes a word to a slot that is free. */
function askFor(key: tf.Tensor3D, strength: number, word: tf.Tensor3D): SparseInterface {
  const beforeSoftplus: tf.Tensor2D = tf.fill([1, 1], Math.log(Math.expm1(strength)));
  const one: tf.Tensor2D = tf.ones([1, 1]);
  return {
    readKeys: key,
    readStrengths: beforeSoftplus,
    writeKeys: word,
    writeStrengths: beforeSoftplus,
    writeVectors: word,
    eraseVectors: tf.onesLike(word),
    allocationGates: one,
    writeGates: one,
  };
}

/**
 * Rows of a memory to which a read by content sends a gradient, of `slots` rows.
 * @param nearest K, slots that it touches
 * @throws ConfigError or RangeError naming what does not fit
 */
export function rowsWithGradient(nearest: number, slots: number): number {
  checkWholeNumber('slots', slots);
  const sizes = { memorySize: slots, memoryDim: WORD, numReadHeads: 1, nearest };
  const bank = new SparseMemory({ ...sizes, links: false, allocation: false });
  return tf.tidy(() => {
    const random = createRandom(6);
    const key = randomNormal([1, 1, WORD], random) as tf.Tensor3D;
    const noWrite: tf.Tensor2D = tf.zeros([1, 1]);
    const controls = { ...askFor(key, 2, key), allocationGates: undefined, writeGates: noWrite };
    const start = bank.initialState(1);
    const read = (memory: tf.Tensor): tf.Tensor =>
      tf.sum(bank.step({ ...start, memory: memory as tf.Tensor3D }, controls).readVectors);
    const gradient = tf.grad(read)(randomNormal([1, slots, WORD], random));
    const perRow = tf.sum(tf.abs(gradient), 2);
    return tf.sum(tf.cast(tf.greater(perRow, 0), 'int32')).dataSync()[0];
  });
}
