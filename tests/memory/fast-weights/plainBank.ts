// Fast weights and test-time memory step by step, in plain numbers (float64), one row of a batch at
// a time, entry by entry; the gradients of the inner loss are written out by hand. Nothing is
// shared with src/memory but the names.
import type { MemoryConfig } from '../../../src/config';

export type Matrix = number[][];
export interface PlainBank {
  memory: Matrix;
  change?: Matrix;
  hidden?: Matrix;
  hiddenChange?: Matrix;
  writeWeights: Matrix;
  readWeights: Matrix;
}
/** Raw gates, as the controller gives them to the bank. */
export type PlainControls = Record<string, Matrix | number[]>;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
const column = (m: Matrix, j: number): number[] => m.map((row) => row[j]);
const times = (row: number[], m: Matrix): number[] => m[0].map((_, j) => dot(row, column(m, j)));
const unit = (x: number[]): number[] => x.map((v) => v / Math.sqrt(dot(x, x) + 1e-6));
const mapped = (m: Matrix, of: (value: number, i: number, j: number) => number): Matrix =>
  m.map((row, i) => row.map((value, j) => of(value, i, j)));

export function plainFastWeights(
  state: PlainBank,
  controls: PlainControls,
): { reads: Matrix; state: PlainBank } {
  const { readKeys, writeKeys, writeVectors } = controls as Record<string, Matrix>;
  const { writeGates, keepGates } = controls as Record<string, number[]>;
  const keep = keepGates ? sigmoid(keepGates[0] + 4) : 1;
  let memory = mapped(state.memory, (value) => keep * value);
  writeKeys.forEach((raw, h) => {
    const key = unit(raw);
    const found = times(key, memory);
    memory = mapped(
      memory,
      (value, i, j) => value + writeGates[h] * key[i] * (writeVectors[h][j] - found[j]),
    );
  });
  return {
    reads: readKeys.map((query) => times(unit(query), memory)),
    state: {
      memory,
      writeWeights: writeKeys.map((key, h) => unit(key).map((x) => writeGates[h] * x)),
      readWeights: readKeys.map(unit),
    },
  };
}

export function plainTestTime(
  state: PlainBank,
  controls: PlainControls,
): { reads: Matrix; state: PlainBank } {
  const { memory, change, hidden, hiddenChange } = state;
  const { readKeys, writeKeys, writeVectors } = controls as Record<string, Matrix>;
  const { learningRates, momentum, forgetting } = controls as Record<string, number[]>;
  const eta = sigmoid(momentum[0] - 2);
  const alpha = sigmoid(forgetting[0] - 4);
  const units = (key: number[], weights?: Matrix): number[] =>
    weights ? unit(times(key, weights).map(Math.tanh)) : key;
  const slopes = mapped(memory, () => 0);
  const hiddenSlopes = hidden && mapped(hidden, () => 0);
  const rates = learningRates.map((raw) => sigmoid(raw) / 2 / learningRates.length);
  const keys = writeKeys.map(unit);
  keys.forEach((key, h) => {
    const z = units(key, hidden);
    const found = times(z, memory);
    const error = found.map((value, j) => 2 * rates[h] * (value - writeVectors[h][j]));
    // back through z = raw / |raw|
    const raw = hidden ? times(key, hidden).map(Math.tanh) : key;
    const length = Math.sqrt(dot(raw, raw) + 1e-6);
    const ofUnits = memory.map((row) => dot(error, row));
    const along = dot(z, ofUnits);
    const backs = ofUnits.map((slope, i) => (slope - z[i] * along) / length);
    for (let i = 0; i < z.length; i++) {
      for (let j = 0; j < error.length; j++) slopes[i][j] += z[i] * error[j];
      const back = backs[i] * (1 - raw[i] ** 2);
      for (let a = 0; a < key.length && hiddenSlopes; a++) hiddenSlopes[a][i] += key[a] * back;
    }
  });
  const moved = (before: Matrix, by: Matrix): Matrix =>
    mapped(before, (value, i, j) => eta * value - by[i][j]);
  const learned = (weights: Matrix, by: Matrix): Matrix =>
    mapped(weights, (value, i, j) => (1 - alpha) * value + by[i][j]);
  const nextChange = moved(change!, slopes);
  const next = learned(memory, nextChange);
  const nextHiddenChange = hiddenSlopes && moved(hiddenChange!, hiddenSlopes);
  const nextHidden = hidden && learned(hidden, nextHiddenChange!);
  const readWeights = readKeys.map((query) => units(unit(query), nextHidden));
  return {
    reads: readWeights.map((z) => times(z, next)),
    state: {
      memory: next,
      change: nextChange,
      ...(hidden && { hidden: nextHidden, hiddenChange: nextHiddenChange }),
      writeWeights: keys.map((key, h) => units(key, hidden).map((x) => 2 * rates[h] * x)),
      readWeights,
    },
  };
}

/** A row with which a memory starts. */
export function plainStart(config: MemoryConfig, memory: Matrix, hidden?: Matrix): PlainBank {
  const { memorySize: N, memoryDim: W, numReadHeads: R, numWriteHeads: H } = config;
  const zeros = (rows: number, columns: number): Matrix =>
    Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  return {
    memory,
    ...(config.kind === 'testTime' && { change: zeros(N, W) }),
    ...(hidden && { hidden, hiddenChange: zeros(N, N) }),
    writeWeights: zeros(H, N),
    readWeights: zeros(R, N),
  };
}
