import { types } from 'node:util';
import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { sha256 } from '../core/hash';
import { shapeSize } from '../core/numbers';
import { isPlainObject } from '../core/objects';
import { shapeText, type StoredArray, type StoredArrays, type StoredTensors } from '../core/stored';
import { describe, errorMessage } from '../core/text';
import { parseValue } from '../core/validation';

/**
 * The safetensors format (huggingface/safetensors): 8 bytes with the header's length, the header in
 * JSON (name, type, shape and place of each tensor, and texts in `__metadata__`), then the numbers.
 * Python reads such a file with `safetensors.numpy.load_file`. Here only floats of 32 and 64 bits
 * and whole numbers of 32, and one text more: `sha256`, taken over the whole file with 64 zeros in
 * its place.
 */
export interface SafeTensors<T extends StoredArrays = StoredTensors> {
  readonly tensors: T;
  readonly metadata: Readonly<Record<string, string>>;
}

const NO_SUM = '0'.repeat(64);
const TYPES = { F32: Float32Array, F64: Float64Array, I32: Int32Array } as const;
type NumberType = keyof typeof TYPES;
/** Bytes of a header at most, as the format says. */
const LARGEST_HEADER = 100_000_000;

const entrySchema = z.strictObject({
  dtype: z.enum(['F32', 'F64', 'I32']),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
/** An array that can be stored. */
const arraySchema = z.strictObject({
  shape: entrySchema.shape.shape,
  data: z.custom<StoredArray['data']>(
    (value) =>
      types.isFloat32Array(value) || types.isFloat64Array(value) || types.isInt32Array(value),
    'a Float32Array, Float64Array or Int32Array',
  ),
});
const textsSchema = z.record(z.string(), z.string());
type Entry = Readonly<z.infer<typeof entrySchema>>;

/** @throws RangeError naming what is no array, or one whose numbers do not fill its shape */
export function checkArray(name: string, array: unknown): StoredArray {
  const { shape, data } = parseValue(name, arraySchema, array);
  const size = shapeSize(shape);
  if (data.length !== size)
    throw argumentError(name, `${data.length} numbers`, `${size} for ${shapeText(shape)}`);
  return { shape, data };
}

/** @throws RangeError naming a tensor whose numbers do not fill its shape */
export function encodeSafeTensors({ tensors, metadata }: SafeTensors<StoredArrays>): Buffer {
  const entries: [string, Entry][] = [];
  let end = 0;
  for (const [name, array] of Object.entries(tensors)) {
    const { shape, data } = checkArray(name, array);
    const start = end;
    end += data.byteLength;
    entries.push([name, { dtype: typeOf(data), shape: [...shape], data_offsets: [start, end] }]);
  }
  const texts = { ...metadata, sha256: NO_SUM };
  const json = JSON.stringify({ __metadata__: texts, ...Object.fromEntries(entries) });
  // the numbers begin at a multiple of 8
  const padding = (8 - (Buffer.byteLength(json) % 8)) % 8;
  const header = Buffer.from(json + ' '.repeat(padding));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const numbers = Object.values(tensors).map(({ data }) => bytesOf(data));
  const file = Buffer.concat([length, header, ...numbers]);
  file.write(sha256(file), sumPlace(file, NO_SUM));
  return file;
}

/**
 * A file of 32-bit floats only.
 * @throws RangeError saying what is wrong with the bytes: cut, another format, changed after it was
 * written, other numbers
 */
export function decodeSafeTensors(file: Buffer): SafeTensors {
  const { tensors, metadata } = decodeArrays(file);
  return { tensors: floatsOnly(tensors), metadata };
}

/** @throws RangeError naming what is no array, or one of numbers that are not 32-bit floats */
export function floatsOnly(arrays: StoredArrays): StoredTensors {
  if (!isPlainObject(arrays)) throw argumentError('arrays', describe(arrays), 'arrays by name');
  for (const [name, array] of Object.entries(arrays)) {
    const { data } = checkArray(name, array);
    if (typeOf(data) !== 'F32') throw argumentError(name, `numbers of type ${typeOf(data)}`, 'F32');
  }
  return arrays as StoredTensors;
}

/**
 * A file of numbers of any of the three types.
 * @throws RangeError saying what is wrong with the bytes: cut, another format, changed after it was
 * written
 */
export function decodeArrays(file: Buffer): SafeTensors<StoredArrays> {
  const { texts, entries } = readHeader(file);
  const data = file.subarray(8 + headerLength(file));
  checkPlaces(entries, data.length);
  const { sha256: sum, ...metadata } = texts;
  checkSum(file, sum);
  const tensors = entries.map(([name, entry]) => [name, readTensor(name, entry, data)] as const);
  return { metadata, tensors: Object.fromEntries(tensors) };
}

/** Each array begins where the one before ends, and the last ends where the file does. */
function checkPlaces(entries: Header['entries'], length: number): void {
  let next = 0;
  for (const [name, { data_offsets }] of entries) {
    const [start, end] = data_offsets;
    if (start !== next || end < start)
      throw argumentError(name, `bytes ${start} to ${end}`, `a place that begins with ${next}`);
    next = end;
  }
  if (length === next) return;
  const how = length < next ? 'cut short' : 'added to';
  throw new RangeError(`got ${length} bytes of numbers, expected ${next}: the file was ${how}`);
}

const headerLength = (file: Buffer): number =>
  file.length < 8 ? 0 : Number(file.readBigUInt64LE());

/** What a header holds, checked. */
interface Header {
  readonly texts: Readonly<Record<string, string>>;
  readonly entries: readonly (readonly [name: string, entry: Entry])[];
}

function readHeader(file: Buffer): Header {
  const length = headerLength(file);
  if (file.length < 8)
    throw new RangeError(
      `got ${file.length} bytes, expected at least 8: the file was cut short or is no ` +
        'safetensors file',
    );
  if (!isSafeTensors(file, length))
    throw new RangeError(`got ${beginning(file)}, expected a safetensors file`);
  if (8 + length > file.length)
    throw new RangeError(
      `got ${file.length} bytes, expected ${length} of the header alone: the file was cut short`,
    );
  const header = parseHeader(file.subarray(8, 8 + length));
  const { __metadata__: texts = {}, ...tensors } = header;
  const entries = Object.entries(tensors).map(
    ([name, entry]) => [name, parseValue(name, entrySchema, entry)] as const,
  );
  return { texts: parseValue('__metadata__', textsSchema, texts), entries };
}

/** Whether a file begins as the format says: the length of a header, then an object in JSON. */
function isSafeTensors(file: Buffer, headerLength: number): boolean {
  return headerLength <= LARGEST_HEADER && (file.length === 8 || file[8] === '{'.charCodeAt(0));
}

/** The first bytes of a file, for an error message. */
function beginning(file: Buffer): string {
  const text = file.toString('latin1', 0, 24);
  const isText = /^[\t\n\r -~]*$/.test(text);
  return isText
    ? `a file that begins with ${describe(text)}`
    : `${file.length} bytes of another kind`;
}

function parseHeader(bytes: Buffer): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const why = errorMessage(error).replace(/\s+/g, ' ');
    throw new RangeError(`the header is not JSON (${why}): the file was changed`, { cause: error });
  }
  if (!isPlainObject(header)) throw argumentError('header', describe(header), 'an object');
  return header;
}

function readTensor(
  name: string,
  { dtype, shape, data_offsets: [start, end] }: Entry,
  data: Buffer,
): StoredArray {
  const Numbers = TYPES[dtype];
  const bytes = Numbers.BYTES_PER_ELEMENT * shapeSize(shape);
  if (end - start !== bytes)
    throw argumentError(name, `${end - start} bytes`, `${bytes} for ${shapeText(shape)}`);
  return { shape, data: new Numbers(Uint8Array.from(data.subarray(start, end)).buffer) };
}

function checkSum(file: Buffer, sum: string | undefined): void {
  if (typeof sum !== 'string' || !/^[0-9a-f]{64}$/.test(sum))
    throw argumentError(
      'sha256',
      describe(sum),
      '64 hexadecimal digits: the file was changed, or this project did not write it',
    );
  const blank = Buffer.from(file);
  blank.write(NO_SUM, sumPlace(file, sum));
  const found = sha256(blank);
  if (found !== sum)
    throw argumentError('sha256', found, `${sum}: the file was changed after it was written`);
}

/** Where the checksum stands in the header. */
const sumPlace = (file: Buffer, sum: string): number =>
  file.indexOf(`"sha256":"${sum}"`) + '"sha256":"'.length;

function typeOf(data: StoredArray['data']): NumberType {
  // not by `instanceof`: arrays of a notebook's cell may be of another realm
  if (types.isFloat32Array(data)) return 'F32';
  return types.isFloat64Array(data) ? 'F64' : 'I32';
}

const bytesOf = (data: StoredArray['data']): Buffer =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength);
