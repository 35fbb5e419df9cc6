import { FileError } from '../../core/errors';
import { readBytes } from '../../core/files';
import { sha256 } from '../../core/hash';

/** A table of bytes as an IDX file holds it. */
export interface IdxTable {
  /** Numbers along each axis, the outermost first. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Uint8Array;
}

/** What the third byte says of numbers that are bytes from 0 to 255. */
const UNSIGNED_BYTE = 8;

/**
 * Reads an IDX file of bytes: two zeros, the type of the numbers, how many axes there are, the
 * length of each as 32 bits with the highest byte first, then the numbers (the form of MNIST's
 * files).
 * @param sum SHA-256 that the file must have
 * @param axes how many axes it must have
 * @throws FileError naming the file: it cannot be read, is another one, or is no such file
 */
export function readIdx(file: string, sum: string, axes: number): IdxTable {
  const bytes = readBytes(file);
  const found = sha256(bytes);
  if (found !== sum) throw new FileError(file, `SHA-256: got ${found}, expected ${sum}`);
  const head = 4 + 4 * axes;
  const begins = [0, 0, UNSIGNED_BYTE, axes];
  if (bytes.length < head || begins.some((byte, i) => bytes[i] !== byte))
    throw new FileError(file, `no IDX file of bytes with ${axes} axes`);
  const shape = Array.from({ length: axes }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const data = new Uint8Array(bytes.subarray(head));
  const count = shape.reduce((product, length) => product * length, 1);
  if (data.length !== count)
    throw new FileError(file, `got ${data.length} numbers, expected ${shape.join(' x ')}`);
  return { shape, data };
}

/** The bytes of an IDX file before its numbers. */
export function idxHead(shape: readonly number[]): Buffer {
  const head = Buffer.alloc(4 + 4 * shape.length);
  head[2] = UNSIGNED_BYTE;
  head[3] = shape.length;
  shape.forEach((length, axis) => head.writeUInt32BE(length, 4 + 4 * axis));
  return head;
}
