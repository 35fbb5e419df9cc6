// What a function gives compiled with all passes, with one left out, and op by op.
import assert from 'node:assert/strict';
import { compile } from '../../src/compile';
import { traceWith } from '../../src/compile/choosePasses';
import { backend, tf } from '../../src/tf';

/** A function of tensors whose graph is looked at. */
export type Step = (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** A result taken out of TensorFlow. */
interface Found {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Of a compiled function: its results, and the operations of its graph, without constants. */
interface Traced {
  readonly results: readonly Found[];
  readonly ops: readonly string[];
}

const found = (result: tf.Tensor | tf.Tensor[]): Found[] =>
  [result].flat().map((tensor) => ({
    dtype: tensor.dtype,
    shape: tensor.shape,
    values: Array.from(tensor.dataSync()),
  }));

/** Compiles a function with some passes left out, and runs it. */
export function traced(fn: Step, inputs: readonly tf.Tensor[], without: readonly string[]): Traced {
  const compiled = compile(fn);
  let ops: string[] = [];
  try {
    const results = tf.tidy(() =>
      traceWith(
        {
          without,
          onGraph: (nodes) => {
            ops = nodes.map(({ op }) => op).filter((op) => op !== 'Const');
          },
        },
        () => found(compiled(...inputs)) as unknown as tf.Tensor,
      ),
    ) as unknown as Found[];
    return { results, ops: ops.sort() };
  } finally {
    compiled.dispose();
  }
}

/** The results of a function op by op. */
export const eagerly = (fn: Step, inputs: readonly tf.Tensor[]): Found[] =>
  tf.tidy(() => found(fn(...inputs)) as unknown as tf.Tensor) as unknown as Found[];

/**
 * Numbers are alike if they differ by rounding, against the largest of them; NaN is like NaN alone,
 * and an infinity like itself.
 * @param allowed difference as a share of the largest number, or of 1 where all are smaller
 */
export function alike(
  got: readonly Found[],
  expected: readonly Found[],
  allowed: number,
  what: string,
): void {
  assert.equal(got.length, expected.length, what);
  got.forEach(({ dtype, shape, values }, i) => {
    const other = expected[i];
    assert.equal(dtype, other.dtype, `${what}: type of result ${i}`);
    assert.deepEqual(shape, other.shape, `${what}: shape of result ${i}`);
    const finite = other.values.filter(Number.isFinite).map(Math.abs);
    const scale = finite.reduce((a, b) => Math.max(a, b), 1);
    values.forEach((value, j) => {
      const wanted = other.values[j];
      const isSame = Object.is(value, wanted) || value === wanted;
      assert.ok(
        isSame || Math.abs(value - wanted) <= allowed * scale,
        `${what}: ${value} instead of ${wanted} at ${j} of result ${i}`,
      );
    });
  });
}

/** How a pass must change a graph. */
interface Change {
  /** Operations that are there with the pass, and not without. */
  readonly made: readonly string[];
  /** Operations that are there without the pass, and not with it. */
  readonly gone?: readonly string[];
  /** Difference from the results without it, as a share of the largest: 1e-6, or 0. */
  readonly allowed?: number;
}

/** Checks that a pass applies: the operations, and that the results are those without it. */
export function checkApplies(
  pass: string,
  fn: Step,
  inputs: readonly tf.Tensor[],
  { made, gone = [], allowed = 1e-6 }: Change,
): void {
  const after = traced(fn, inputs, []);
  const before = traced(fn, inputs, [pass]);
  alike(after.results, before.results, allowed, `${pass}: against without it`);
  alike(after.results, eagerly(fn, inputs), Math.max(allowed, 1e-6), `${pass}: against op by op`);
  if (backend().name !== 'tensorflow') return; // there are no graphs
  const graphs = `${after.ops.join()} from ${before.ops.join()}`;
  assert.deepEqual(
    made.filter((op) => !after.ops.includes(op) || before.ops.includes(op)),
    [],
    `${pass} makes: ${graphs}`,
  );
  assert.deepEqual(
    gone.filter((op) => after.ops.includes(op) || !before.ops.includes(op)),
    [],
    `${pass} leaves out: ${graphs}`,
  );
  assert.notDeepEqual(after.ops, before.ops);
}

/** Checks that a pass leaves a graph as it is, and that the results are those op by op. */
export function checkKeepsOff(pass: string, fn: Step, inputs: readonly tf.Tensor[]): void {
  const after = traced(fn, inputs, []);
  alike(after.results, eagerly(fn, inputs), 1e-6, `${pass} keeps off: against op by op`);
  assert.deepEqual(after.ops, traced(fn, inputs, [pass]).ops, `${pass} keeps off`);
}
