import type { Embedding } from './embedding';
import type { Slots } from './slots';

/** How the memory is read. */
export interface ReadOptions {
  /** Strength: how sharply near slots are preferred, above 0. */
  readonly beta: number;
  /** How far a slot counts as the rows in it, 0 (as one) to 1 (as all). */
  readonly gamma: number;
}

/** What a label that is in no slot is given: small enough never to be answered, and finite. */
const NEVER = -1e3;

/**
 * Logits of the read weights of one row: gamma log n_i - beta / 2 |T (x - k_i)|^2, with T the
 * learned map of the slot's label, for slots whose label is `allowed`, else -Infinity. Returns the
 * largest.
 * @param distances squared, after the map of each slot, `[size]`
 * @param into `[size]`
 */
export function readLogits(
  { size, labels, counts }: Slots,
  distances: Float64Array,
  { beta, gamma }: ReadOptions,
  allowed: ArrayLike<number> | undefined,
  into: Float64Array,
): number {
  let largest = -Infinity;
  for (let i = 0; i < size; i++) {
    into[i] =
      allowed && !allowed[labels[i]]
        ? -Infinity
        : gamma * Math.log(counts[i]) - (beta / 2) * distances[i];
    if (into[i] > largest) largest = into[i];
  }
  return largest;
}

/**
 * Read weights: content addressing by squared distance in the learned embedding, w =
 * softmax_i(gamma log n_i - beta / 2 |T (x - k_i)|^2) over slots of allowed labels. Each row of
 * them sums to 1; all are 0 where there is no such slot.
 * @param x `[rows, keySize]`
 * @param allowed `[classes]` of 0 and 1; left out: all
 * @returns `[rows, size]`
 */
export function readWeights(
  slots: Slots,
  embedding: Embedding,
  x: Float32Array,
  options: ReadOptions,
  allowed?: ArrayLike<number>,
): Float64Array {
  const { size, keySize } = slots;
  const rows = x.length / keySize;
  const weights = new Float64Array(rows * size);
  for (const { row, distances } of embedding.rows(x)) {
    const own = weights.subarray(row * size, (row + 1) * size);
    const largest = readLogits(slots, distances, options, allowed, own);
    let sum = 0;
    for (let i = 0; i < size; i++)
      sum += own[i] = largest === -Infinity ? 0 : Math.exp(own[i] - largest);
    if (sum > 0) for (let i = 0; i < size; i++) own[i] /= sum;
  }
  return weights;
}

/**
 * The read: log p(c | x), where p is the read weight on the slots of a label (the value of a slot
 * is its one-hot label, and the read vector their mixture).
 * @param x `[rows, keySize]`
 * @param allowed `[classes]` of 0 and 1; left out: all
 * @returns `[rows, classes]`; -1000 for labels that no allowed slot has
 */
export function readMemory(
  slots: Slots,
  embedding: Embedding,
  x: Float32Array,
  options: ReadOptions,
  allowed?: ArrayLike<number>,
): Float32Array {
  const { size, keySize, classes, labels } = slots;
  const rows = x.length / keySize;
  const scores = new Float32Array(rows * classes);
  const logits = new Float64Array(size);
  const sums = new Float64Array(classes);
  const highest = new Float64Array(classes);
  for (const { row, distances } of embedding.rows(x)) {
    const largest = readLogits(slots, distances, options, allowed, logits);
    highest.fill(-Infinity);
    sums.fill(0);
    for (let i = 0; i < size; i++) highest[labels[i]] = Math.max(highest[labels[i]], logits[i]);
    let total = 0;
    for (let i = 0; i < size; i++) {
      if (logits[i] === -Infinity) continue;
      total += Math.exp(logits[i] - largest);
      // apart for each label, so that a far one keeps its digits
      sums[labels[i]] += Math.exp(logits[i] - highest[labels[i]]);
    }
    for (let c = 0; c < classes; c++)
      scores[row * classes + c] =
        sums[c] > 0
          ? Math.max(NEVER, Math.log(sums[c]) + highest[c] - largest - Math.log(total))
          : NEVER;
  }
  return scores;
}

/**
 * The answer of the memory: the mean of the values of the slots, each weighing as it is read.
 * @param x `[rows, keySize]`
 * @returns `[rows, valueSize]`; zeros where no slot is taken
 */
export function readValues(
  slots: Slots,
  embedding: Embedding,
  x: Float32Array,
  options: ReadOptions,
): Float32Array {
  const { size, keySize, valueSize, values } = slots;
  const rows = x.length / keySize;
  const weights = readWeights(slots, embedding, x, options);
  const answers = new Float32Array(rows * valueSize);
  const own = new Float64Array(valueSize);
  for (let row = 0; row < rows; row++) {
    own.fill(0);
    for (let i = 0; i < size; i++) {
      const weight = weights[row * size + i];
      for (let d = 0; d < valueSize; d++) own[d] += weight * values[i * valueSize + d];
    }
    answers.set(own, row * valueSize);
  }
  return answers;
}
