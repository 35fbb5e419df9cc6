import { shapeSize } from '../core/numbers';

/** What is read of a tensor. It is asked for by name, so that this file loads no TensorFlow. */
export interface TensorLike {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly size: number;
  readonly isDisposed: boolean;
  dataSync(): ArrayLike<number | boolean | string>;
}

/** Above this number of values only the edges of a tensor are shown. */
const MANY = 1000;
/** Values shown at each end of a dimension that is cut. */
const EDGE = 3;
/** Characters of a line, at most, if more than one value has to share it. */
const WIDTH = 88;
/** Characters of one text, at most. */
const LONGEST_TEXT = 60;
/** Whole numbers below this one are written with all their digits. */
const WHOLE = 1e7;

/** Whether a value is a tensor of TensorFlow.js, disposed ones included. */
export function isTensor(value: unknown): value is TensorLike {
  if (typeof value !== 'object' || value === null) return false;
  const tensor = value as Partial<TensorLike> & { readonly dataId?: unknown };
  return (
    Array.isArray(tensor.shape) &&
    typeof tensor.dtype === 'string' &&
    typeof tensor.dataSync === 'function' &&
    tensor.dataId !== undefined
  );
}

/** Kind, shape and type: `Tensor [2, 3] float32`. */
export function tensorHead(tensor: TensorLike): string {
  const kind = 'trainable' in tensor ? 'Variable' : 'Tensor';
  return `${kind} [${tensor.shape.join(', ')}] ${tensor.dtype}`;
}

/**
 * A tensor as text: kind, shape and type in the first line, then the values in nested brackets, as
 * NumPy prints them. Of more than 1000 values the edges of each dimension are shown.
 */
export function tensorText(tensor: TensorLike): string {
  const head = tensorHead(tensor);
  if (tensor.isDisposed) return `${head} (disposed: its values are gone)`;
  let data: ArrayLike<number | boolean | string>;
  try {
    data = tensor.dataSync();
  } catch {
    return `${head} (no values)`;
  }
  const numbers = tensor.dtype === 'complex64' ? tensor.size * 2 : tensor.size;
  if (data === undefined || data.length < numbers) return `${head} (no values)`;
  return `${head}\n${valuesText(tensor.shape, tensor.dtype, data)}`;
}

/** The values of a tensor of this shape in nested brackets. */
function valuesText(
  shape: readonly number[],
  dtype: string,
  data: ArrayLike<number | boolean | string>,
): string {
  const size = shapeSize(shape);
  if (size === 0) return '[]';
  const kept = shape.map((length) => keptPlaces(length, size > MANY));
  const offsets = keptOffsets(shape, kept);
  const words = aligned(wordsOf(offsets, dtype, data), dtype);
  if (shape.length === 0) return words[0]?.trim() ?? '';
  let next = 0;
  const takeWord = (): string => words[next++];
  return nested(kept, 0, takeWord);
}

/** The places of one dimension that are shown; 'gap' stands for those left out. */
type Place = number | 'gap';

function keptPlaces(length: number, cut: boolean): Place[] {
  const all = Array.from(
    { length: cut ? Math.min(length, 2 * EDGE + 1) : length },
    (_, place) => place,
  );
  if (!cut || length <= 2 * EDGE) return all.slice(0, length);
  const last = Array.from({ length: EDGE }, (_, place) => length - EDGE + place);
  return [...all.slice(0, EDGE), 'gap', ...last];
}

/** Where the values that are shown lie in the tensor's data, in the order of reading. */
function keptOffsets(shape: readonly number[], kept: readonly (readonly Place[])[]): number[] {
  let offsets = [0];
  shape.forEach((length, dimension) => {
    const places = kept[dimension].filter((place) => place !== 'gap');
    offsets = offsets.flatMap((offset) => places.map((place) => offset * length + place));
  });
  return offsets;
}

function wordsOf(
  offsets: readonly number[],
  dtype: string,
  data: ArrayLike<number | boolean | string>,
): string[] {
  return offsets.map((offset) => {
    if (dtype === 'complex64') {
      return complexWord(Number(data[2 * offset]), Number(data[2 * offset + 1]));
    }
    const value = data[offset];
    if (dtype === 'bool') return value ? 'true' : 'false';
    if (typeof value === 'string') return textWord(value);
    return numberWord(Number(value));
  });
}

/** A number with four significant digits; whole numbers below ten million keep all of theirs. */
export function numberWord(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < WHOLE) return String(value);
  const small = Math.abs(value) < 1e-4;
  const text = small ? value.toExponential(3) : value.toPrecision(4);
  const [mantissa = '', exponent] = text.split('e');
  const short = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return exponent === undefined ? short : `${short}e${exponent.replace('+', '')}`;
}

/** `1 + 2i`, without blanks. */
function complexWord(real: number, imaginary: number): string {
  const word = numberWord(imaginary);
  return `${numberWord(real)}${word.startsWith('-') ? '' : '+'}${word}i`;
}

function textWord(text: string): string {
  const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  return JSON.stringify(short);
}

/** Words of the same width: numbers with their decimal points below each other, others padded. */
function aligned(words: readonly string[], dtype: string): string[] {
  if (dtype === 'string' || dtype === 'complex64' || dtype === 'bool') {
    const width = Math.max(...words.map((word) => word.length));
    return words.map((word) => (dtype === 'string' ? word.padEnd(width) : word.padStart(width)));
  }
  const parts = words.map(atPoint);
  const before = Math.max(...parts.map(([whole]) => whole.length));
  const after = Math.max(...parts.map(([, rest]) => rest.length));
  return parts.map(([whole, rest]) => whole.padStart(before) + rest.padEnd(after));
}

/** A number's text before its decimal point, and from the point (or the exponent) on. */
function atPoint(word: string): readonly [string, string] {
  const point = word.search(/[.e]/);
  const known = /^-?\d/.test(word);
  return point < 0 || !known ? [word, ''] : [word.slice(0, point), word.slice(point)];
}

/** Brackets around the words of one dimension and of those inside it. */
function nested(
  kept: readonly (readonly Place[])[],
  dimension: number,
  takeWord: () => string,
): string {
  const places = kept[dimension];
  const indent = ' '.repeat(dimension + 1);
  const deeper = kept.length - dimension - 1;
  if (deeper === 0) return `[${row(places, indent, takeWord)}]`;
  const inner = places.map((place) =>
    place === 'gap' ? '...' : nested(kept, dimension + 1, takeWord),
  );
  return `[${inner.join(`,${'\n'.repeat(deeper)}${indent}`)}]`;
}

/** The words of a last dimension, broken into lines that fit. */
function row(places: readonly Place[], indent: string, takeWord: () => string): string {
  const lines: string[] = [];
  let line = '';
  places.forEach((place, index) => {
    const word = place === 'gap' ? '...' : takeWord();
    const piece = index === places.length - 1 ? word : `${word},`;
    if (line !== '' && indent.length + line.length + 1 + piece.length > WIDTH) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' ? piece : ` ${piece}`;
  });
  lines.push(line);
  return lines.join(`\n${indent}`);
}
