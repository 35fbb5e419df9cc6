// Compiled functions beside, inside and after one another; errors in the middle; gradients of
// gradients.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { compile, compileTraining, type Named, sgd } from '../../src/compile';
import { nativeBackend } from '../../src/compile/native';
import { createRandom } from '../../src/core/random';
import { randomNormal, ready, slices, stopGradient, tf, unstack } from '../../src/tf';
import { graphFolders } from './graph-folders';

before(ready);

const values = (x: tf.Tensor): number[] => Array.from(x.dataSync());
const near = (got: tf.Tensor, expected: tf.Tensor, what: string, allowed = 1e-5): void => {
  assert.deepEqual([got.shape, got.dtype], [expected.shape, expected.dtype], what);
  const wanted = values(expected);
  values(got).forEach((v, i) =>
    assert.ok(
      Math.abs(v - wanted[i]) <= allowed * (1 + Math.abs(wanted[i])),
      `${what}: ${v} instead of ${wanted[i]} at ${i}`,
    ),
  );
};

test(
  'second derivatives of what networks and memories are made of ' +
    'compile to what they are op by op',
  () => {
    const other = tf.tensor2d([
      [0.5, -1.5],
      [0.4, 2],
    ]);
    const functions: Record<string, (x: tf.Tensor2D) => tf.Tensor> = {
      tanh: (x) => tf.tanh(x),
      sigmoid: (x) => tf.sigmoid(x),
      exp: (x) => tf.exp(x),
      softmax: (x) => tf.mul(tf.softmax(x), other),
      relu: (x) => tf.square(tf.relu(x)),
      softplus: (x) => tf.softplus(x),
      'matrix product': (x) => tf.matMul(tf.tanh(x), x, false, true),
      'products of batches': (x) => tf.matMul(tf.expandDims(x, 0), tf.expandDims(tf.square(x), 0)),
      division: (x) => tf.div(x, tf.add(2, tf.square(x))),
      root: (x) => tf.sqrt(tf.add(1, tf.square(x))),
      log: (x) => tf.log(tf.add(1, tf.square(x))),
      'mean and broadcasting': (x) => tf.square(tf.sub(x, tf.mean(x, 1, true))),
      maximum: (x) => tf.square(tf.maximum(x, 0.1)),
      clip: (x) => tf.square(tf.clipByValue(x, -0.5, 0.5)),
      cumsum: (x) => tf.square(tf.cumsum(tf.square(x), 0)),
      gather: (x) => tf.square(tf.square(tf.gather(x, tf.tensor1d([1, 1, 0], 'int32')))),
      'slices and joins': (x) => tf.square(tf.concat(tf.split(tf.tanh(x), 2, 1).reverse())),
      'pieces of length 1': (x) =>
        tf.square(tf.square(tf.stack(unstack(tf.concat(slices(x, 0)), 1)))),
      mask: (x) => tf.mul(tf.cast(tf.greater(x, 0), 'float32'), tf.square(x)),
      'a part held constant': (x) => tf.mul(stopGradient(tf.square(x)), tf.square(x)),
      'largest first': (x) =>
        tf.square(
          tf.square(
            tf.gather(tf.reshape(x, [4]), stopGradient(tf.topk(tf.reshape(x, [4]), 3).indices)),
          ),
        ),
      transpose: (x) => tf.mul(tf.transpose(tf.square(x)), x),
      'pad and tile': (x) =>
        tf.square(
          tf.square(
            tf.pad(tf.tile(x, [1, 2]), [
              [1, 0],
              [0, 1],
            ]),
          ),
        ),
    };
    const bend = (f: (x: tf.Tensor2D) => tf.Tensor) => (x: tf.Tensor2D) =>
      tf.grad((v) => tf.sum(tf.square(tf.grad((u) => tf.sum(f(u as tf.Tensor2D)))(v))))(x);
    const all = (x: tf.Tensor2D): Record<string, tf.Tensor> =>
      Object.fromEntries(Object.entries(functions).map(([name, f]) => [name, bend(f)(x)]));
    const compiled = compile(all);
    compiled(
      tf.tensor2d([
        [0.1, 0.2],
        [0.3, 0.4],
      ]),
    );
    const x = tf.tensor2d([
      [0.3, -0.7],
      [1.2, 0.9],
    ]);
    const [got, expected] = [compiled(x), all(x)];
    for (const name of Object.keys(functions)) near(got[name], expected[name], name);
    assert.ok(
      Object.values(expected).every((tensor) => values(tensor).some((v) => v !== 0)),
      'a second derivative that is all zero shows nothing',
    );
    compiled.dispose();
  },
);

test("several compiled functions, called in turn with one another's results", () => {
  const plain = {
    turn: (x: tf.Tensor) => tf.sin(tf.add(x, 1)),
    mix: (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, tf.tanh(y)),
    slope: (x: tf.Tensor) => tf.grad((v) => tf.sum(tf.mul(v, tf.exp(tf.neg(v)))))(x),
  };
  const turn = compile(plain.turn);
  const mix = compile(plain.mix);
  const slope = compile(plain.slope);
  const run = (f: typeof plain): tf.Tensor => {
    let x: tf.Tensor = tf.tensor2d([
      [0.1, 0.2],
      [0.3, 0.4],
    ]);
    for (let i = 0; i < 20; i++) x = f.slope(f.mix(f.turn(x), i % 3 ? x : f.turn(f.turn(x))));
    return x;
  };
  near(run({ turn, mix, slope }), run(plain), 'in turn');
  turn.dispose();
  near(
    mix(tf.eye(2), tf.eye(2)),
    plain.mix(tf.eye(2), tf.eye(2)),
    'the others live on when one is disposed',
  );
  [mix, slope].forEach((f) => f.dispose());
});

test('two trainings in turn, the loss of one using the parameters of the other', () => {
  const run = (eager: boolean): number[] => {
    const make = (start: number) =>
      compileTraining({
        eager,
        parameters: { w: tf.tensor([start, 1]) },
        optimizer: sgd({ learningRate: 0.1, momentum: 0.5 }),
        loss: ({ w }: Named, goal: Named) =>
          tf.sum(tf.square(tf.sub(w, tf.sin(goal['w'])))) as tf.Scalar,
      });
    const [a, b] = [make(2), make(-1)];
    for (let i = 0; i < 15; i++) {
      a.update(b.parameters());
      b.update(a.parameters());
    }
    const found = [a, b].flatMap((training) =>
      Object.values(training.parameters()).flatMap(values),
    );
    [a, b].forEach((training) => training.dispose());
    return found;
  };
  const [compiled, eager] = [run(false), run(true)];
  compiled.forEach((v, i) =>
    assert.ok(Math.abs(v - eager[i]) < 1e-5, `${compiled} instead of ${eager}`),
  );
});

test('a compiled function that calls itself is taken apart to the end', () => {
  const power: { (x: tf.Tensor, n: number): tf.Tensor; dispose(): void; graphs: number } = compile(
    (x: tf.Tensor, n: number): tf.Tensor => (n === 0 ? tf.onesLike(x) : tf.mul(x, power(x, n - 1))),
  );
  assert.deepEqual(values(power(tf.tensor([2, 3]), 4)), [16, 81]);
  assert.deepEqual(values(power(tf.tensor([1, -2]), 3)), [1, -8]);
  assert.equal(power.graphs, 2);
  power.dispose();
});

test('training inside a compiled function is refused, and goes on outside', () => {
  const training = compileTraining({
    parameters: { w: tf.scalar(1) },
    optimizer: sgd({ learningRate: 0.5 }),
    loss: ({ w }: Named) => tf.square(w as tf.Scalar),
  });
  const f = compile((x: tf.Tensor) => {
    training.update();
    return x;
  });
  assert.throws(() => f(tf.scalar(1)), /the compiled function (runs a graph|reads)/);
  assert.deepEqual(
    [training.step, training.update(), training.update()],
    [0, 1, 0],
    'w is 1, then 1 - 0.5 x 2',
  );
  training.dispose();
});

test(
  '1,000 errors in the middle of a trace leave no tensor, no native memory, no folder, and ' +
    'everything as it was',
  () => {
    const backend = nativeBackend();
    assert.ok(backend);
    const { binding } = backend;
    // 144 kB: one tensor an error would be 140 MiB
    const x = randomNormal([192, 192], createRandom(1));
    const held = tf.tensor([1, 2]);
    const fail = (v: tf.Tensor): tf.Tensor =>
      tf.grad((u) => {
        const y = tf.sum(tf.tanh(tf.mul(tf.exp(u), tf.add(u, tf.sum(held)))));
        tf.customGrad(() => {
          throw new Error('in the middle');
        })(u);
        return y;
      })(v);
    const f = compile(fail);
    const read = compile((v: tf.Tensor) => tf.mul(tf.tanh(v), tf.max(v).dataSync()[0]));
    const run = (times: number): void => {
      for (let i = 0; i < times; i++) {
        assert.throws(() => f(x), /in the middle/);
        assert.throws(() => read(x), /reads the values/);
      }
    };
    const refused = compile((v: tf.Tensor) =>
      (
        tf.backend() as unknown as {
          executeSingleOutput(op: string, attributes: object[], inputs: tf.Tensor[]): tf.Tensor;
        }
      ).executeSingleOutput('GatherNd', [], [v, tf.tensor2d([[0, 1]], [1, 2], 'int32')]),
    );
    run(100);
    assert.throws(() => refused(x), /at its operation GatherNd/);
    const before = {
      tensors: tf.memory().numTensors,
      buffers: tf.memory().numDataBuffers,
      folders: graphFolders().length,
      resident: process.memoryUsage().rss,
    };
    run(500);
    for (let i = 0; i < 50; i++) assert.throws(() => refused(x), /at its operation GatherNd/);
    assert.deepEqual(
      [tf.memory().numTensors, tf.memory().numDataBuffers, graphFolders().length],
      [before.tensors, before.buffers, before.folders],
    );
    const grown = (process.memoryUsage().rss - before.resident) / 2 ** 20;
    assert.ok(grown < 80, `memory grew by ${grown.toFixed(0)} MiB`);
    assert.equal(backend.binding, binding);
    assert.deepEqual(
      Object.keys(backend).filter((key) => ['readSync', 'getInputTensorIds'].includes(key)),
      [],
      'nothing of the tracing is left on the backend',
    );
    near(tf.grad((v) => tf.sum(tf.square(v)))(held), tf.mul(held, 2), 'gradients op by op');
    assert.equal(tf.engine().state.gradientDepth, 0);
  },
);

test('disposing twice is once; what was disposed traces anew', () => {
  const f = compile((x: tf.Tensor) => tf.square(x));
  f(tf.scalar(2));
  f.dispose();
  f.dispose();
  assert.equal(f.graphs, 0);
  assert.deepEqual(values(f(tf.scalar(3))), [9]);
  f.dispose();
  const training = compileTraining({
    parameters: { w: tf.scalar(1) },
    optimizer: sgd(),
    loss: ({ w }: Named) => tf.square(w as tf.Scalar),
  });
  training.update();
  training.dispose();
  training.dispose();
  assert.throws(() => training.update(), /this training was disposed/);
});
