import type { SlotMemoryConfig } from './memoryOptions';

/** @throws RangeError naming `labels` or `x` */
export function checkRows(
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
  if (allowed) checkAllowed(allowed, classes);
}

/**
 * @param rows that `x` must have; left out: any whole number of them
 * @throws RangeError naming what came and what was expected
 */
export function checkInputs(name: string, x: Float32Array, width: number, rows?: number): void {
  if (!(x instanceof Float32Array))
    throw new RangeError(`${name}: got ${describe(x)}, expected a Float32Array`);
  const fits = rows === undefined ? x.length % width === 0 : x.length === rows * width;
  if (!fits)
    throw new RangeError(
      `${name}: got ${x.length} numbers, expected ` +
        `${rows === undefined ? 'rows' : rows === 1 ? '1 row' : `${rows} rows`} of ${width}`,
    );
  for (let p = 0; p < x.length; p++)
    if (!Number.isFinite(x[p]))
      throw new RangeError(
        `${name}[${p}]: got ${x[p]} (row ${Math.floor(p / width)}), expected a finite number`,
      );
}

/** @throws RangeError naming the place and the value of a label that is none */
function checkLabels(labels: ArrayLike<number>, classes: number): void {
  if (!Array.isArray(labels) && !ArrayBuffer.isView(labels))
    throw new RangeError(`labels: got ${describe(labels)}, expected an array of numbers`);
  for (let k = 0; k < labels.length; k++)
    if (!(Number.isInteger(labels[k]) && labels[k] >= 0 && labels[k] < classes))
      throw new RangeError(
        `labels[${k}]: got ${String(labels[k])}, expected a whole number from 0 to ${classes - 1}`,
      );
}

/** @throws RangeError naming what came and what was expected */
function checkAllowed(allowed: ArrayLike<number>, classes: number): void {
  if (allowed.length !== classes)
    throw new RangeError(
      `allowed: got ${allowed.length} numbers, expected ${classes}, one a class`,
    );
  for (let c = 0; c < classes; c++)
    if (allowed[c] !== 0 && allowed[c] !== 1)
      throw new RangeError(`allowed[${c}]: got ${allowed[c]}, expected 0 or 1`);
}

/**
 * The class of each row: the place of its 1.
 * @param y `[rows, classes]`, one-hot
 * @throws RangeError naming the row that is not
 */
export function labelsOf(y: Float32Array, classes: number): Int32Array {
  if (!(y instanceof Float32Array) || y.length % classes !== 0)
    throw new RangeError(
      `y: got ${y instanceof Float32Array ? `${y.length} numbers` : describe(y)}, expected a ` +
        `Float32Array of rows of ${classes}`,
    );
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

const describe = (value: unknown): string =>
  value === null || value === undefined
    ? 'nothing'
    : Array.isArray(value)
      ? 'a plain array'
      : typeof value;
