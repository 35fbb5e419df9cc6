// Walks over all of TensorFlow.js: compiled, every function gives what it gives op by op, or an
// error that names it and the line. Never other numbers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { compile } from '../../src/compile';
import { flatten } from '../../src/compile/structure';
import { createRandom } from '../../src/core/random';
import { ready, tf } from '../../src/tf';
import { apart, refused, same, unavailable } from './operations';

before(ready);

const FILE = path.join(__dirname, 'operations.ts');
const compiled = (fn: (...inputs: never[]) => unknown) =>
  compile(fn as (...inputs: tf.Tensor[]) => unknown);
const read = (result: unknown): { shape: number[]; dtype: string; values: number[] }[] =>
  flatten(result, 'result').tensors.map((tensor) => ({
    shape: tensor.shape,
    dtype: tensor.dtype,
    values: Array.from(tensor.dataSync()),
  }));
const near = (a: number, b: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-5 * (1 + Math.abs(b));

test(
  'every function gives the same compiled as op by op, for other values than those it was ' +
    'traced with',
  () => {
    const wrong: string[] = [];
    const cases = Object.entries(same);
    for (let at = 0; at < cases.length; at += 12)
      tf.tidy(() => {
        const group = cases.slice(at, at + 12); // a graph each would take three times as long
        const runs = group.map(
          ([, { run }], i) =>
            (inputs: tf.Tensor[][]) =>
              run(...inputs[i]),
        );
        const f = compile((inputs: tf.Tensor[][]) => runs.map((run) => run(inputs)));
        const draw = (seed: number): tf.Tensor[][] =>
          group.map(([, { inputs }], i) => inputs(createRandom(100 * i + seed)));
        f(draw(1));
        const given = draw(2);
        const results = f(given);
        assert.equal(f.graphs, 1, 'inputs of other shapes');
        group.forEach(([name], i) => {
          const [got, expected] = [read(results[i]), read(runs[i]?.(given))];
          const agree =
            got.length === expected.length &&
            got.every(
              ({ shape, dtype, values }, j) =>
                dtype === expected[j]?.dtype &&
                shape.join() === expected[j]?.shape.join() &&
                values.every((v, k) => near(v, expected[j]?.values[k])),
            );
          if (!agree)
            wrong.push(`${name}: ${JSON.stringify(got)} instead of ${JSON.stringify(expected)}`);
        });
        f.dispose();
      });
    assert.deepEqual(wrong, []);
  },
);

/** The line of operations.ts that an error names. */
const lineNamed = (message: string): number =>
  Number(/[\\/]operations\.ts:(\d+)\)/.exec(message)?.[1]);

const isWithin = (line: number, first: number, last: number): boolean =>
  line >= first && line <= last;

test(
  'what no graph can follow is refused with the call and its ' + 'line, and leaves nothing behind',
  async () => {
    const lines = readFileSync(FILE, 'utf8').split('\n');
    const x = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    for (const [name, [run, reason]] of Object.entries(refused)) {
      const first = lines.findIndex(
        (text) => text.startsWith(`  ${name}: [`) || text.startsWith(`  '${name}': [`),
      );
      assert.ok(first >= 0, name);
      // The entry ends where its bracket closes: on its only line, or at the entry's own indent.
      const length = lines.slice(first).findIndex((text) => /^ {2}\S.*\],$|^ {2}\],$/.test(text));
      const f = compiled(run as never);
      assert.throws(
        () => f(x),
        (error: Error) => {
          assert.match(error.message, reason, name);
          if (name !== 'a function that waits')
            assert.ok(
              isWithin(lineNamed(error.message), first + 1, first + 1 + length),
              `${name} begins on line ${first + 1}: ${error.message}`,
            );
          return true;
        },
      );
      assert.equal(f.graphs, 0);
      const tensors = tf.memory().numTensors;
      assert.throws(() => f(x), reason, name);
      assert.equal(
        tf.memory().numTensors - tensors,
        name === 'an optimiser' ? 1 : 0,
        `${name} leaks`,
      ); // what tf.train.sgd keeps
      assert.deepEqual(
        Array.from(tf.mul(x, 2).dataSync()),
        [2, 4, 6, 8],
        'op by op goes on as before',
      );
    }
    // a promise that nobody waits for would end the process here
    await new Promise((done) => setImmediate(done));
  },
);

test('what the native library lacks is an error compiled as well', () => {
  const x = tf.tensor2d([
    [1, 2],
    [3, 4],
  ]);
  for (const [name, run] of Object.entries(unavailable)) {
    assert.throws(() => tf.tidy(() => void run(x)), Error, name);
    assert.throws(() => compiled(run as never)(x), Error, name);
  }
});

test('no function of TensorFlow.js is left out of the walk', () => {
  const text = readFileSync(FILE, 'utf8');
  const spaces = ['linalg', 'spectral', 'image', 'signal', 'losses', 'fused', 'math'] as const;
  const all = Object.keys(tf)
    .filter((name) => typeof tf[name as keyof typeof tf] === 'function' && !/^[A-Z]/.test(name))
    .concat(
      spaces.flatMap((space) => Object.keys((tf as unknown as Record<string, object>)[space])),
    );
  const missing = all.filter(
    (name) =>
      !apart.includes(name) &&
      !new RegExp(`\\b${name}\\b`).test(text) &&
      !/Async$|^(pad|slice|concat|reverse|batchNorm)\dd$/.test(name),
  );
  assert.deepEqual(missing, []);
});

test(
  'an index out of range fails in the graph as op by op, in ' + 'words that name the operation',
  () => {
    const f = compiled((x: tf.Tensor, i: tf.Tensor1D) => tf.gather(x, i));
    const x = tf.tensor([1, 2, 3]);
    assert.deepEqual(
      Array.from((f(x, tf.tensor1d([2, 0], 'int32')) as tf.Tensor).dataSync()),
      [3, 1],
    );
    assert.throws(
      () => f(x, tf.tensor1d([2, 3], 'int32')),
      /the compiled function failed at its operation GatherV2: .*not in \[0, 3\)/s,
    );
    assert.deepEqual(
      Array.from((f(x, tf.tensor1d([1, 1], 'int32')) as tf.Tensor).dataSync()),
      [2, 2],
      'it can be called again',
    );
    f.dispose();
  },
);
