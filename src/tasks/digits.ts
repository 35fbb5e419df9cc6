import { types } from 'node:util';
import pl from 'nodejs-polars';
import { argumentError, checkWholeNumber } from '../core/arguments';
import { FileError } from '../core/errors';
import { readBytes } from '../core/files';
import { sha256 } from '../core/hash';
import { packagePath } from '../core/paths';
import { describe } from '../core/text';

/**
 * The UCI handwritten digits: 1,797 images of 8 x 8 pixels, each 0 to 16, row-major; one label 0 to
 * 9 an image.
 */
export interface Digits {
  readonly count: number;
  /** `[count, 64]` */
  readonly pixels: Uint8Array;
  /** `[count]` */
  readonly labels: Uint8Array;
}

/** SHA-256 of the file that `data/make_digits.py` makes. */
const FILE_SHA256 = '7b78be68c30ad9475a759e524a98af6dc5603bf8cb0c1dab9e1f2798d151666f';
const SIDE = 8;

/**
 * Reads the digits from a Parquet file, once every byte has been checked.
 * @param file the project's own copy by default
 * @throws FileError naming the file if it cannot be read or is another one
 */
export function loadDigits(file = packagePath('data/digits.parquet')): Digits {
  const frame = pl.readParquet(checkedBytes(file));
  const labels = Uint8Array.from(frame.getColumn('label').toArray() as number[]);
  const columns = Array.from(
    { length: SIDE * SIDE },
    (_, i) => frame.getColumn(`p${String(i).padStart(2, '0')}`).toArray() as number[],
  );
  const pixels = new Uint8Array(labels.length * columns.length);
  columns.forEach((column, j) =>
    column.forEach((value, i) => (pixels[i * columns.length + j] = value)),
  );
  return { count: labels.length, pixels, labels };
}

function checkedBytes(file: string): Buffer {
  const bytes = readBytes(file);
  const found = sha256(bytes);
  if (found === FILE_SHA256) return bytes;
  const hint = 'make the file again with data/make_digits.py';
  throw new FileError(file, `SHA-256: got ${found}, expected ${FILE_SHA256}; ${hint}`);
}

/** One image as 8 rows of 8 numbers from 0 to 1. */
export function digitImage(digits: Digits, index: number): number[][] {
  checkWholeNumber('digits.count', digits?.count);
  checkWholeNumber('index', index, 0, digits.count - 1);
  if (!types.isUint8Array(digits.pixels))
    throw argumentError('digits.pixels', describe(digits.pixels), 'a Uint8Array');
  const image = digits.pixels.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE);
  return Array.from({ length: SIDE }, (_, r) =>
    Array.from(image.subarray(r * SIDE, (r + 1) * SIDE), (value) => value / 16),
  );
}
