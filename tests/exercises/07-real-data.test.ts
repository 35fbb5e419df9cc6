// The checks of chapter 07: answers that pass, answers that do not, whatever the knobs are.
import { SlotMemory } from '../../src/continual/memory-agent';
import {
  type HeardRow,
  lambdaOnValidation,
  lostSinceLearned,
  slotsOfBudget,
  twentyKeysForDigits,
} from '../../src/exercises/07-real-data';
import { type Rows, splitRows } from '../../src/tasks/continual';
import { provesFair } from './fair';

const given = [undefined];
const row = (R: number[][]): number[] => R.at(-1) ?? [];

provesFair('7.1', lostSinceLearned, {
  given,
  stub: () => (R: number[][], j: number) => R[j][j],
  solution: () => (R: number[][], j: number) => R[j][j] - R[R.length - 1][j],
  right: [
    () => (R: number[][], j: number) => -(row(R)[j] - R[j][j]),
    () => (R: number[][], j: number) => R.map((scores) => scores[j])[j] - row(R)[j],
  ],
  wrong: [
    () => (R: number[][], j: number) => R[1][j] - R[4][j],
    () => (R: number[][], j: number) => row(R)[j] - R[j][j],
    () => (R: number[][], j: number) => Math.abs(R[j][j] - row(R)[j]),
    () => (R: number[][], j: number) => Math.max(...R.map((scores) => scores[j])) - row(R)[j],
    () => (R: number[][], j: number) => R[j][j] - R[Math.min(4, R.length - 1)][1],
    () => 0.5,
    () => () => undefined,
  ],
});

/** Slots counted one after the other. */
function countedSlots(B: number): number {
  let slots = 0;
  for (let left = 65 * B - 74; left >= 66; left -= 66) slots += 1;
  return slots;
}

provesFair('7.2', slotsOfBudget, {
  given,
  stub: () => (B: number) => B,
  solution: () => (B: number) => Math.floor((65 * B - 74) / 66),
  right: [
    () => (B: number) => Math.trunc((65 * B - 74) / 66),
    () => (B: number) => B - Math.ceil((B + 74) / 66),
    () => countedSlots,
  ],
  wrong: [
    () => (B: number) => ({ 50: 48, 200: 195, 500: 491 })[B] ?? 0,
    () => (B: number) => Math.floor((65 * B) / 66),
    () => (B: number) => Math.floor((65 * B - 74) / 65),
    () => (B: number) => Math.round((65 * B - 74) / 66),
    () => (B: number) => (65 * B - 74) / 66,
    () => (B: number) => Math.max(B - 2, 195 * Number(B === 200), 491 * Number(B === 500)),
    () => 48,
  ],
});

/** The candidate with most rows right; of equals the first, or the last with `>=`. */
function bestOf(rows: HeardRow[], candidates: number[], sign: '>' | '>='): number {
  let best = candidates[0];
  let most = -1;
  for (const lambda of candidates) {
    let right = 0;
    for (const { read, controller, label } of rows) {
      const mixed = read.map((r, c) => lambda * r + (1 - lambda) * controller[c]);
      if (mixed.indexOf(Math.max(...mixed)) === label) right += 1;
    }
    if (right > most || (sign === '>=' && right === most)) [best, most] = [lambda, right];
  }
  return best;
}

provesFair('7.3', lambdaOnValidation, {
  given,
  stub: () => (_: HeardRow[], candidates: number[]) => candidates[0],
  solution: () => (rows: HeardRow[], candidates: number[]) => {
    const right = (lambda: number) =>
      rows.filter(({ read, controller, label }) => {
        const mixed = read.map((r, c) => lambda * r + (1 - lambda) * controller[c]);
        return mixed.indexOf(Math.max(...mixed)) === label;
      }).length;
    return candidates.reduce((best, one) => (right(one) > right(best) ? one : best));
  },
  right: [
    () => (rows: HeardRow[], candidates: number[]) => bestOf(rows, candidates, '>'),
    () => (rows: HeardRow[], candidates: number[]) => {
      const sorted = candidates.map((lambda) => ({ lambda, best: bestOf(rows, candidates, '>') }));
      return sorted.sort((a, b) => +(b.lambda === b.best) - +(a.lambda === a.best))[0].lambda;
    },
  ],
  wrong: [
    () => (_: HeardRow[], candidates: number[]) => candidates[candidates.length - 1],
    () => (_: HeardRow[], candidates: number[]) => Math.min(...candidates),
    () => (_: HeardRow[], candidates: number[]) => Math.max(...candidates),
    () => (rows: HeardRow[], candidates: number[]) => bestOf(rows, candidates, '>='),
    () => (rows: HeardRow[], candidates: number[]) => 1 - bestOf(rows, candidates, '>'),
    () => (rows: HeardRow[]) => bestOf(rows, [0, 0.3, 0.6, 1], '>'),
    () => 0.3,
  ],
});

/** Means of the rows of a digit, those of even and those of odd places. */
function halves(rows: Rows, digits: number[]): { keys: number[][]; labels: number[] } {
  const images = splitRows(rows.x, 64);
  const keys: number[][] = [];
  const labels: number[] = [];
  for (let digit = 0; digit < 10; digit++)
    for (const part of [0, 1]) {
      const own = images.filter((_, i) => digits[i] === digit).filter((_, k) => k % 2 === part);
      keys.push(
        Array.from({ length: 64 }, (_, d) => own.reduce((all, x) => all + x[d], 0) / own.length),
      );
      labels.push(digit);
    }
  return { keys, labels };
}

/** The first two rows of each digit. */
function firstTwo(rows: Rows, digits: number[]): { keys: Float32Array[]; labels: number[] } {
  const images = splitRows(rows.x, 64);
  const ofDigit = (digit: number): number[] =>
    [...digits.keys()].filter((i) => digits[i] === digit).slice(0, 2);
  const places = Array.from({ length: 10 }, (_, digit) => ofDigit(digit)).flat();
  return { keys: places.map((i) => images[i]), labels: places.map((i) => digits[i]) };
}

provesFair('7.4', twentyKeysForDigits, {
  given,
  stub: () => (rows: Rows, digits: number[]) => ({
    keys: rows.x.slice(0, 20 * 64),
    labels: digits.slice(0, 20),
  }),
  solution: () => (rows: Rows, digits: number[]) => {
    const held = new SlotMemory({ capacity: 20, keySize: 64, classes: 10 });
    held.write(rows.x, digits);
    return { keys: held.keys, labels: held.labels };
  },
  right: [
    () => halves,
    () => (rows: Rows, digits: number[]) => {
      const { keys, labels } = halves(rows, digits);
      return { keys: Float32Array.from(keys.flat()), labels: Int32Array.from(labels) };
    },
  ],
  wrong: [
    () => firstTwo,
    () => (rows: Rows, digits: number[]) => {
      const { keys, labels } = halves(rows, digits);
      return { keys: [...keys, keys[0]], labels: [...labels, 0] };
    },
    () => (rows: Rows, digits: number[]) => ({ keys: halves(rows, digits).keys, labels: [] }),
    () => (rows: Rows, digits: number[]) => halves(rows, digits).keys,
    () => (rows: Rows, digits: number[]) => ({ ...halves(rows, digits), labels: undefined }),
    () => (rows: Rows, digits: number[]) => ({
      ...halves(rows, digits),
      labels: new Array<string>(20).fill('0'),
    }),
    () => ({ keys: [], labels: [] }),
  ],
});
