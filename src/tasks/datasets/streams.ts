import pl from 'nodejs-polars';
import { argumentError } from '../../core/arguments';
import { FileError } from '../../core/errors';
import { readBytes, writeFileAtomic } from '../../core/files';
import { sha256 } from '../../core/hash';
import { isPlainObject } from '../../core/objects';
import { packagePath } from '../../core/paths';
import { readSealedParquet, sealParquet } from '../../core/sealedParquet';
import { describe, errorMessage, plural } from '../../core/text';
import { compareWords, numbersOf, wordAt } from '../continual/columns';
import { readTable } from '../continual/table';
import { type StreamEntry, streamEntries, type StreamName, streamNames } from './names';

/** Rows in order of time, each with its class. */
export interface StreamData {
  /** The stream's name, or its file's. */
  readonly name: string;
  /** What each number of x is, `[inputSize]`. */
  readonly features: readonly string[];
  /** What each label means. */
  readonly classes: readonly string[];
  /** How many rows. */
  readonly count: number;
  readonly inputSize: number;
  /** `[count, inputSize]`, as measured: nothing is scaled. */
  readonly x: Float32Array;
  /** `[count]`: the place of each row's class in `classes` */
  readonly labels: Uint8Array;
}

/** The column of a row's class. */
const LABEL = 'label';
/** Labels are bytes. */
const MOST_CLASSES = 256;

/** Where the file of a stream lies. */
export function streamPath(name: StreamName): string {
  return packagePath(streamEntries[name].file);
}

/**
 * Reads a stream that comes with the project, once every byte has been checked.
 * @param file the project's own by default
 * @throws RangeError if there is no such stream; FileError naming the file if it was changed
 * @example const { x, labels } = loadStream('electricity');
 */
export function loadStream(name: StreamName, file?: string): StreamData {
  if (!streamNames.includes(name))
    throw argumentError('name', describe(name), `one of ${streamNames.join(', ')}`);
  const { classes, sha256: sums }: StreamEntry = streamEntries[name];
  const source = file ?? streamPath(name);
  const frame = pl.readParquet(readSealedParquet(source));
  const features = frame.columns.filter((column) => column !== LABEL);
  const words = frame.getColumn(LABEL).toArray() as string[];
  const columns = features.map(
    (feature) => frame.getColumn(feature).toTypedArray() as Float64Array,
  );
  const inputSize = features.length;
  const x = new Float32Array(words.length * inputSize);
  for (const [k, column] of columns.entries())
    for (let i = 0; i < words.length; i++) x[i * inputSize + k] = column[i];
  const labels = Uint8Array.from(words, (word) => classes.indexOf(word));
  checkSum(source, 'SHA-256 of the features', bytesOf(x), sums.x);
  checkSum(source, 'SHA-256 of the labels', labels, sums.labels);
  return { name, features, classes, count: words.length, inputSize, x, labels };
}

/**
 * Reads a stream of one's own from a CSV or a Parquet file (`docs/own-data.md`): rows in order of
 * time, the column `label` the class, a text or a number, every other column a feature, a number.
 * @param name what it is called; the file's path by default
 * @throws FileError naming the file, and the line or the row and the column that are wrong
 * @example readStream('my-sensor.csv')
 */
export function readStream(file: string, name = file): StreamData {
  try {
    return streamFromRows(readTable(file), name);
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(file, errorMessage(error), { cause: error });
  }
}

function streamFromRows(
  rows: readonly Readonly<Record<string, unknown>>[],
  name: string,
): StreamData {
  const columns = isPlainObject(rows[0]) ? Object.keys(rows[0]) : [];
  const features = columns.filter((column) => column !== LABEL);
  if (rows.length === 0) throw argumentError('rows', 'none', 'at least one');
  if (features.length === columns.length)
    throw argumentError('columns', columns.join(', '), `a column '${LABEL}'`);
  if (features.length === 0)
    throw argumentError('columns', columns.join(', '), 'at least one feature');
  const words = rows.map((row, i) => wordAt(row, i, LABEL).trim());
  const classes = [...new Set(words)].sort(compareWords);
  if (classes.length < 2 || classes.length > MOST_CLASSES)
    throw argumentError(LABEL, plural(classes.length, 'different value'), `2 to ${MOST_CLASSES}`);
  const placeOf = new Map(classes.map((word, i) => [word, i]));
  return {
    name,
    features,
    classes,
    count: rows.length,
    inputSize: features.length,
    x: numbersOf(rows, features),
    labels: Uint8Array.from(words, (word) => placeOf.get(word) as number),
  };
}

/**
 * Converts the CSV file that a stream was published as into Parquet: the columns as they are, the
 * class in words as `label`. The file is written whole or not at all.
 * @throws FileError naming the CSV file: it cannot be read, or is another one
 */
export function convertStream(name: StreamName, csv: string, file = streamPath(name)): void {
  const { csvSha256, csvLabel, classes }: StreamEntry = streamEntries[name];
  checkSum(csv, 'SHA-256', readBytes(csv), csvSha256);
  const rows = readTable(csv);
  const features = Object.keys(rows[0]).filter((column) => column !== csvLabel);
  const frame = pl.DataFrame([
    ...features.map((feature) => {
      const column = rows.map((row) => Number(row[feature]));
      return pl.Series(feature, column, pl.Float64);
    }),
    pl.Series(
      LABEL,
      rows.map((row) => classes[Number(row[csvLabel])]),
      pl.Utf8,
    ),
  ]);
  writeFileAtomic(file, sealParquet(frame.writeParquet({ compression: 'zstd' })));
}

/** @throws FileError unless some bytes of a file have this SHA-256 */
function checkSum(file: string, what: string, bytes: Uint8Array, sum: string): void {
  const found = sha256(bytes);
  if (found !== sum) throw new FileError(file, `${what}: got ${found}, expected ${sum}`);
}

/** The bytes of numbers, lowest byte first, as every machine here has them. */
function bytesOf(numbers: Float32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
