// The exercises of chapter 09 are fair. None of them depends on the notebook's knobs.
import { leastRecentSlot, rateForKey, whatIsLeft } from '../../src/exercises/09-memory-since';
import { provesFair } from './fair';

const given = [undefined];
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

provesFair('9.1', rateForKey, {
  given,
  stub: () => () => 1,
  solution: () => (key: number[]) => 1 / total(key.map((k) => k * k)),
  right: [
    () => (key: number[]) => Math.hypot(...key) ** -2,
    () => (key: number[]) => {
      let squared = 0;
      for (const k of key) squared += k ** 2;
      return 1 / squared;
    },
  ],
  wrong: [
    () => (key: number[]) => 1 / Math.hypot(...key),
    () => (key: number[]) => 1 / total(key),
    () => (key: number[]) => 1 / key.length,
    () => () => NaN,
    () => () => 'all the way',
    () => () => undefined,
    () => 1,
    () => (key: string[][]) => key[0].join(''),
  ],
});

type NextSlot = (accessed: number[][], slots: number) => unknown;
const slot = (rule: NextSlot) => () => rule;

provesFair('9.2', leastRecentSlot, {
  given,
  stub: slot((accessed, slots) => accessed.length % slots),
  solution: slot((accessed, slots) => {
    const last = Array.from({ length: slots }, (_, i) =>
      accessed.findLastIndex((touched) => touched.includes(i)),
    );
    return last.indexOf(Math.min(...last));
  }),
  right: [
    slot((accessed, slots) => {
      const age = new Array<number>(slots).fill(Infinity);
      for (const touched of accessed) {
        for (let i = 0; i < slots; i++) age[i] += 1;
        for (const i of touched) age[i] = 0;
      }
      return age.indexOf(Math.max(...age));
    }),
    slot((accessed, slots) => {
      const seen = [...new Set(accessed.flat().reverse())]; // the latest first
      for (let i = 0; i < slots; i++) if (!seen.includes(i)) return i;
      let oldest = seen[seen.length - 1];
      const step = (i: number): number => accessed.findLastIndex((all) => all.includes(i));
      for (const i of seen)
        if (step(i) < step(oldest) || (step(i) === step(oldest) && i < oldest)) oldest = i;
      return oldest;
    }),
  ],
  wrong: [
    slot(() => 0),
    slot((accessed) => accessed[0]?.[0] ?? 0),
    slot((accessed, slots) => {
      const counts = Array.from({ length: slots }, (_, i) =>
        total(accessed.map((touched) => (touched.includes(i) ? 1 : 0))),
      );
      return counts.indexOf(Math.min(...counts)); // the least often, not the least recently
    }),
    slot((accessed, slots) => {
      const first = Array.from({ length: slots }, (_, i) =>
        accessed.findIndex((touched) => touched.includes(i)),
      );
      return first.indexOf(Math.min(...first));
    }),
    slot(() => undefined),
    () => 3,
  ],
});

const identity = (size: number): number[][] =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j)));
const product = (A: number[][], B: number[][]): number[][] =>
  A.map((row) => B[0].map((_, j) => total(row.map((value, i) => value * B[i][j]))));
const factor = (key: number[], rate: number): number[][] =>
  key.map((a, i) => key.map((b, j) => Number(i === j) - rate * a * b));

type Afterwards = (keys: number[][], rates: number[]) => unknown;
const left = (rule: Afterwards) => () => rule;

provesFair('9.3', whatIsLeft, {
  given,
  stub: left((keys) => identity(keys[0].length)),
  solution: left((keys, rates) =>
    keys.reduce((A, key, t) => {
      const x = A[0].map((_, j) => total(key.map((k, i) => k * A[i][j])));
      return A.map((row, i) => row.map((a, j) => a - rates[t] * key[i] * x[j]));
    }, identity(keys[0].length)),
  ),
  right: [
    left((keys, rates) =>
      keys.reduce((A, key, t) => product(factor(key, rates[t]), A), identity(keys[0].length)),
    ),
    left((keys, rates) => {
      let A = identity(keys[0].length);
      for (let t = keys.length - 1; t >= 0; t--) A = product(A, factor(keys[t], rates[t]));
      return A;
    }),
  ],
  wrong: [
    left((keys, rates) =>
      keys.reduce((A, key, t) => product(A, factor(key, rates[t])), identity(keys[0].length)),
    ),
    left((keys, rates) => factor(keys[0], rates[0])),
    left((keys) => keys.reduce((A, key) => product(factor(key, 1), A), identity(keys[0].length))),
    left((_, rates) => rates.map((rate) => [rate])),
    left(() => []),
    left(() => NaN),
    () => null,
  ],
});
