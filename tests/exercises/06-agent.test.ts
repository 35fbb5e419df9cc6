import { errorTransfer, partVerdict, streamSolver } from '../../src/exercises/06-agent';
import { mean } from '../../src/core/numbers';
import { continualMetrics, pairedStats, seedStats, studentQuantile } from '../../src/metrics';
import { regressionTasks } from '../../src/tasks';
import { provesFair } from './fair';

/** Indices of all tasks but the last. */
const earlier = (R: number[][]): number[] => R.slice(1).map((_, j) => j);

provesFair('6.1', errorTransfer, {
  given: [undefined],
  stub: () => (R: number[][]) => mean(R[R.length - 1]),
  solution: () => (R: number[][]) => {
    const last = R[R.length - 1];
    return mean(last.slice(0, -1).map((error, j) => R[j][j] - error));
  },
  right: [
    () => (R: number[][]) => {
      let total = 0;
      for (let j = 0; j < R.length - 1; j++) total += R[j][j] - R[R.length - 1][j];
      return total / (R.length - 1);
    },
    () => (R: number[][]) => continualMetrics(R, { higherIsBetter: false }).bwt,
  ],
  wrong: [
    () => (R: number[][]) => mean(earlier(R).map((j) => R[R.length - 1][j] - R[j][j])), // sign
    () => (R: number[][]) => mean([0, 1, 2].map((j) => R[j]?.[j] - R[3]?.[j])), // four tasks only
    () => (R: number[][]) => mean(R.map((row, j) => row[j] - R[R.length - 1][j])), // the last too
    () => (R: number[][]) => R[0][0] - R[R.length - 1][0],
    () => () => '0.1',
    () => () => NaN,
    () => 0.17,
  ],
});

/** Paired, with half the interval as a multiple of the standard error. */
const byFactor =
  (factor: (n: number) => number) =>
  (full: number[], without: number[]): string => {
    const differences = without.map((error, i) => error - full[i]);
    const { mean: middle, sem } = seedStats(differences);
    if (Math.abs(middle) <= factor(full.length) * sem!) return 'open';
    return middle > 0 ? 'helps' : 'harms';
  };
const student = (n: number): number => studentQuantile(0.975, n - 1);

provesFair('6.2', partVerdict, {
  given: [undefined],
  stub: () => (full: number[], without: number[]) =>
    mean(without) > mean(full) ? 'helps' : 'harms',
  solution: () => (full: number[], without: number[]) => {
    const { mean: middle, ci95HalfWidth } = pairedStats(without, full);
    if (Math.abs(middle) <= ci95HalfWidth!) return 'open';
    return middle > 0 ? 'helps' : 'harms';
  },
  right: [
    () => byFactor(student),
    () => (full: number[], without: number[]) => {
      const { mean: fall, ci95HalfWidth } = pairedStats(full, without); // the other way round
      if (fall - ci95HalfWidth! > 0) return 'harms';
      return fall + ci95HalfWidth! < 0 ? 'helps' : 'open';
    },
  ],
  wrong: [
    () => (full: number[], without: number[]) => {
      const [a, b] = [seedStats(full), seedStats(without)]; // not paired: bands that overlap
      if (a.mean + a.ci95HalfWidth! < b.mean - b.ci95HalfWidth!) return 'helps';
      return b.mean + b.ci95HalfWidth! < a.mean - a.ci95HalfWidth! ? 'harms' : 'open';
    },
    () => (full: number[], without: number[]) => {
      const { mean: middle, ci95HalfWidth } = pairedStats(full, without); // sign
      if (Math.abs(middle) <= ci95HalfWidth!) return 'open';
      return middle > 0 ? 'helps' : 'harms';
    },
    () => byFactor(() => 1.96), // the normal distribution, for three seeds
    () => byFactor((n) => student(n) * Math.sqrt(n)), // the spread of seeds, not of their mean
    () => (full: number[], without: number[]) =>
      without.every((error, i) => error > full[i]) ? 'helps' : 'open',
    () => () => 'yes',
    () => 'helps',
  ],
});

/** What task k answers to x. */
const targetOf = (k: number, x: number[]): number[] =>
  x.map((value) => regressionTasks[k].target(mean(x), value));
const distance = (a: number[], b: number[]): number => mean(a.map((v, j) => (v - b[j]) ** 2));
const tasks = [0, 1, 2, 3];

provesFair('6.3', streamSolver, {
  given: [undefined],
  stub: () => (x: number[]) => {
    const four = tasks.map((k) => targetOf(k, x));
    return x.map((_, j) => mean(four.map((target) => target[j])));
  },
  solution: () => (x: number[], xBefore: number[], yBefore: number[]) => {
    const off = tasks.map((k) => distance(targetOf(k, xBefore), yBefore));
    return targetOf(off.indexOf(Math.min(...off)), x);
  },
  right: [
    () => (x: number[], xBefore: number[], yBefore: number[]) => {
      const fits = (k: number): boolean =>
        Math.abs(targetOf(k, xBefore)[0] - yBefore[0]) < 1e-4 &&
        Math.abs(targetOf(k, xBefore)[1] - yBefore[1]) < 1e-4;
      return Float32Array.from(targetOf(tasks.find(fits) ?? 0, x));
    },
    () => (x: number[], xBefore: number[], yBefore: number[]) => {
      if (Math.abs(yBefore[0] - yBefore[1]) < 1e-9) {
        const m = mean(x);
        const isSine = Math.abs(yBefore[0] - Math.sin(mean(xBefore))) < 1e-3;
        return x.map(() => (isSine ? Math.sin(m) : 0.5 * Math.cos(m)));
      }
      const low = xBefore.indexOf(Math.min(...xBefore)); // far from where tanh is 1
      const shift = Math.round(Math.atanh(yBefore[low]) - 0.5 * xBefore[low]);
      return x.map((value) => Math.tanh(0.5 * value + shift));
    },
  ],
  wrong: [
    () => (x: number[]) => targetOf(0, x),
    () => (_: number[], __: number[], yBefore: number[]) => yBefore,
    () => (x: number[], _: number[], yBefore: number[]) => targetOf(yBefore[0] < 0.7 ? 1 : 3, x),
    () => (x: number[], _: number[], yBefore: number[]) => {
      const off = tasks.map((k) => distance(targetOf(k, x), yBefore)); // compared at the wrong row
      return targetOf(off.indexOf(Math.min(...off)), x).slice(0, 10);
    },
    () => (x: number[]) => x.map(() => NaN),
    () => () => 0.5,
    () => () => undefined,
    () => [0.5],
  ],
});
