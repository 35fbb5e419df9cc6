import { argumentError } from '../core/arguments';
import { sha256 } from '../core/hash';
import { shapeSize } from '../core/numbers';
import { shapeText, type StoredArray, type StoredArrays, type StoredTensors } from '../core/stored';
import { describe, errorMessage } from '../core/text';

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

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const NO_SUM = '0'.repeat(64);
const TYPES = { F32: Float32Array, F64: Float64Array, I32: Int32Array } as const;
type NumberType = keyof typeof TYPES;

/** @throws RangeError naming a tensor whose numbers do not fill its shape */
export function encodeSafeTensors({ tensors, metadata }: SafeTensors<StoredArrays>): Buffer {
  const entries: Record<string, Entry> = {};
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const size = shapeSize(shape);
    if (data.length !== size)
      throw argumentError(name, `${data.length} numbers`, `${size} for ${shapeText(shape)}`);
    const start = end;
    end += data.byteLength;
    entries[name] = { dtype: typeOf(data), shape, data_offsets: [start, end] };
  }
  const json = JSON.stringify({ __metadata__: { ...metadata, sha256: NO_SUM }, ...entries });
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

/** @throws RangeError naming an array of numbers that are not 32-bit floats */
export function floatsOnly(arrays: StoredArrays): StoredTensors {
  for (const [name, { data }] of Object.entries(arrays))
    if (typeOf(data) !== 'F32') throw argumentError(name, `numbers of type ${typeOf(data)}`, 'F32');
  return arrays as StoredTensors;
}

/**
 * A file of numbers of any of the three types.
 * @throws RangeError saying what is wrong with the bytes: cut, another format, changed after it was
 * written
 */
export function decodeArrays(file: Buffer): SafeTensors<StoredArrays> {
  const { __metadata__: texts, ...entries } = readHeader(file);
  const metadata = { ...(texts as unknown as Record<string, string> | undefined) };
  const data = file.subarray(8 + headerLength(file));
  const ends = Object.values(entries).map(({ data_offsets }) => data_offsets?.[1] ?? 0);
  const end = Math.max(0, ...ends);
  if (data.length !== end)
    throw new RangeError(
      `got ${data.length} bytes of numbers, expected ${end}: the file was ` +
        `${data.length < end ? 'cut short' : 'added to'}`,
    );
  checkSum(file, metadata['sha256']);
  delete metadata['sha256'];
  const tensors: Record<string, StoredArray> = {};
  for (const [name, entry] of Object.entries(entries))
    tensors[name] = readTensor(name, entry, data);
  return { metadata, tensors };
}

const headerLength = (file: Buffer): number =>
  file.length < 8 ? Infinity : Number(file.readBigUInt64LE());

function readHeader(file: Buffer): Record<string, Entry> {
  const length = headerLength(file);
  if (8 + length > file.length)
    throw new RangeError(
      `got ${file.length} bytes, expected ` +
        `${file.length < 8 ? 'at least 8' : `a header of ${length} bytes`}: the file was cut ` +
        'short or is no safetensors file',
    );
  try {
    return JSON.parse(file.toString('utf8', 8, 8 + length)) as Record<string, Entry>;
  } catch (error) {
    throw new RangeError(
      `the header is not JSON (${errorMessage(error)}): the file was changed or is no ` +
        'safetensors file',
      { cause: error },
    );
  }
}

function readTensor(
  name: string,
  { dtype, shape, data_offsets: [start, end] }: Entry,
  data: Buffer,
): StoredArray {
  if (!Object.hasOwn(TYPES, dtype))
    throw argumentError(name, `numbers of type ${dtype}`, Object.keys(TYPES).join(', '));
  const Numbers = TYPES[dtype as NumberType];
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
  if (data instanceof Float32Array) return 'F32';
  return data instanceof Float64Array ? 'F64' : 'I32';
}

const bytesOf = (data: StoredArray['data']): Buffer =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength);
