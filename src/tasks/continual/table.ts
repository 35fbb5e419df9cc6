import { spawnSync } from 'node:child_process';
import path from 'node:path';
import pl from 'nodejs-polars';
import { FileError } from '../../core/errors';
import { readBytes } from '../../core/files';
import { errorMessage } from '../../core/text';
import { parseCsv } from './csv';

/** A Parquet file begins with these letters. */
const MAGIC = 'PAR1';

/**
 * Rows of a Parquet file (`NAME.parquet`) or a CSV file (any other name), by column.
 * @throws FileError naming the file, and the line or the column where one is wrong
 */
export function readTable(file: string): Readonly<Record<string, unknown>>[] {
  const bytes = readBytes(file);
  const isParquet = bytes.toString('latin1', 0, MAGIC.length) === MAGIC;
  const isNamedParquet = path.extname(file).toLowerCase() === '.parquet';
  if (isNamedParquet && !isParquet) throw new FileError(file, 'got no Parquet file, expected one');
  if (isParquet && !isNamedParquet)
    throw new FileError(file, 'got a Parquet file, expected CSV: Parquet is called NAME.parquet');
  if (isParquet) return readParquet(file, bytes);
  try {
    return parseCsv(bytes);
  } catch (error) {
    throw new FileError(file, errorMessage(error), { cause: error });
  }
}

/** Says nothing of a file that polars reads. */
const TRIAL = `
  const polars = require(process.argv[1]);
  const chunks = [];
  process.stdin.on('data', (chunk) => chunks.push(chunk));
  process.stdin.on('end', () => {
    try {
      polars.readParquet(Buffer.concat(chunks)).toRecords();
    } catch (error) {
      process.stdout.write(String(error?.message));
      process.exitCode = 1;
    }
  });
`;

/**
 * Reads a file that somebody else wrote. Of a damaged one polars may end the process, or write
 * about its own insides to the terminal: so another process tries it first.
 */
function readParquet(file: string, bytes: Buffer): Readonly<Record<string, unknown>>[] {
  const words = ['-e', TRIAL, require.resolve('nodejs-polars')];
  const { status, stdout } = spawnSync(process.execPath, words, { input: bytes, encoding: 'utf8' });
  if (status !== 0) {
    const [said = ''] = /^parquet: [^\n]*/.exec(stdout) ?? [];
    const why = said === '' ? '' : ` (${said.slice(0, 200)})`;
    throw new FileError(file, `cannot be read as Parquet: cut short or changed${why}`);
  }
  return pl.readParquet(bytes).toRecords();
}
