import { createRandom, type Random } from '../../core/random';
import { oneHotRows, type Rows, takeRows } from '../../tasks/rows';
import { digitRows } from '../../tasks/continual';

/** Digits as rows: pixels from 0 to 1, 1 at the digit, and the digits `[count]`. */
export interface DigitRows extends Rows {
  readonly labels: Uint8Array;
}
/**
 * Rows to learn from, rows to choose rates with, and held-out rows; `all` is `train` with
 * `validation`.
 */
export interface DigitSplit {
  readonly train: DigitRows;
  readonly validation: DigitRows;
  readonly all: DigitRows;
  readonly test: DigitRows;
}
/**
 * How a row came into a setting: as it is, one of the few of its digit, or with a label that was
 * changed.
 */
export type RowKind = 'ordinary' | 'rare' | 'wrong label';
export interface SettingRows extends DigitRows {
  readonly kinds: readonly RowKind[];
}

/** Numbers of an image: 8 x 8 pixels. */
export const PIXELS = 64;
/** Classes. */
export const DIGITS = 10;
/**
 * What is asked of the priorities: rows as they are, two digits with few rows each, or a share of
 * labels wrong.
 */
export const replaySettings = ['plain', 'rare', 'noise'] as const;
/** `both`: rare digits and wrong labels among the others, to watch their priorities. */
export type ReplaySetting = (typeof replaySettings)[number] | 'both';
/**
 * Fixed before anything was run: the digits that become rare, rows that each keeps, and the share
 * of wrong labels.
 */
export const RARE = { digits: [3, 8], rows: 6 } as const;
/** Share of labels that are wrong in the setting with wrong labels. */
export const WRONG = 0.2;

/**
 * The digits in three parts, the same for every run: a fifth of each digit is held out, and of the
 * rest a fifth is there to choose rates with.
 */
export function digitSplit(): DigitSplit {
  const { rows: all, labels } = digitRows();
  const rows: DigitRows = { ...all, labels };
  const random = createRandom(0).fork('replay digits');
  const test: number[] = [];
  const validation: number[] = [];
  const train: number[] = [];
  for (let digit = 0; digit < DIGITS; digit++) {
    const mine = shuffled(indicesOf(rows, digit), random);
    const held = Math.round(mine.length / 5);
    const chosen = Math.round((mine.length - held) / 5);
    test.push(...mine.slice(0, held));
    validation.push(...mine.slice(held, held + chosen));
    train.push(...mine.slice(held + chosen));
  }
  const part = (indices: number[]): DigitRows =>
    take(
      rows,
      indices.sort((a, b) => a - b),
    );
  return {
    all: part([...train, ...validation]),
    train: part(train),
    validation: part(validation),
    test: part(test),
  };
}

/** Rows of these digits, in the order in which they come. */
export const rowsOf = (rows: DigitRows, digits: readonly number[]): DigitRows =>
  take(
    rows,
    digits.flatMap((digit) => indicesOf(rows, digit)).sort((a, b) => a - b),
  );

/**
 * The rows of a setting. What is left out and which labels are wrong depends on the seed; held-out
 * rows are never changed.
 */
export function settingRows(setting: ReplaySetting, rows: DigitRows, seed: number): SettingRows {
  const random = createRandom(seed).fork(`setting ${setting}`);
  if (setting === 'rare') return rareRows(rows, random);
  if (setting === 'noise') return noisyRows(rows, random);
  if (setting === 'both') {
    const { kinds, ...rare } = rareRows(rows, random);
    const noisy = noisyRows(rare, random, (i) => kinds[i] === 'ordinary');
    return { ...noisy, kinds: noisy.kinds.map((kind, i) => (kinds[i] === 'rare' ? 'rare' : kind)) };
  }
  return { ...rows, kinds: new Array<RowKind>(rows.count).fill('ordinary') };
}

/** Rows `indices` as rows of their own. */
export function take(rows: DigitRows, indices: readonly number[]): DigitRows {
  return { ...takeRows(rows, indices), labels: Uint8Array.from(indices, (i) => rows.labels[i]) };
}

function rareRows(rows: DigitRows, random: Random): SettingRows {
  const rare = new Set<number>(RARE.digits);
  const kept = Array.from({ length: DIGITS }, (_, digit) =>
    rare.has(digit)
      ? shuffled(indicesOf(rows, digit), random).slice(0, RARE.rows)
      : indicesOf(rows, digit),
  );
  const chosen = take(
    rows,
    kept.flat().sort((a, b) => a - b),
  );
  return {
    ...chosen,
    kinds: Array.from(chosen.labels, (label): RowKind => (rare.has(label) ? 'rare' : 'ordinary')),
  };
}

function noisyRows(
  rows: DigitRows,
  random: Random,
  may = (_: number): boolean => true,
): SettingRows {
  const open = Array.from(rows.labels.keys()).filter(may);
  const wrong = new Set(
    random.choose(Math.round(WRONG * open.length), open.length).map((k) => open[k]),
  );
  const labels = rows.labels.map((label, i) =>
    wrong.has(i) ? (label + 1 + random.int(DIGITS - 1)) % DIGITS : label,
  );
  return {
    ...rows,
    y: oneHotRows(labels, DIGITS),
    labels,
    kinds: Array.from(labels, (_, i): RowKind => (wrong.has(i) ? 'wrong label' : 'ordinary')),
  };
}

const indicesOf = (rows: DigitRows, digit: number): number[] =>
  Array.from(rows.labels.keys()).filter((i) => rows.labels[i] === digit);
const shuffled = (values: readonly number[], random: Random): number[] =>
  random.choose(values.length, values.length).map((i) => values[i]);
