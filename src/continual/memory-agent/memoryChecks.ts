import { types } from 'node:util';
import { argumentError, checkWholeNumber } from '../../core/arguments';
import { describe, plural } from '../../core/text';
import { checkFloats, checkWholeRows } from '../../tasks/checks';
import type { SlotMemoryConfig } from './memoryOptions';

/** @throws RangeError naming `labels` or `x` */
export function checkLabelledRows(
  { keySize, classes }: SlotMemoryConfig,
  x: Float32Array,
  labels: ArrayLike<number>,
): void {
  checkLabels(labels, classes);
  checkInputs('x', x, keySize, labels.length);
}

/** @throws RangeError naming `x` or `allowed` */
export function checkQuery(
  { keySize, classes }: SlotMemoryConfig,
  x: Float32Array,
  allowed?: ArrayLike<number>,
): void {
  checkInputs('x', x, keySize);
  if (allowed !== undefined) checkAllowed(allowed, classes);
}

/**
 * @param rows that `x` must have; left out: any whole number of them
 * @throws RangeError naming what came and what was expected
 */
export function checkInputs(name: string, x: Float32Array, width: number, rows?: number): void {
  checkFloats(name, x);
  const fits = rows === undefined ? x.length % width === 0 : x.length === rows * width;
  if (!fits) throw argumentError(name, `${x.length} numbers`, `${rowsInWords(rows)} of ${width}`);
  for (let p = 0; p < x.length; p++)
    if (!Number.isFinite(x[p]))
      throw argumentError(
        `${name}[${p}]`,
        `${x[p]} (row ${Math.floor(p / width)})`,
        'a finite number',
      );
}

function rowsInWords(rows: number | undefined): string {
  if (rows === undefined) return 'rows';
  return rows === 1 ? '1 row' : `${rows} rows`;
}

/**
 * @param length of the list; left out: any
 * @throws RangeError unless a value is a list of numbers or a typed array
 */
export function checkNumberList(name: string, list: unknown, length?: number): void {
  if (!Array.isArray(list) && !types.isTypedArray(list))
    throw argumentError(name, describe(list), 'a list of numbers');
  if (length !== undefined && list.length !== length)
    throw argumentError(name, plural(list.length, 'number'), String(length));
}

/** @throws RangeError naming the place and the value of a label that is none */
function checkLabels(labels: ArrayLike<number>, classes: number): void {
  checkNumberList('labels', labels);
  for (let k = 0; k < labels.length; k++)
    checkWholeNumber(`labels[${k}]`, labels[k], 0, classes - 1);
}

/** @throws RangeError naming what came and what was expected */
function checkAllowed(allowed: ArrayLike<number>, classes: number): void {
  checkNumberList('allowed', allowed);
  if (allowed.length !== classes)
    throw argumentError('allowed', `${allowed.length} numbers`, `${classes}, one a class`);
  for (let c = 0; c < classes; c++)
    if (allowed[c] !== 0 && allowed[c] !== 1)
      throw argumentError(`allowed[${c}]`, allowed[c], '0 or 1');
}

/**
 * The class of each row: the place of its 1.
 * @param y `[rows, classes]`, one-hot
 * @throws RangeError naming the row that is not
 */
export function labelsOf(y: Float32Array, classes: number): Int32Array {
  checkWholeRows('y', y, classes);
  return Int32Array.from({ length: y.length / classes }, (_, row) => {
    const own = y.subarray(row * classes, (row + 1) * classes);
    const label = own.indexOf(1);
    if (label < 0 || own.some((value, c) => value !== 0 && c !== label))
      throw new RangeError(
        `y: row ${row} is [${own.join(', ')}], expected a 1 at its class and 0 elsewhere`,
      );
    return label;
  });
}
