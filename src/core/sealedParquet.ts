import { FileError } from './errors';
import { readBytes } from './files';
import { sha256 } from './hash';

/**
 * A Parquet file begins and ends with these letters. Before the last stand its footer, which says
 * what is where, and the footer's length (apache/parquet-format, README.md).
 */
const MAGIC = 'PAR1';
/** What stands before a checksum, so that a file without one is known. */
const MARK = 'sha256: ';
/** Hexadecimal digits of a checksum. */
const DIGITS = 64;
const SEAL_BYTES = MARK.length + DIGITS;

/**
 * Puts a checksum of the whole file between its data and its footer. The footer gives the places of
 * the data from the beginning of the file, so every program reads a sealed file as before; and the
 * checksum goes wherever the file goes.
 * @param file a whole Parquet file
 */
export function sealParquet(file: Uint8Array): Buffer {
  const bytes = Buffer.from(file);
  const footer = footerStart(bytes);
  if (footer === null) throw new RangeError('file: got no Parquet file, expected one');
  const sum = Buffer.from(MARK + sha256(bytes), 'latin1');
  return Buffer.concat([bytes.subarray(0, footer), sum, bytes.subarray(footer)]);
}

/**
 * Reads a file that `sealParquet` sealed, and checks every byte of it.
 * @returns the whole file, to be read as Parquet: no reader meets damaged bytes
 * @throws FileError naming the file: it is not there, cut, changed or not sealed
 */
export function readSealedParquet(file: string): Buffer {
  const bytes = readBytes(file);
  const footer = footerStart(bytes);
  if (footer === null) throw new FileError(file, 'cut short, changed, or no Parquet file');
  const seal = bytes.toString('latin1', Math.max(0, footer - SEAL_BYTES), footer);
  if (!seal.startsWith(MARK) || seal.length !== SEAL_BYTES)
    throw new FileError(
      file,
      'no checksum before the footer: changed, or written by an older version or another program',
    );
  const data = bytes.subarray(0, footer - SEAL_BYTES);
  if (sha256(Buffer.concat([data, bytes.subarray(footer)])) !== seal.slice(MARK.length))
    throw new FileError(file, 'the checksum is another: the file was changed after it was written');
  return bytes;
}

/** Where the footer begins; null if that cannot be. */
function footerStart(bytes: Buffer): number | null {
  const end = bytes.length - MAGIC.length - 4;
  if (end < MAGIC.length || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return null;
  if (bytes.toString('latin1', end + 4) !== MAGIC) return null;
  const start = end - bytes.readUInt32LE(end);
  return start < MAGIC.length ? null : start;
}
