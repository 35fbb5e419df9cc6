import { argumentError } from '../core/arguments';
import { sum } from '../core/numbers';
import type { StoredArrays } from '../core/stored';
import { BatchMemory } from './batchMemory';
import type { ReplayItem } from './types';

/** Numbers that memory hands out at once. */
const LINE = 16;

/** Numbers of a row from which on the call of `set` takes less time than a loop. */
const LONG_ROW = 128;

/** Items side by side: one block of numbers a field, `[capacity x length]`. */
export class ItemBlocks<F extends string> {
  private readonly blocks: readonly {
    readonly name: F;
    readonly length: number;
    readonly data: Float32Array;
    /** The same memory, two numbers at once, if rows hold an even count of them. */
    readonly pairs: Float64Array | undefined;
  }[];

  /** Numbers of an item, of all fields together. */
  readonly itemLength: number;

  /** What `touch` read: kept, so that its reading is not left out as useless. */
  touched = 0;

  constructor(capacity: number, fields: Readonly<Record<F, number>>) {
    this.blocks = (Object.entries(fields) as [F, number][]).map(([name, length]) => {
      const data = new Float32Array(capacity * length);
      const pairs = length % 2 === 0 ? new Float64Array(data.buffer) : undefined;
      return { name, length, data, pairs };
    });
    this.itemLength = sum(this.blocks.map(({ length }) => length));
  }

  /** @throws RangeError naming the field that is missing or of another length */
  check(item: ReplayItem<F>): void {
    for (const { name, length } of this.blocks) {
      const row: unknown = (item as Partial<ReplayItem<F>> | undefined)?.[name];
      if (!isFloats(row) || row.length !== length)
        throw argumentError(`item.${name}`, words(row), `a Float32Array of ${length} numbers`);
    }
  }

  /** Copies a checked item to a place. */
  set(place: number, item: ReplayItem<F>): void {
    for (const { name, length, data } of this.blocks) data.set(item[name], place * length);
  }

  /**
   * Copies of the items at some places, the rows of each field one after the other.
   * @param memory where they are put
   */
  gather(
    places: Int32Array,
    memory = new BatchMemory(places.length, this.itemLength),
  ): Record<F, Float32Array> {
    const drawn = {} as Record<F, Float32Array>;
    for (const { name, length, data, pairs } of this.blocks) {
      const rows = memory.floats(places.length * length);
      this.touched = touch(data, places, length);
      if (length >= LONG_ROW) copyLongRows(data, places, length, rows);
      else if (pairs && rows.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0)
        copyShortRows(pairs, places, length / 2, inPairs(rows));
      else copyShortRows(data, places, length, rows);
      drawn[name] = rows;
    }
    return drawn;
  }

  /** Copies of the first `size` items, `[size, length]`, by 'items/FIELD'. */
  state(size: number): StoredArrays {
    return Object.fromEntries(
      this.blocks.map(({ name, length, data }) => [
        `items/${name}`,
        { shape: [size, length], data: data.slice(0, size * length) },
      ]),
    );
  }

  /** Puts the items of a state back, from the first place on. */
  restore(arrays: StoredArrays): void {
    for (const { name, data } of this.blocks) data.set(arrays[`items/${name}`].data);
  }
}

/** Also of a notebook's cell, whose Float32Array may be another than ours. */
const isFloats = (row: unknown): row is Float32Array =>
  ArrayBuffer.isView(row) && (row as Float32Array)[Symbol.toStringTag] === 'Float32Array';

/** What came in place of a row, in words. */
function words(row: unknown): string {
  if (isFloats(row)) return `${row.length} numbers`;
  if (row === undefined || row === null) return 'nothing';
  if (Array.isArray(row)) return 'a plain array';
  return `a ${Object.prototype.toString.call(row).slice(8, -1)}`;
}

/**
 * Reads a number of every line of some rows: rows far apart are then fetched from memory side by
 * side, and not each when its turn to be copied comes.
 */
function touch(data: Float32Array, places: Int32Array, length: number): number {
  let sum = 0;
  for (let k = 0; k < places.length; k++)
    for (let from = places[k] * length, end = from + length; from < end; from += LINE)
      sum += data[from];
  return sum;
}

/** The same memory, two numbers at once: half as many to copy. Their bits are not looked at. */
const inPairs = (rows: Float32Array): Float64Array =>
  new Float64Array(rows.buffer, rows.byteOffset, rows.length / 2);

/** Copies rows number by number, or pair by pair, four a turn. */
function copyShortRows<T extends Float32Array | Float64Array>(
  data: T,
  places: Int32Array,
  length: number,
  rows: T,
): void {
  let to = 0;
  for (let k = 0; k < places.length; k++) {
    let from = places[k] * length;
    const end = from + length;
    for (; from + 3 < end; from += 4) {
      rows[to] = data[from];
      rows[to + 1] = data[from + 1];
      rows[to + 2] = data[from + 2];
      rows[to + 3] = data[from + 3];
      to += 4;
    }
    for (; from < end; from++) rows[to++] = data[from];
  }
}

/** Copies rows as wholes. */
function copyLongRows(
  data: Float32Array,
  places: Int32Array,
  length: number,
  rows: Float32Array,
): void {
  for (let k = 0; k < places.length; k++) {
    const from = places[k] * length;
    rows.set(data.subarray(from, from + length), k * length);
  }
}
