import { weightedSums } from './dotProducts';
import type { Embedding } from './embedding';
import { readLogits, type ReadOptions } from './read';
import type { Slots } from './slots';

/** A pull too small to show in a key of 32 bits. */
const NOTHING = 1e-7;

/**
 * Which way to move the keys so that rows met again are better read: for each slot the sum over
 * rows of (r_i - w_i) T^T T (x - k_i), with T the learned map of the slot's label, w the read
 * weights among slots of the batch's labels and r those of the slots of the right label, made to
 * sum to 1. Times beta it is the gradient of the sum of log p(y | x) by the keys: the memory's
 * content learned end to end, in closed form (soft learning vector quantisation, Seo & Obermayer
 * 2003).
 * @param embedding of the slots of these labels, at least
 * @param x `[rows, keySize]`
 * @param labels `[rows]`
 * @returns `[size, keySize]`
 */
export function refinement(
  slots: Slots,
  embedding: Embedding,
  x: Float32Array,
  labels: Int32Array,
  options: ReadOptions,
): Float64Array {
  const { size, keySize, keys, classes } = slots;
  const present = presentLabels(labels, classes);
  const pull = new Float64Array(size);
  const pulls = new Float32Array(labels.length * size);
  const total = new Float64Array(size);
  const isMoved = new Uint8Array(size);
  for (const { row, distances } of embedding.rows(x)) {
    readLogits(slots, distances, options, present, pull);
    if (!errors(slots, labels[row], pull)) continue;
    for (let i = 0; i < size; i++) {
      if (Math.abs(pull[i]) < NOTHING) continue;
      pulls[row * size + i] = pull[i];
      total[i] += pull[i];
      isMoved[i] = 1;
    }
  }
  const direction = new Float64Array(weightedSums(pulls, x, keySize));
  for (let i = 0; i < size; i++) {
    if (isMoved[i] === 0) continue;
    for (let d = 0, p = i * keySize; d < keySize; d++, p++) direction[p] -= total[i] * keys[p];
    embedding.filter(direction, i, slots.labels[i]);
  }
  return direction;
}

/** `[classes]`, 1 for each label that a row has. */
export function presentLabels(labels: Int32Array, classes: number): Uint8Array {
  const present = new Uint8Array(classes);
  labels.forEach((label) => (present[label] = 1));
  return present;
}

/** Moves the keys by `rate` times `refinement`. The usage is stale then. */
export function refineKeys(
  slots: Slots,
  embedding: Embedding,
  x: Float32Array,
  labels: Int32Array,
  rate: number,
  options: ReadOptions,
): void {
  const direction = refinement(slots, embedding, x, labels, options);
  for (let p = 0; p < direction.length; p++) slots.keys[p] += rate * direction[p];
}

/** Puts r_i - w_i in place of the logits. False if no slot has the right label. */
function errors({ size, labels }: Slots, label: number, logits: Float64Array): boolean {
  let [largest, right] = [-Infinity, -Infinity];
  for (let i = 0; i < size; i++) {
    if (logits[i] > largest) largest = logits[i];
    if (labels[i] === label && logits[i] > right) right = logits[i];
  }
  if (right === -Infinity) return false;
  let [all, own] = [0, 0];
  for (let i = 0; i < size; i++) {
    all += Math.exp(logits[i] - largest);
    // with a largest of their own: they may be far
    if (labels[i] === label) own += Math.exp(logits[i] - right);
  }
  for (let i = 0; i < size; i++)
    logits[i] =
      (labels[i] === label ? Math.exp(logits[i] - right) / own : 0) -
      Math.exp(logits[i] - largest) / all;
  return true;
}
