// The exercises of chapter 10 are fair. None of them depends on the notebook's knobs.
import {
  distanceThatCounts,
  kappaTemporalByHand,
  mergedGroups,
  type RowsInBrief,
} from '../../src/exercises/10-evidence';
import { provesFair } from './fair';

const given = [undefined];
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

type Kappa = (labels: number[], answers: number[]) => unknown;
const kappa = (rule: Kappa) => () => rule;
const same = (a: number[], b: number[]): number => a.filter((value, i) => value === b[i]).length;
const before = (labels: number[]): number[] => [0, ...labels.slice(0, -1)];

provesFair('10.1', kappaTemporalByHand, {
  given,
  stub: kappa((labels, answers) => same(labels, answers) / labels.length),
  solution: kappa((labels, answers) => {
    const right = labels.filter((label, i) => label === answers[i]).length;
    const last = labels.filter((label, i) => label === (labels[i - 1] ?? 0)).length;
    return (right - last) / (labels.length - last);
  }),
  right: [
    kappa((labels, answers) => {
      const accuracy = same(labels, answers) / labels.length;
      const persistent = same(labels, before(labels)) / labels.length;
      return (accuracy - persistent) / (1 - persistent);
    }),
    kappa((labels, answers) => {
      let [wrong, changes] = [0, 0];
      let last = 0;
      labels.forEach((label, i) => {
        if (label !== answers[i]) wrong += 1;
        if (label !== last) changes += 1;
        last = label;
      });
      return 1 - wrong / changes;
    }),
  ],
  wrong: [
    kappa((labels, answers) => same(labels, answers) - same(labels, before(labels))),
    kappa((labels, answers) => {
      const right = same(labels, answers);
      const last = same(labels.slice(1), labels.slice(0, -1)); // without the first row
      return (right - last) / (labels.length - last);
    }),
    kappa((labels, answers) => {
      const right = same(labels, answers);
      const zeros = labels.filter((label) => label === 0).length; // a class, not the last label
      return (right - zeros) / (labels.length - zeros);
    }),
    kappa(() => NaN),
    kappa(() => undefined),
    () => 0.4,
  ],
});

type Merge = (a: RowsInBrief, b: RowsInBrief) => unknown;
const merge = (rule: Merge) => () => rule;

provesFair('10.2', mergedGroups, {
  given,
  stub: merge((a, b) => ({ n: a.n + b.n, mean: a.mean, scatter: a.scatter + b.scatter })),
  solution: merge((a, b) => {
    const n = a.n + b.n;
    const mean = (a.n * a.mean + b.n * b.mean) / n;
    const scatter = a.scatter + b.scatter + ((a.n * b.n) / n) * (a.mean - b.mean) ** 2;
    return { n, mean, scatter };
  }),
  right: [
    merge((a, b) => {
      const n = a.n + b.n;
      const squares = [a, b].map((group) => group.scatter + group.n * group.mean ** 2);
      const mean = total([a, b].map((group) => group.n * group.mean)) / n;
      return { scatter: total(squares) - n * mean ** 2, mean, n };
    }),
    merge((a, b) => {
      const n = a.n + b.n;
      const mean = a.mean + (b.n / n) * (b.mean - a.mean);
      const moved = total([a, b].map((group) => group.n * (group.mean - mean) ** 2));
      return { n, mean, scatter: a.scatter + b.scatter + moved };
    }),
  ],
  wrong: [
    merge((a, b) => {
      const n = a.n + b.n;
      return { n, mean: (a.n * a.mean + b.n * b.mean) / n, scatter: a.scatter + b.scatter };
    }),
    merge((a, b) => {
      const scatter = a.scatter + b.scatter + (a.n * b.n * (a.mean - b.mean) ** 2) / (a.n + b.n);
      return { n: a.n + b.n, mean: (a.mean + b.mean) / 2, scatter };
    }),
    merge((a, b) => {
      const n = a.n + b.n;
      const mean = (a.n * a.mean + b.n * b.mean) / n;
      return { n, mean, scatter: (a.n * a.scatter + b.n * b.scatter) / n };
    }),
    merge(() => ({})),
    merge(() => NaN),
    merge(() => ({ n: NaN, mean: NaN, scatter: NaN })),
    () => 'both',
  ],
});

type Distance = (
  x: number[],
  key: number[],
  directions: number[][],
  n: number,
  beta: number,
) => unknown;
const distance = (rule: Distance) => () => rule;
const dot = (a: number[], b: number[]): number => total(a.map((value, i) => value * b[i]));
const less = (a: number[], b: number[]): number[] => a.map((value, i) => value - b[i]);

/** Solves A y = b for a small symmetric A with eigenvalues above 0 by elimination. */
function solved(A: number[][], b: number[]): number[] {
  const rows = A.map((row, i) => [...row, b[i]]);
  for (let i = 0; i < rows.length; i++)
    for (let j = 0; j < rows.length; j++) {
      if (j === i) continue;
      const factor = rows[j][i] / rows[i][i];
      rows[j] = rows[j].map((value, k) => value - factor * rows[i][k]);
    }
  return rows.map((row, i) => row[row.length - 1] / row[i]);
}

provesFair('10.3', distanceThatCounts, {
  given,
  stub: distance((x, key) => dot(less(x, key), less(x, key))),
  solution: distance((x, key, directions, n, beta) => {
    const v = x.map((value, d) => value - key[d]);
    let counted = dot(v, v);
    for (const d of directions) {
      const s = (beta * dot(d, d)) / n;
      counted -= ((s / (1 + s)) * dot(v, d) ** 2) / dot(d, d);
    }
    return counted;
  }),
  right: [
    // v (I + beta S / n)^-1 v, with the matrix written out
    distance((x, key, directions, n, beta) => {
      const v = less(x, key);
      const A = v.map((_, i) =>
        v.map((__, j) => Number(i === j) + (beta / n) * total(directions.map((d) => d[i] * d[j]))),
      );
      return dot(v, solved(A, v));
    }),
    // the part along each direction, divided; and the rest
    distance((x, key, directions, n, beta) => {
      let rest = less(x, key);
      let counted = 0;
      for (const d of directions) {
        const share = dot(rest, d) / dot(d, d);
        counted += (share ** 2 * dot(d, d)) / (1 + (beta * dot(d, d)) / n);
        rest = less(
          rest,
          d.map((value) => share * value),
        );
      }
      return counted + dot(rest, rest);
    }),
  ],
  wrong: [
    distance((x, key, directions) => {
      const v = less(x, key);
      return dot(v, v) - total(directions.map((d) => dot(v, d) ** 2 / dot(d, d))); // all ignored
    }),
    distance((x, key, directions, n, beta) => {
      const v = less(x, key);
      const s = directions.map((d) => (beta * dot(d, d)) / n);
      return dot(v, v) - total(directions.map((d, j) => (s[j] / (1 + s[j])) * dot(v, d) ** 2));
    }),
    distance((x, key, directions, n) => {
      const v = less(x, key);
      const s = directions.map((d) => dot(d, d) / n); // without beta
      return (
        dot(v, v) -
        total(directions.map((d, j) => ((s[j] / (1 + s[j])) * dot(v, d) ** 2) / dot(d, d)))
      );
    }),
    distance((x, key, directions, n, beta) => {
      const v = less(x, key);
      const s = total(directions.map((d) => (beta * dot(d, d)) / n));
      return dot(v, v) / (1 + s);
    }),
    distance(() => NaN),
    distance(() => undefined),
    () => 0,
  ],
});
