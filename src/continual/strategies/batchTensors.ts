import { argumentError } from '../../core/arguments';
import { sum } from '../../core/numbers';
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
   * @throws RangeError if there is none or one is not a whole number of at least 1
   */
  constructor(
    private readonly parts: readonly number[],
    private readonly inputSize: number,
    private readonly outputSize: number,
  ) {
    if (parts.length === 0 || !parts.every((rows) => Number.isInteger(rows) && rows >= 1))
      throw argumentError('parts', `[${parts.join()}]`, 'whole numbers of at least 1');
    this.starts = parts.map((_, i) => sum(parts.slice(0, i)));
    this.rows = sum(parts);
    [this.x, this.y, this.allowed, this.weights] = [inputSize, outputSize, outputSize, 1].map(
      (width) => new Float32Array(this.rows * width),
    );
  }

  /**
   * Hands the tensors of a batch to a function and frees them. Their numbers are overwritten by the
   * next batch: what the function keeps must be computed, not one of them.
   * @throws RangeError naming the part that does not fit; the function is not called then
   */
  use<R>(batch: RowPart | readonly (RowPart | undefined)[], fn: (tensors: RowTensors) => R): R {
    const parts: readonly (RowPart | undefined)[] = isList(batch) ? batch : [batch];
    if (parts.length > this.parts.length)
      throw argumentError('rows', `${parts.length} parts`, `at most ${this.parts.length}`);
    parts.forEach((part, i) => part && this.check(part, i));
    this.weights.fill(0);
    parts.forEach((part, i) => part && this.fill(part, this.starts[i]));
    const { rows, inputSize, outputSize } = this;
    const tensors: RowTensors = {
      x: tf.tensor2d(this.x, [rows, inputSize]),
      y: tf.tensor2d(this.y, [rows, outputSize]),
      allowed: tf.tensor2d(this.allowed, [rows, outputSize]),
      weights: tf.tensor1d(this.weights),
    };
    try {
      return fn(tensors);
    } finally {
      Object.values(tensors).forEach((tensor: tf.Tensor) => tensor.dispose());
    }
  }

  private check({ count, x, y, allowed, weights }: RowPart, i: number): void {
    const { inputSize, outputSize } = this;
    const fail = (what: string, got: number, expected: string): never => {
      throw argumentError(`rows[${i}].${what}`, got, expected);
    };
    if (!Number.isInteger(count) || count < 0 || count > this.parts[i])
      fail('count', count, `a whole number from 0 to ${this.parts[i]}`);
    if (x.length !== count * inputSize) fail('x', x.length, `${count} x ${inputSize} numbers`);
    if (y.length !== count * outputSize) fail('y', y.length, `${count} x ${outputSize} numbers`);
    if (allowed && allowed.length !== outputSize && allowed.length !== count * outputSize)
      fail('allowed', allowed.length, `${outputSize} or ${count} x ${outputSize} numbers`);
    if (weights && weights.length !== count) fail('weights', weights.length, `${count} numbers`);
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

const isList = (
  batch: RowPart | readonly (RowPart | undefined)[],
): batch is readonly (RowPart | undefined)[] => Array.isArray(batch);
