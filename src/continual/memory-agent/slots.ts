/** Rows that are written into slots. */
export interface SlotRows {
  /** `[rows, keySize]` */
  readonly keys: Float32Array;
  /** What is to be answered, `[rows, valueSize]`. */
  readonly values: Float32Array;
  /** `[rows]` */
  readonly labels: ArrayLike<number>;
}

/**
 * What a memory holds: a key, a value, a label and a count a slot. Slots 0 to `size - 1` are taken.
 */
export interface Slots extends SlotRows {
  readonly capacity: number;
  readonly keySize: number;
  /** Numbers of a value; 0 where the label is the answer. */
  readonly valueSize: number;
  /** Labels are 0 to `classes - 1`. */
  readonly classes: number;
  size: number;
  /**
   * `[capacity, keySize]`: where each slot's rows lie, their running mean as long as nothing
   * refines it.
   */
  readonly keys: Float32Array;
  /** `[capacity, valueSize]`: the running mean of what the rows of a slot are to be answered. */
  readonly values: Float32Array;
  /** `[capacity]` */
  readonly labels: Int32Array;
  /** `[capacity]`: rows written into each slot. */
  readonly counts: Float32Array;
}

/** Slots of which none is taken. */
export const emptySlots = (
  capacity: number,
  keySize: number,
  classes: number,
  valueSize = 0,
): Slots => ({
  capacity,
  keySize,
  valueSize,
  classes,
  size: 0,
  keys: new Float32Array(capacity * keySize),
  values: new Float32Array(capacity * valueSize),
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

/** Squared distance of the contents of a slot and of a row: of their keys and of their values. */
export function contentDistance(slots: Slots, slot: number, rows: SlotRows, row: number): number {
  const { keys, keySize, values, valueSize } = slots;
  const ofKeys = squaredDistance(keys, slot, rows.keys, row, keySize);
  if (valueSize === 0) return ofKeys;
  return ofKeys + squaredDistance(values, slot, rows.values, row, valueSize);
}

/** The content of a slot is put in place of what was there. */
export function setSlot(
  slots: Slots,
  slot: number,
  rows: SlotRows,
  row: number,
  count: number,
): void {
  const { keys, keySize, values, valueSize, labels, counts } = slots;
  keys.set(rows.keys.subarray(row * keySize, (row + 1) * keySize), slot * keySize);
  values.set(rows.values.subarray(row * valueSize, (row + 1) * valueSize), slot * valueSize);
  labels[slot] = rows.labels[row];
  counts[slot] = count;
}

/**
 * Erase and add at one slot: k <- k (1 - w) + w v, with the erase vector all ones (Graves et al.
 * 2016, eq. 2 of the memory's writing). With w = 1 / n, n counting this row, key and value are the
 * running means of their rows.
 * @param weight write weight w, 0 to 1
 * @param rows of which `row` is v
 */
export function eraseAndAdd(
  slots: Slots,
  slot: number,
  weight: number,
  rows: SlotRows,
  row: number,
): void {
  moveTowards(slots.keys, slot, weight, rows.keys, row, slots.keySize);
  moveTowards(slots.values, slot, weight, rows.values, row, slots.valueSize);
}

function moveTowards(
  table: Float32Array,
  slot: number,
  weight: number,
  rows: Float32Array,
  row: number,
  width: number,
): void {
  for (let d = 0, p = slot * width, q = row * width; d < width; d++, p++, q++)
    table[p] = table[p] * (1 - weight) + weight * rows[q];
}
