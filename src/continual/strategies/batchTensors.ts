import { argumentError, checkWholeNumber } from '../../core/arguments';
import { sum } from '../../core/numbers';
import { describe, plural } from '../../core/text';
import { tf } from '../../tf';
import type { RowTensors } from './rowLoss';

/** Rows for a step. */
export interface RowPart {
  readonly count: number;
  /** `[count, inputSize]` and `[count, outputSize]`. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /**
   * `[outputSize]` for all rows or `[count, outputSize]`, 1 where the answer may be; left out:
   * everywhere.
   */
  readonly allowed?: Float32Array;
  /**
   * What each row's loss is multiplied with, `[count]`; left out: 1 / count, so that the part's
   * loss is a mean.
   */
  readonly weights?: ArrayLike<number>;
}

/** Tensors of several batches, which lie along one more axis, the first. */
export type Stacked<T> = Readonly<Record<keyof T, tf.Tensor>>;

/** Numbers that the inputs or the outputs of all parts hold at most, 1 GiB. */
const MOST = 2 ** 28;

/** A batch: its rows, or the rows of its parts, where one may be missing. */
export type RowParts = RowPart | readonly (RowPart | undefined)[];

/**
 * Batches of any number of rows as tensors of one size: a part that has less rows is filled up with
 * rows of weight 0, which neither loss nor gradient can see.
 */
export class BatchTensors {
  private readonly starts: readonly number[];
  private readonly rows: number;
  private readonly x: Float32Array;
  private readonly y: Float32Array;
  private readonly allowed: Float32Array;
  private readonly weights: Float32Array;

  /**
   * @param parts rows that each part holds at most
   * @param most batches side by side, at most; see `useMany`
   * @throws RangeError if there is no part or one is not a whole number of at least 1
   */
  constructor(
    private readonly parts: readonly number[],
    private readonly inputSize: number,
    private readonly outputSize: number,
    readonly most = 1,
  ) {
    if (parts.length === 0 || !parts.every((rows) => Number.isInteger(rows) && rows >= 1))
      throw argumentError('parts', `[${parts.join()}]`, 'whole numbers of at least 1');
    const numbers = most * sum(parts) * Math.max(inputSize, outputSize);
    if (numbers > MOST)
      throw argumentError('parts', `${numbers} numbers in all`, `at most ${MOST}`);
    this.starts = parts.map((_, i) => sum(parts.slice(0, i)));
    this.rows = sum(parts);
    [this.x, this.y, this.allowed, this.weights] = [inputSize, outputSize, outputSize, 1].map(
      (width) => new Float32Array(most * this.rows * width),
    );
  }

  /**
   * Hands the tensors of a batch to a function and frees them. Their numbers are overwritten by the
   * next batch: what the function keeps must be computed, not one of them.
   * @throws RangeError naming the part that does not fit; the function is not called then
   */
  use<R>(batch: RowParts, fn: (tensors: RowTensors) => R): R {
    this.put(batch, 0);
    const { rows, inputSize, outputSize } = this;
    const tensors: RowTensors = {
      x: tf.tensor2d(this.x.subarray(0, rows * inputSize), [rows, inputSize]),
      y: tf.tensor2d(this.y.subarray(0, rows * outputSize), [rows, outputSize]),
      allowed: tf.tensor2d(this.allowed.subarray(0, rows * outputSize), [rows, outputSize]),
      weights: tf.tensor1d(this.weights.subarray(0, rows)),
    };
    return usedThenFreed(tensors, fn);
  }

  /**
   * Hands up to `most` batches to a function, as `use` does: each tensor has one more axis, the
   * first, of `most` batches. Those that are not filled are left from before.
   * @param fn is handed how many there are, too
   * @returns whether there was a batch
   */
  useMany(
    batches: Iterator<RowParts>,
    fn: (tensors: Stacked<RowTensors>, count: number) => void,
  ): boolean {
    const { most, rows, inputSize, outputSize } = this;
    let count = 0;
    while (count < most) {
      const next = batches.next();
      if (next.done) break;
      this.put(next.value, count++);
    }
    if (count === 0) return false;
    const tensors = {
      x: tf.tensor3d(this.x, [most, rows, inputSize]),
      y: tf.tensor3d(this.y, [most, rows, outputSize]),
      allowed: tf.tensor3d(this.allowed, [most, rows, outputSize]),
      weights: tf.tensor2d(this.weights, [most, rows]),
    };
    usedThenFreed(tensors, (own) => fn(own, count));
    return true;
  }

  /** Writes a batch to a place among those side by side. */
  private put(batch: RowParts, place: number): void {
    const parts: readonly (RowPart | undefined)[] = isList(batch) ? batch : [batch];
    if (parts.length > this.parts.length || !parts.some(Boolean))
      throw argumentError(
        'rows',
        plural(parts.filter(Boolean).length, 'part'),
        this.partsInWords(),
      );
    parts.forEach((part, i) => part && this.check(part, i));
    const start = place * this.rows;
    this.weights.fill(0, start, start + this.rows);
    parts.forEach((part, i) => part && this.fill(part, start + this.starts[i]));
  }

  private check({ count, x, y, allowed, weights }: RowPart, i: number): void {
    const { inputSize, outputSize } = this;
    const check = (what: string, got: ArrayLike<number>, sizes: number[], expected: string) => {
      if (!sizes.includes(got?.length))
        throw argumentError(`rows[${i}].${what}`, got?.length ?? describe(got), expected);
    };
    checkWholeNumber(`rows[${i}].count`, count, 0, this.parts[i]);
    const [inputs, outputs] = [count * inputSize, count * outputSize];
    check('x', x, [inputs], `${count} x ${inputSize} numbers`);
    check('y', y, [outputs], `${count} x ${outputSize} numbers`);
    const either = `${outputSize} or ${count} x ${outputSize} numbers`;
    if (allowed) check('allowed', allowed, [outputSize, outputs], either);
    if (weights) check('weights', weights, [count], `${count} numbers`);
  }

  private partsInWords(): string {
    return this.parts.length === 1 ? '1 part' : `from 1 to ${this.parts.length} parts`;
  }

  private fill({ count, x, y, allowed, weights }: RowPart, start: number): void {
    const { outputSize } = this;
    this.x.set(x, start * this.inputSize);
    this.y.set(y, start * outputSize);
    if (!allowed) this.allowed.fill(1, start * outputSize, (start + count) * outputSize);
    else if (allowed.length === count * outputSize) this.allowed.set(allowed, start * outputSize);
    else for (let i = 0; i < count; i++) this.allowed.set(allowed, (start + i) * outputSize);
    if (weights) this.weights.set(weights, start);
    else this.weights.fill(1 / count, start, start + count);
  }
}

const isList = (batch: RowParts): batch is readonly (RowPart | undefined)[] => Array.isArray(batch);

function usedThenFreed<T extends object, R>(tensors: T, fn: (tensors: T) => R): R {
  try {
    return fn(tensors);
  } finally {
    tf.dispose(tensors as never);
  }
}
