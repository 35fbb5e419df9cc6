import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import pl from 'nodejs-polars';
import { FileError } from '../../core/errors';
import { writeFileAtomic } from '../../core/files';
import { readSealedParquet, sealParquet } from '../../core/sealedParquet';
import { idxHead, readIdx } from './idx';
import { MAKE_MNIST, mnistFiles, mnistPath, type MnistSums, mnistSums } from './names';

/** Images with the digit that each shows. */
export interface LabelledImages {
  readonly count: number;
  /** `[count, 784]`: 28 rows of 28 pixels, 0 (white) to 255 (ink) */
  readonly pixels: Uint8Array;
  /** `[count]`: 0 to 9 */
  readonly labels: Uint8Array;
}

/** MNIST: 60,000 images to learn from and 10,000 held-out ones, of other writers. */
export interface Mnist {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

const SIDE = 28;
/** Pixels of an image. */
export const MNIST_PIXELS = SIDE * SIDE;
const PARTS = ['train', 'test'] as const;

/**
 * Reads MNIST from the file that `npm run data -- mnist` made, in about a second, once every byte
 * has been checked.
 * @param file the project's own by default
 * @param sums SHA-256 of the four files that the images must be those of
 * @throws FileError naming the file if it is not there, was changed, or holds other images
 * @example const { train, test } = loadMnist();
 */
export function loadMnist(file = mnistPath(), sums: MnistSums = mnistSums): Mnist {
  if (!existsSync(file)) throw new FileError(file, `no such file; ${MAKE_MNIST}`);
  const frame = pl.readParquet(readSealedParquet(file));
  const [first] = pixelNames();
  const names = ['split', 'label', ...pixelNames()];
  if (frame.columns.join() !== names.join())
    throw new FileError(
      file,
      `columns: got others, expected split, label, ${first}...; ${MAKE_MNIST}`,
    );
  const split = frame.getColumn('split').toArray() as string[];
  const labels = bytesOf(frame, 'label');
  const pixels = rowMajor(pixelNames().map((name) => bytesOf(frame, name)));
  const trained = split.filter((part) => part === 'train').length;
  const mnist = {
    train: imagesOf(pixels, labels, 0, trained),
    test: imagesOf(pixels, labels, trained, labels.length),
  };
  checkImages(file, mnist, sums);
  return mnist;
}

/**
 * Converts the four IDX files of MNIST into one Parquet file, a row an image: `split` (`train` or
 * `test`), `label`, and its pixels `p000` to `p783`. The file is written whole or not at all.
 * @param folder where the four files are
 * @throws FileError naming the file that is not there, or is another one
 */
export function convertMnist(folder: string, file = mnistPath(), sums = mnistSums): void {
  const parts = PARTS.map((part) => readPart(folder, part, sums));
  const pixels = Buffer.concat(parts.map((part) => part.pixels));
  const labels = Buffer.concat(parts.map((part) => part.labels));
  const split = PARTS.flatMap((part, i) => new Array<string>(parts[i].count).fill(part));
  const columns = columnsOf(pixels, MNIST_PIXELS);
  const frame = pl.DataFrame([
    pl.Series('split', split, pl.Utf8),
    byteSeries('label', Uint8Array.from(labels)),
    ...pixelNames().map((name, pixel) => byteSeries(name, columns[pixel])),
  ]);
  writeFileAtomic(file, sealParquet(frame.writeParquet({ compression: 'zstd' })));
}

function readPart(folder: string, part: 'train' | 'test', sums: MnistSums): LabelledImages {
  const read = (what: 'Images' | 'Labels', axes: number) => {
    const file = `${part}${what}` as const;
    return readIdx(path.join(folder, mnistFiles[file]), sums[file], axes);
  };
  const { shape, data } = read('Images', 3);
  const { data: labels } = read('Labels', 1);
  const [count] = shape;
  const expected = [labels.length, SIDE, SIDE];
  if (shape.join() !== expected.join())
    throw new FileError(
      path.join(folder, mnistFiles[`${part}Images`]),
      `got ${shape.join(' x ')} pixels, expected ${expected.join(' x ')}`,
    );
  return { count, pixels: data, labels };
}

const pixelNames = (): string[] =>
  Array.from({ length: MNIST_PIXELS }, (_, i) => `p${String(i).padStart(3, '0')}`);

/** A column of bytes. The package's types ask for a list of numbers, which would be far slower. */
function byteSeries(name: string, bytes: Uint8Array): pl.Series {
  return pl.Series(name, bytes as unknown as number[], pl.UInt8);
}

function bytesOf(frame: pl.DataFrame, name: string): Uint8Array {
  return frame.getColumn(name).toTypedArray() as Uint8Array;
}

/** Columns read side by side; more at a time than a processor's cache holds are slower. */
const COLUMNS_AT_ONCE = 16;

/** Columns as one table, row after row. */
function rowMajor(columns: readonly Uint8Array[]): Uint8Array {
  const width = columns.length;
  const count = columns[0].length;
  const table = new Uint8Array(count * width);
  for (let from = 0; from < width; from += COLUMNS_AT_ONCE) {
    const to = Math.min(width, from + COLUMNS_AT_ONCE);
    for (let i = 0; i < count; i++)
      for (let k = from; k < to; k++) table[i * width + k] = columns[k][i];
  }
  return table;
}

/** The columns of a table: `rowMajor` the other way round. */
function columnsOf(table: Uint8Array, width: number): Uint8Array[] {
  const count = table.length / width;
  const columns = Array.from({ length: width }, () => new Uint8Array(count));
  for (let from = 0; from < width; from += COLUMNS_AT_ONCE) {
    const to = Math.min(width, from + COLUMNS_AT_ONCE);
    for (let i = 0; i < count; i++)
      for (let k = from; k < to; k++) columns[k][i] = table[i * width + k];
  }
  return columns;
}

function imagesOf(
  pixels: Uint8Array,
  labels: Uint8Array,
  from: number,
  to: number,
): LabelledImages {
  return {
    count: to - from,
    pixels: pixels.subarray(from * MNIST_PIXELS, to * MNIST_PIXELS),
    labels: labels.subarray(from, to),
  };
}

/** @throws FileError unless the images are those of the four files */
function checkImages(file: string, mnist: Mnist, sums: MnistSums): void {
  for (const part of PARTS) {
    const { count, pixels, labels } = mnist[part];
    const found = {
      [`${part}Images`]: idxSum([count, SIDE, SIDE], pixels),
      [`${part}Labels`]: idxSum([count], labels),
    };
    for (const what of [`${part}Images`, `${part}Labels`] as const)
      if (found[what] !== sums[what])
        throw new FileError(
          file,
          `${what}: SHA-256: got ${found[what]}, expected ${sums[what]}; ${MAKE_MNIST}`,
        );
  }
}

/** SHA-256 of the IDX file that holds these numbers. */
function idxSum(shape: readonly number[], data: Uint8Array): string {
  return createHash('sha256').update(idxHead(shape)).update(data).digest('hex');
}
