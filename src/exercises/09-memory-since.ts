import { z } from 'zod';
import { createRandom, type Random } from '../core/random';
import { largestDifference, sum } from '../core/numbers';
import { innerProduct } from '../core/vectors';
import { checker, exercise, functionAnswer } from '../notebook';
import { say } from '../plots';

/** Random numbers from the normal distribution. */
function draw(count: number, dice: Random): number[] {
  return Array.from({ length: count }, () => dice.normal());
}

/** Keys of very different lengths, none near 0. */
function keysOfAnyLength(): number[][] {
  const dice = createRandom(9);
  const drawn = [2, 3, 5, 8].map((size) => draw(size, dice).map((value) => value * size));
  return [[1, 0], [0.6, 0.8], [0, 3, 4], ...drawn];
}

/** 9.1: the rate with which one write moves all that a key of any length reads. */
export const rateForKey = exercise({
  level: 1,
  hints: [
    'After the write the key reads k M + rate |k|² (v − k M). With which rate is that v?',
    'The square of the length is the sum of the squares of the numbers of the key.',
  ],
  answer: functionAnswer<(key: number[]) => unknown>(),
  problem(rateFor) {
    for (const key of keysOfAnyLength()) {
      const rate = rateFor([...key]);
      if (typeof rate !== 'number') return 'the function gives back no number, expected a rate';
      const left = 1 - rate * innerProduct(key, key);
      if (Math.abs(left) < 1e-6) continue;
      const shown = key.map((value) => say(value, 3)).join(', ');
      const share = Number.isFinite(left) ? say(left, 3) : 'no number';
      return `with the key [${shown}] the share of the old value that is left is ${share}, not 0`;
    }
    return undefined;
  },
});

/** Which slots were accessed, step by step, and how many slots there are. */
interface History {
  readonly accessed: number[][];
  readonly slots: number;
}

function histories(): History[] {
  const dice = createRandom(10);
  const drawn = [4, 6, 9].map((slots) => ({
    slots,
    accessed: Array.from({ length: 14 }, () => [dice.int(slots), dice.int(slots)]),
  }));
  return [
    { slots: 3, accessed: [] },
    { slots: 3, accessed: [[0], [2]] },
    { slots: 3, accessed: [[0], [1], [2], [0]] },
    { slots: 4, accessed: [[3, 1], [2, 0], [3], [1]] },
    ...drawn,
  ];
}

/** The slot whose last access is longest ago; of several the lower. */
function leastRecent({ accessed, slots }: History): number {
  const last = new Array<number>(slots).fill(-1);
  accessed.forEach((touched, step) => touched.forEach((slot) => (last[slot] = step)));
  return last.indexOf(Math.min(...last));
}

/** 9.2: the slot that was not accessed for longest. */
export const leastRecentSlot = exercise({
  level: 2,
  hints: [
    'For each slot, find the last step in which it was accessed; −1 if there was none.',
    '`accessed.map((touched) => touched.includes(i)).lastIndexOf(true)` is that step. Take the ' +
      'smallest of them; `indexOf` gives the lower of two equal ones.',
  ],
  answer: functionAnswer<(accessed: number[][], slots: number) => unknown>(),
  problem(nextSlot) {
    for (const history of histories()) {
      const wanted = leastRecent(history);
      const copy = history.accessed.map((slots) => [...slots]);
      const got = nextSlot(copy, history.slots);
      if (got === wanted) continue;
      const steps = history.accessed.slice(0, 6).map((slots) => `[${slots.join(', ')}]`);
      const more = history.accessed.length > 6 ? ', …' : '';
      return (
        `of ${history.slots} slots, accessed in the steps ${steps.join(', ') || 'so far: none'}` +
        `${more}, it takes ${String(got)}, not ${wanted}`
      );
    }
    return undefined;
  },
});

/** Keys of unit length and rates of several writes, and a memory before them. */
interface Writes {
  readonly keys: number[][];
  readonly rates: number[];
  readonly memory: number[][];
}

function writesToTry(): Writes[] {
  const dice = createRandom(11);
  return [
    { size: 2, count: 1 },
    { size: 2, count: 2 },
    { size: 3, count: 2 },
    { size: 4, count: 6 },
  ].map(({ size, count }) => ({
    keys: Array.from({ length: count }, () => unit(draw(size, dice))),
    rates: Array.from({ length: count }, () => 0.2 + 0.8 * dice.uniform()),
    memory: Array.from({ length: size }, () => draw(3, dice)),
  }));
}

function unit(vector: readonly number[]): number[] {
  const length = Math.sqrt(innerProduct(vector, vector));
  return vector.map((value) => value / length);
}

/** What is left of a memory after writes by the delta rule that add nothing. */
function leftOf({ keys, rates, memory }: Writes): number[][] {
  return keys.reduce((now, key, t) => {
    const known = now[0].map((_, j) => sum(key.map((k, i) => k * now[i][j])));
    return now.map((row, i) => row.map((value, j) => value - rates[t] * key[i] * known[j]));
  }, memory);
}

const numbersGrid = z.array(z.array(z.number()));

/** 9.3: what many writes leave of the start, as one matrix. */
export const whatIsLeft = exercise({
  level: 3,
  hints: [
    'One write leaves (I − rate kᵀk) M: 1 on the diagonal, minus rate times k_i k_j. Of several ' +
      'each new factor comes to the left of the product so far.',
    'Start with I. For each key compute the row x = k A, and take rate k_i x_j away from A_ij: ' +
      'it is the delta rule itself, with the value 0.',
  ],
  answer: functionAnswer<(keys: number[][], rates: number[]) => unknown>(),
  problem(afterwards) {
    for (const writes of writesToTry()) {
      const { keys, rates, memory } = writes;
      const size = memory.length;
      const A = numbersGrid.safeParse(
        afterwards(
          keys.map((key) => [...key]),
          [...rates],
        ),
      ).data;
      if (A?.length !== size || A.some((row) => row.length !== size))
        return `for keys of ${size} numbers it gives no ${size} x ${size} numbers`;
      const left = product(A, memory);
      const off = largestDifference(left, leftOf(writes));
      if (off > 1e-6 || Number.isNaN(off))
        return (
          `after ${keys.length} write${keys.length > 1 ? 's' : ''} with keys of ${size} numbers ` +
          `A M is off by ${say(off, 2)}`
        );
    }
    return undefined;
  },
});

/** The matrix product A M. */
function product(A: readonly number[][], M: readonly number[][]): number[][] {
  return A.map((row) => M[0].map((_, j) => sum(row.map((value, i) => value * M[i][j]))));
}

/** The check of chapter 09. */
export const check = checker({
  '9.1': rateForKey,
  '9.2': leastRecentSlot,
  '9.3': whatIsLeft,
});
