import { createHash } from 'node:crypto';
import { sizeOf, type StoredArray, type StoredArrays, type StoredTensors } from './stored';
import { errorMessage } from '../core/text';

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
const typeOf = ({ data }: StoredArray): keyof typeof TYPES =>
  data instanceof Float32Array ? 'F32' : data instanceof Float64Array ? 'F64' : 'I32';

/** @throws RangeError naming a tensor whose numbers do not fill its shape */
export function encodeSafeTensors({ tensors, metadata }: SafeTensors<StoredArrays>): Buffer {
  let place = 0;
  const entries = Object.entries(tensors).map(([name, tensor]) => {
    const { shape, data } = tensor;
    if (data.length !== sizeOf(shape))
      throw new RangeError(
        `${name}: got ${data.length} numbers, expected ${sizeOf(shape)} for shape ` +
          `[${shape.join(', ')}]`,
      );
    return [
      name,
      { dtype: typeOf(tensor), shape, data_offsets: [place, (place += data.byteLength)] },
    ] as const;
  });
  const json = JSON.stringify({
    __metadata__: { ...metadata, sha256: NO_SUM },
    ...Object.fromEntries(entries),
  });
  // the numbers begin at a multiple of 8
  const header = Buffer.from(json.padEnd(json.length + ((8 - (Buffer.byteLength(json) % 8)) % 8)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const file = Buffer.concat([
    length,
    header,
    ...Object.values(tensors).map(({ data }) =>
      Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    ),
  ]);
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
  const other = Object.entries(tensors).find(([, { data }]) => !(data instanceof Float32Array));
  if (other)
    throw new RangeError(`${other[0]}: got numbers of type ${typeOf(other[1])}, expected F32`);
  return { tensors: tensors as StoredTensors, metadata };
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
  const end = Math.max(
    0,
    ...Object.values(entries).map(({ data_offsets }) => data_offsets?.[1] ?? 0),
  );
  if (data.length !== end)
    throw new RangeError(
      `got ${data.length} bytes of numbers, expected ${end}: the file was ` +
        `${data.length < end ? 'cut short' : 'added to'}`,
    );
  checkSum(file, metadata.sha256);
  delete metadata.sha256;
  return {
    metadata,
    tensors: Object.fromEntries(
      Object.entries(entries).map(([name, entry]) => [name, readTensor(name, entry, data)]),
    ),
  };
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
      `the header is not JSON (${errorMessage(error)}): the ` +
        'file was changed or is no safetensors file',
    );
  }
}

function readTensor(
  name: string,
  { dtype, shape, data_offsets: [start, end] }: Entry,
  data: Buffer,
): StoredArray {
  if (!Object.hasOwn(TYPES, dtype))
    throw new RangeError(
      `${name}: got numbers of type ${dtype}, expected ${Object.keys(TYPES).join(', ')}`,
    );
  const Numbers = TYPES[dtype as keyof typeof TYPES];
  const bytes = Numbers.BYTES_PER_ELEMENT * sizeOf(shape);
  if (end - start !== bytes)
    throw new RangeError(
      `${name}: got ${end - start} bytes, expected ${bytes} for shape [${shape.join(', ')}]`,
    );
  return { shape, data: new Numbers(Uint8Array.from(data.subarray(start, end)).buffer) };
}

function checkSum(file: Buffer, sum: string | undefined): void {
  if (typeof sum !== 'string' || !/^[0-9a-f]{64}$/.test(sum))
    throw new RangeError(
      `sha256: got ${JSON.stringify(sum)}, expected 64 hexadecimal digits: the file was ` +
        'changed, or not written by saveModel',
    );
  const blank = Buffer.from(file);
  blank.write(NO_SUM, sumPlace(file, sum));
  const found = sha256(blank);
  if (found !== sum)
    throw new RangeError(
      `sha256: got ${found}, expected ${sum}: the file was changed after it was written`,
    );
}

/** Where the checksum stands in the header. */
const sumPlace = (file: Buffer, sum: string): number =>
  file.indexOf(`"sha256":"${sum}"`) + '"sha256":"'.length;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
