// The delta rule, the gated one and test-time memory with one layer over a sequence, in plain
// numbers (float64): entry by entry, from the papers. Nothing is shared with src/memory.
import type { Random } from '../../../src/core/random';
import { deltaRule } from '../../../src/memory/fast-weights';
import { testTimeLinear } from '../../../src/memory/test-time';
import { tf } from '../../../src/tf';

export const rules = ['delta', 'gated', 'testTime'] as const;
export type Rule = (typeof rules)[number];

export interface Sizes {
  batch: number;
  heads: number;
  length: number;
  keySize: number;
  valueSize: number;
}

/** Numbers by name, each a flat list, row-major. */
export type Lists = Record<string, number[]>;

export const gatesOf: Record<Rule, string[]> = {
  delta: ['rates'],
  gated: ['rates', 'logDecay'],
  testTime: ['learningRates', 'momentum', 'forgetting'],
};

export function shapesOf(rule: Rule, sizes: Sizes): Record<string, number[]> {
  const { batch, heads, length, keySize, valueSize } = sizes;
  const gates = gatesOf[rule].map((name) => [name, [batch, heads, length]]);
  return {
    queries: [batch, heads, length, keySize],
    keys: [batch, heads, length, keySize],
    values: [batch, heads, length, valueSize],
    ...Object.fromEntries(gates),
    initialState: [batch, heads, keySize, valueSize],
  };
}

/** Inputs at random: keys of unit length, gates within their range. */
export function randomInputs(rule: Rule, sizes: Sizes, random: Random): Lists {
  const draw: Record<string, () => number> = {
    rates: random.uniform,
    logDecay: () => -random.uniform(),
    learningRates: () => random.uniform() / 2,
    momentum: () => 0.8 * random.uniform(),
    forgetting: () => random.uniform() / 2,
  };
  const lists: Lists = {};
  for (const [name, shape] of Object.entries(shapesOf(rule, sizes))) {
    const count = shape.reduce((a, b) => a * b);
    lists[name] = Array.from({ length: count }, draw[name] ?? random.normal);
  }
  for (let start = 0; start < lists.keys.length; start += sizes.keySize) {
    const length = Math.hypot(...lists.keys.slice(start, start + sizes.keySize));
    for (let i = 0; i < sizes.keySize; i++) lists.keys[start + i] /= length;
  }
  return lists;
}

/** Outputs and last state, step by step. */
export function plainSequence(rule: Rule, sizes: Sizes, inputs: Lists): Lists {
  const { batch, heads, length, keySize: N, valueSize: W } = sizes;
  const state = [...inputs.initialState];
  const outputs: number[] = [];
  for (let group = 0; group < batch * heads; group++) {
    const at = (i: number, j: number): number => (group * N + i) * W + j;
    const change = new Array<number>(N * W).fill(0);
    for (let t = 0; t < length; t++) {
      const step = group * length + t;
      const key = (i: number): number => inputs.keys[step * N + i];
      if (rule === 'gated')
        for (let i = 0; i < N * W; i++) state[group * N * W + i] *= Math.exp(inputs.logDecay[step]);
      for (let j = 0; j < W; j++) {
        let read = 0;
        for (let i = 0; i < N; i++) read += key(i) * state[at(i, j)];
        const error = read - inputs.values[step * W + j];
        for (let i = 0; i < N; i++) {
          if (rule === 'testTime') {
            const slope = 2 * error * key(i);
            change[i * W + j] =
              inputs.momentum[step] * change[i * W + j] - inputs.learningRates[step] * slope;
            state[at(i, j)] = (1 - inputs.forgetting[step]) * state[at(i, j)] + change[i * W + j];
          } else state[at(i, j)] -= inputs.rates[step] * key(i) * error;
        }
        let output = 0;
        for (let i = 0; i < N; i++) output += inputs.queries[step * N + i] * state[at(i, j)];
        outputs.push(rule === 'testTime' ? output : output / Math.sqrt(N));
      }
    }
  }
  return { outputs, state };
}

export const tensorsOf = (lists: Lists, shapes: Record<string, number[]>) =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, tf.tensor(lists[name], shape)]),
  );

/** What src/memory makes of the same inputs. */
export function ourSequence(
  rule: Rule,
  inputs: Record<string, tf.Tensor>,
  chunkSize?: number,
): { outputs: tf.Tensor; state: tf.Tensor } {
  const given = { ...inputs, chunkSize } as never;
  return rule === 'testTime' ? testTimeLinear(given) : deltaRule(given);
}

/** A sum of all numbers, each times a coefficient of its own that is fixed by its place. */
export const coefficient = (i: number): number => Math.sin(1 + 1.3 * i);

export const weighed = (lists: Lists): number =>
  Object.values(lists)
    .flat()
    .reduce((sum, value, i) => sum + value * coefficient(i), 0);

export function weighedTensors(tensors: tf.Tensor[]): tf.Scalar {
  const flat = tf.concat(tensors.map((x) => tf.reshape(x, [-1])));
  const coefficients = Array.from({ length: flat.size }, (_, i) => coefficient(i));
  return tf.sum(tf.mul(flat, coefficients));
}

/** The gradient of a function of plain numbers, by central differences of each number. */
export function differences(of: (lists: Lists) => number, lists: Lists, step = 1e-5): Lists {
  const along = (name: string, i: number, by: number): number => {
    const moved = [...lists[name]];
    moved[i] += by;
    return of({ ...lists, [name]: moved });
  };
  return Object.fromEntries(
    Object.entries(lists).map(([name, list]) => [
      name,
      list.map((_, i) => (along(name, i, step) - along(name, i, -step)) / (2 * step)),
    ]),
  );
}

/** The gradients of a function of tensors by name. */
export function gradientsOf(
  of: (inputs: Record<string, tf.Tensor>) => tf.Scalar,
  inputs: Record<string, tf.Tensor>,
): Record<string, tf.Tensor> {
  const names = Object.keys(inputs);
  const found = tf.grads((...given: tf.Tensor[]) =>
    of(Object.fromEntries(names.map((name, i) => [name, given[i]]))),
  )(Object.values(inputs));
  return Object.fromEntries(names.map((name, i) => [name, found[i]]));
}

/** The largest difference as a share of the largest expected number. */
export function relativeError(actual: tf.Tensor, expected: ArrayLike<number>): number {
  const numbers = Array.from(expected);
  const largest = Math.max(...numbers.map(Math.abs)) || 1;
  const errors = Array.from(actual.dataSync(), (value, i) => Math.abs(value - numbers[i]));
  if (errors.length !== numbers.length || errors.some(Number.isNaN)) return Infinity;
  return Math.max(...errors) / largest;
}
