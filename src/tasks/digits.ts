import pl from 'nodejs-polars';
import { packagePath } from '../core/paths';
import { sha256 } from '../core/hash';
import { checkWholeNumber } from '../core/arguments';

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

/** SHA-256 of pixels and labels as bytes, from scikit-learn's copy. */
const PIXELS_SHA256 = '8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3';
const LABELS_SHA256 = '8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0';
const SIDE = 8;

/**
 * Reads the digits from a Parquet file and checks every byte against the known checksums.
 * @param file the project's own copy by default
 * @throws Error if the file cannot be read or holds something else
 */
export function loadDigits(file = packagePath('data/digits.parquet')): Digits {
  const frame = pl.readParquet(file);
  const labels = Uint8Array.from(frame.getColumn('label').toArray() as number[]);
  const columns = Array.from(
    { length: SIDE * SIDE },
    (_, i) => frame.getColumn(`p${String(i).padStart(2, '0')}`).toArray() as number[],
  );
  const pixels = new Uint8Array(labels.length * columns.length);
  columns.forEach((column, j) =>
    column.forEach((value, i) => (pixels[i * columns.length + j] = value)),
  );
  verify(file, 'pixels', pixels, PIXELS_SHA256);
  verify(file, 'labels', labels, LABELS_SHA256);
  return { count: labels.length, pixels, labels };
}

/** One image as 8 rows of 8 numbers from 0 to 1. */
export function digitImage(digits: Digits, index: number): number[][] {
  checkWholeNumber('digits.count', digits?.count);
  checkWholeNumber('index', index, 0, digits.count - 1);
  const image = digits.pixels.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE);
  return Array.from({ length: SIDE }, (_, r) =>
    Array.from(image.subarray(r * SIDE, (r + 1) * SIDE), (value) => value / 16),
  );
}

function verify(file: string, what: string, bytes: Uint8Array, expected: string): void {
  const found = sha256(bytes);
  if (found !== expected)
    throw new Error(
      `${file}: ${what} have SHA-256 ${found}, expected ${expected}; make the file again with ` +
        'data/make_digits.py',
    );
}
