import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import pl from 'nodejs-polars';
import { PNG } from 'pngjs';
import { FileError } from '../../core/errors';
import { readBytes, writeFileAtomic } from '../../core/files';
import { sha256 } from '../../core/hash';
import { readSealedParquet, sealParquet } from '../../core/sealedParquet';
import { errorMessage } from '../../core/text';
import { DRAWING_BYTES, DRAWING_SIDE, packDrawing } from './drawings';
import { omniglotEntry, omniglotPath } from './names';

/** A character of an alphabet. */
export interface OmniglotCharacter {
  readonly alphabet: string;
  /** Its number in the alphabet, from 1. */
  readonly character: number;
}

/** Characters, each drawn by 20 people. */
export interface OmniglotBackground {
  readonly count: number;
  /** Packed drawings (`drawingImages`), `[count, DRAWING_BYTES]`. */
  readonly bits: Uint8Array;
  /** `[count]`: the place of each drawing's character in `characters`. */
  readonly labels: Int32Array;
  /** `[count]`: who drew it, 1 to 20. */
  readonly drawers: Uint8Array;
  readonly characters: readonly OmniglotCharacter[];
}

/** A run of one-shot classification: which of 20 characters, each seen once, is drawn here? */
export interface OneShotRun {
  readonly name: string;
  /** A drawing of each character, packed, `[20, DRAWING_BYTES]`. */
  readonly training: Uint8Array;
  /** Other drawings of them, packed, `[20, DRAWING_BYTES]`. */
  readonly test: Uint8Array;
  /** `[20]`: which of `training` each of `test` shows. */
  readonly answers: Uint8Array;
}

/** The drawings of Omniglot that come with the project. */
export interface Omniglot {
  /** 242 characters of eight alphabets. */
  readonly background: OmniglotBackground;
  /** 20 runs of 20 trials, of alphabets that `background` has not. */
  readonly runs: readonly OneShotRun[];
}

/** A drawing with what it is of. `group`: an alphabet, or a run. */
interface DrawingRow {
  readonly set: (typeof SETS)[number];
  readonly group: string;
  readonly character: number;
  /** Who drew it, or the number of the trial. */
  readonly drawing: number;
  readonly bits: Uint8Array;
}

const SETS = ['background', 'one-shot training', 'one-shot test'] as const;
const FOLDERS = ['images_background_small1', 'images_background_small2'];
/** Characters of a run, and its trials. */
const WAYS = 20;
const MAKE = 'restore it: git checkout data/omniglot.parquet';

/**
 * Reads the two small background sets of Omniglot and its 20 runs of one-shot classification from
 * data/omniglot.parquet, once every byte has been checked.
 * @param file the project's own by default
 * @param sum SHA-256 of all drawings, in the order of the file
 * @throws FileError naming the file if it is not there, was changed, or holds other drawings
 * @example const { background, runs } = loadOmniglot();
 */
export function loadOmniglot(file = omniglotPath(), sum: string = omniglotEntry.sha256): Omniglot {
  if (!existsSync(file)) throw new FileError(file, `no such file; ${MAKE}`);
  const rows = rowsOf(file);
  const found = sumOf(rows);
  if (found !== sum)
    throw new FileError(file, `SHA-256 of the drawings: got ${found}, expected ${sum}; ${MAKE}`);
  return { background: backgroundOf(rows), runs: runsOf(rows) };
}

/**
 * Converts Omniglot as it was published into one Parquet file, a row a drawing: `set`, `group` (the
 * alphabet or the run), `character`, `drawing` and its `bits`, packed and in base64. Characters
 * that are in both background sets are taken once. The file is written whole or not at all.
 * @param folder where the three zip files were unpacked: two folders `images_background_small`, and
 * `run01` to `run20`
 * @throws FileError naming the file or the folder that is not there, or is another one
 */
export function convertOmniglot(
  folder: string,
  file = omniglotPath(),
  sum: string = omniglotEntry.sha256,
): void {
  const rows = [...backgroundRows(folder), ...runRows(folder)];
  const found = sumOf(rows);
  if (found !== sum)
    throw new FileError(folder, `SHA-256 of the drawings: got ${found}, expected ${sum}`);
  const frame = pl.DataFrame([
    textSeries(
      'set',
      rows.map(({ set }) => set),
    ),
    textSeries(
      'group',
      rows.map(({ group }) => group),
    ),
    pl.Series(
      'character',
      rows.map(({ character }) => character),
      pl.Int32,
    ),
    pl.Series(
      'drawing',
      rows.map(({ drawing }) => drawing),
      pl.Int32,
    ),
    textSeries(
      'bits',
      rows.map(({ bits }) => Buffer.from(bits).toString('base64')),
    ),
  ]);
  writeFileAtomic(file, sealParquet(frame.writeParquet({ compression: 'gzip' })));
}

const textSeries = (name: string, words: readonly string[]): pl.Series =>
  pl.Series(name, [...words], pl.Utf8);

/** SHA-256 of what each drawing is of, and of its pixels. */
function sumOf(rows: readonly DrawingRow[]): string {
  const parts = rows.map(({ set, group, character, drawing, bits }) =>
    Buffer.concat([Buffer.from(`${set}/${group}/${character}/${drawing}\n`), bits]),
  );
  return sha256(Buffer.concat(parts));
}

function rowsOf(file: string): DrawingRow[] {
  const bytes = readSealedParquet(file);
  try {
    const frame = pl.readParquet(bytes);
    const column = (name: string) => frame.getColumn(name).toArray();
    const [set, group, character, drawing, bits] = [
      column('set') as DrawingRow['set'][],
      column('group') as string[],
      column('character') as number[],
      column('drawing') as number[],
      column('bits') as string[],
    ];
    return set.map((own, i) => ({
      set: own,
      group: group[i],
      character: character[i],
      drawing: drawing[i],
      bits: Buffer.from(bits[i], 'base64'),
    }));
  } catch (error) {
    throw new FileError(file, errorMessage(error), { cause: error });
  }
}

function backgroundOf(all: readonly DrawingRow[]): OmniglotBackground {
  const rows = all.filter(({ set }) => set === 'background');
  const nameOf = ({ group, character }: DrawingRow): string => `${group}/${character}`;
  const names = [...new Set(rows.map(nameOf))];
  const placeOf = new Map(names.map((name, place) => [name, place]));
  const characters = names.map((name) => {
    const [alphabet, character] = name.split('/');
    return { alphabet, character: Number(character) };
  });
  return {
    count: rows.length,
    bits: joined(rows),
    labels: Int32Array.from(rows, (row) => placeOf.get(nameOf(row)) as number),
    drawers: Uint8Array.from(rows, ({ drawing }) => drawing),
    characters,
  };
}

function runsOf(all: readonly DrawingRow[]): OneShotRun[] {
  const names = [...new Set(all.filter(({ set }) => set !== 'background').map((row) => row.group))];
  return names.map((name) => {
    const own = all.filter(({ group }) => group === name);
    const [training, test] = [SETS[1], SETS[2]].map((part) =>
      own.filter(({ set }) => set === part),
    );
    return {
      name,
      training: joined(training),
      test: joined(test),
      answers: Uint8Array.from(test, ({ character }) => character - 1),
    };
  });
}

function joined(rows: readonly DrawingRow[]): Uint8Array {
  const bits = new Uint8Array(rows.length * DRAWING_BYTES);
  rows.forEach((row, i) => bits.set(row.bits, i * DRAWING_BYTES));
  return bits;
}

/** The background sets, alphabet by alphabet; Greek and Latin are in both, the same drawings. */
function backgroundRows(folder: string): DrawingRow[] {
  const folders = FOLDERS.map((name) => path.join(folder, name));
  const alphabets = new Map<string, string>();
  for (const one of folders)
    for (const alphabet of namesIn(one))
      if (!alphabets.has(alphabet)) alphabets.set(alphabet, path.join(one, alphabet));
  return [...alphabets.keys()].sort().flatMap((alphabet) => {
    const own = alphabets.get(alphabet) as string;
    return namesIn(own).flatMap((character) =>
      namesIn(path.join(own, character)).map((name): DrawingRow => ({
        set: 'background',
        group: alphabet,
        character: numberIn(character),
        drawing: numberIn(name.replace(/^\d+_/u, '')),
        bits: readDrawing(path.join(own, character, name)),
      })),
    );
  });
}

/** The runs: a line of `class_labels.txt` names a drawing of a trial and the one it matches. */
function runRows(folder: string): DrawingRow[] {
  const names = Array.from({ length: WAYS }, (_, i) => `run${String(i + 1).padStart(2, '0')}`);
  return names.flatMap((run) => {
    const own = path.join(folder, run);
    const training = namesIn(path.join(own, 'training')).map((name): DrawingRow => ({
      set: 'one-shot training',
      group: run,
      character: numberIn(name),
      drawing: numberIn(name),
      bits: readDrawing(path.join(own, 'training', name)),
    }));
    const answers = readBytes(path.join(own, 'class_labels.txt')).toString('utf8');
    const test = answers
      .trim()
      .split(/\r?\n/u)
      .map((line): DrawingRow => {
        const [item, match] = line.trim().split(/\s+/u);
        return {
          set: 'one-shot test',
          group: run,
          character: numberIn(path.basename(match)),
          drawing: numberIn(path.basename(item)),
          bits: readDrawing(path.join(folder, item)),
        };
      });
    return [...training, ...test];
  });
}

/** What is in a folder, by name. @throws FileError naming the folder */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch (error) {
    throw new FileError(folder, errorMessage(error), { cause: error });
  }
}

/** The number in a name: 7 of `character07`, `class07.png` or `07.png`. */
const numberIn = (name: string): number => Number(/\d+/u.exec(name)?.[0]);

/** @throws FileError naming the picture if it is none, or has another size */
function readDrawing(file: string): Uint8Array {
  const bytes = readBytes(file);
  let png: PNG;
  try {
    png = PNG.sync.read(bytes);
  } catch (error) {
    throw new FileError(file, errorMessage(error), { cause: error });
  }
  const { width, height, data } = png;
  if (width !== DRAWING_SIDE || height !== DRAWING_SIDE)
    throw new FileError(
      file,
      `got ${width} x ${height} pixels, expected ${DRAWING_SIDE} x ${DRAWING_SIDE}`,
    );
  return packDrawing((pixel) => data[4 * pixel] < 128); // ink is black
}
