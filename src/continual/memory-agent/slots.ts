/** What a memory holds: a key, a label and a count a slot. Slots 0 to `size - 1` are taken. */
export interface Slots {
  readonly capacity: number;
  readonly keySize: number;
  /** Labels are 0 to `classes - 1`. */
  readonly classes: number;
  size: number;
  /**
   * `[capacity, keySize]`: where each slot's rows lie, their running mean as long as nothing
   * refines it.
   */
  readonly keys: Float32Array;
  /** `[capacity]` */
  readonly labels: Int32Array;
  /** `[capacity]`: rows written into each slot. */
  readonly counts: Float32Array;
}

export const emptySlots = (capacity: number, keySize: number, classes: number): Slots => ({
  capacity,
  keySize,
  classes,
  size: 0,
  keys: new Float32Array(capacity * keySize),
  labels: new Int32Array(capacity),
  counts: new Float32Array(capacity),
});

/**
 * Squared distance of row i of `a` and row j of `b`, both `[rows, width]`. The same bit for bit
 * with the two changed round. Four sums side by side: one alone waits for each addition to be done.
 */
export function squaredDistance(
  a: Float32Array,
  i: number,
  b: Float32Array,
  j: number,
  width: number,
): number {
  const end = (i + 1) * width;
  let p = i * width;
  let q = j * width;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (; p + 3 < end; p += 4, q += 4) {
    const d0 = a[p] - b[q];
    const d1 = a[p + 1] - b[q + 1];
    const d2 = a[p + 2] - b[q + 2];
    const d3 = a[p + 3] - b[q + 3];
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (; p < end; p++, q++) s0 += (a[p] - b[q]) * (a[p] - b[q]);
  return s0 + s1 + (s2 + s3);
}

/** The content of a slot is put in place of what was there. */
export function setSlot(
  slots: Slots,
  slot: number,
  x: Float32Array,
  row: number,
  label: number,
  count: number,
): void {
  const { keys, keySize, labels, counts } = slots;
  for (let d = 0; d < keySize; d++) keys[slot * keySize + d] = x[row * keySize + d];
  labels[slot] = label;
  counts[slot] = count;
}

/**
 * Erase and add at one slot: k <- k (1 - w) + w v, with the erase vector all ones (Graves et al.
 * 2016, eq. 2 of the memory's writing). With w = 1 / n, n counting this row, the key is the running
 * mean of its rows.
 * @param weight write weight w, 0 to 1
 * @param values `[rows, keySize]`, of which `row` is v
 */
export function eraseAndAdd(
  { keys, keySize }: Slots,
  slot: number,
  weight: number,
  values: Float32Array,
  row: number,
): void {
  for (let d = 0, p = slot * keySize, q = row * keySize; d < keySize; d++, p++, q++)
    keys[p] = keys[p] * (1 - weight) + weight * values[q];
}
