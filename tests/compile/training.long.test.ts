import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import {
  adam,
  compileTraining,
  type Named,
  type Optimizer,
  rmsProp,
  sgd,
  type Training,
} from '../../src/compile';
import { type NativeBackend, nativeBackend } from '../../src/compile/native';
import { proto } from '../../src/compile/proto';
import { MemoryController } from '../../src/controller';
import { createRandom } from '../../src/core/random';
import { randomNormal, ready, tf } from '../../src/tf';

before(ready);

const sizes = {
  inputSize: 3,
  outputSize: 2,
  hiddenSize: 8,
  memory: { memorySize: 6, memoryDim: 4, numReadHeads: 2 },
};
const controller = new MemoryController(sizes);
const batchAt = (seed: number, batch = 4, length = 3): [tf.Tensor3D, tf.Tensor3D] => {
  const random = createRandom(seed);
  const x = randomNormal([batch, length, 3], random) as tf.Tensor3D;
  return [x, tf.sin(tf.slice(x, [0, 0, 0], [batch, length, 2])) as tf.Tensor3D];
};
const dnc = (
  eager: boolean,
  optimizer: Optimizer = adam({ learningRate: 0.003 }),
): Training<[tf.Tensor3D, tf.Tensor3D]> =>
  compileTraining({
    eager,
    optimizer,
    clipNorm: 1,
    parameters: controller.initialWeights(createRandom(1)),
    loss: (weights, x: tf.Tensor3D, y: tf.Tensor3D) =>
      tf.mean(
        tf.squaredDifference(
          controller.unroll(weights, controller.initialState(x.shape[0]), x).outputs,
          y,
        ),
      ) as tf.Scalar,
  });
const largest = (a: Named, b: Named): number =>
  Math.max(...Object.keys(a).map((name) => tf.max(tf.abs(tf.sub(a[name], b[name]))).dataSync()[0]));

test(
  '200 steps of a memory machine: compiled and op by op ' + 'agree within 1e-4, and both learn',
  () => {
    const [one, other] = [dnc(false), dnc(true)];
    const losses: number[] = [];
    for (let i = 0; i < 200; i++) {
      const batch = batchAt(i);
      const [a, b] = [one.update(...batch), other.update(...batch)];
      losses.push(a);
      assert.ok(Math.abs(a - b) < 1e-4, `step ${i}: ${a} and ${b}`);
      batch.forEach((x) => x.dispose());
    }
    assert.ok(largest(one.parameters(), other.parameters()) < 1e-4);
    const mean = (part: number[]): number => part.reduce((a, b) => a + b) / part.length;
    assert.ok(mean(losses.slice(-20)) < 0.7 * mean(losses.slice(0, 20)), 'the loss does not fall');
    assert.ok(one.operations > 500);
    assert.equal(other.operations, 0);
    one.dispose();
    other.dispose();
  },
);

const quadratic = (
  optimizer: Optimizer,
  eager: boolean,
  clip: { clipNorm?: number; clipValue?: number } = {},
) =>
  compileTraining({
    eager,
    optimizer,
    ...clip,
    parameters: { a: tf.tensor([3, -2]), b: tf.tensor([[0.5]]) },
    loss: ({ a, b }: Named, x: tf.Tensor) =>
      tf.add(tf.sum(tf.square(tf.sub(a, x))), tf.sum(tf.square(b))) as tf.Scalar,
  });
const numbers = (training: { parameters(): Record<string, tf.Tensor> }): number[] =>
  Object.values(training.parameters()).flatMap((x) => Array.from(x.dataSync()));

test('every optimiser makes the same steps compiled and op by op', () => {
  for (const make of [
    () => adam({ learningRate: 0.1 }),
    () => rmsProp({ learningRate: 0.05, momentum: 0.5 }),
    () => sgd({ learningRate: 0.05, momentum: 0.9 }),
    () => sgd({ learningRate: 0.1 }),
  ])
    for (const clip of [{}, { clipNorm: 0.5 }, { clipValue: 0.3 }]) {
      const pair = [quadratic(make(), false, clip), quadratic(make(), true, clip)] as const;
      for (let i = 0; i < 30; i++)
        pair.forEach((training) => training.update(tf.tensor([i % 2, 1])));
      const [a, b] = pair.map(numbers) as [number[], number[]];
      a.forEach((v, i) =>
        assert.ok(
          Math.abs(v - b[i]) < 1e-5,
          `${pair[0].state().optimizer} ${JSON.stringify(clip)}: ${v} and ${b[i]}`,
        ),
      );
      pair.forEach((training) => training.dispose());
    }
});

test('the first steps of each rule, by hand', () => {
  const after = (
    optimizer: Optimizer,
    clip: { clipNorm?: number; clipValue?: number } = {},
  ): number[] => {
    const training = quadratic(optimizer, false, clip);
    training.update(tf.tensor([1, 1])); // gradient 4, -6, 1
    return numbers(training);
  };
  const near = (got: number[], expected: number[]): void =>
    got.forEach((v, i) =>
      assert.ok(Math.abs(v - expected[i]) < 1e-5, `${got} instead of ${expected}`),
    );
  near(after(sgd({ learningRate: 0.1 })), [2.6, -1.4, 0.4]);
  near(after(adam({ learningRate: 0.1 })), [2.9, -1.9, 0.4]); // the first step of Adam is the sign
  near(after(rmsProp({ learningRate: 0.1 })), [
    3 - 0.1 / Math.sqrt(0.1),
    -2 + 0.1 / Math.sqrt(0.1),
    0.5 - 0.1 / Math.sqrt(0.1),
  ]);
  near(after(sgd({ learningRate: 1 }), { clipValue: 0.5 }), [2.5, -1.5, 0]);
  const length = Math.sqrt(16 + 36 + 1);
  near(after(sgd({ learningRate: 1 }), { clipNorm: 1 }), [
    3 - 4 / length,
    -2 + 6 / length,
    0.5 - 1 / length,
  ]);
});

test('a loss or gradient that is not finite changes nothing, and says so', () => {
  for (const eager of [false, true]) {
    const training = quadratic(adam(), eager);
    training.update(tf.tensor([1, 1]));
    const before = training.state();
    assert.throws(
      () => training.update(tf.tensor([NaN, 1])),
      /loss: got NaN at step 2, expected finite numbers/,
    );
    assert.throws(() => training.update(tf.tensor([1e30, 1])), /step 2/);
    assert.deepEqual(training.state(), before);
    training.update(tf.tensor([1, 1]));
    assert.equal(training.step, 2);
    training.dispose();
  }
});

test('batches of another shape go on from the same state', () => {
  const [one, other] = [dnc(false), dnc(true)];
  for (const [i, [size, length]] of (
    [
      [4, 3],
      [2, 3],
      [4, 3],
      [4, 2],
    ] as const
  ).entries()) {
    const batch = batchAt(i, size, length);
    const [a, b] = [one.update(...batch), other.update(...batch)];
    assert.ok(Math.abs(a - b) < 1e-5, `${a} and ${b} at batch ${i}`);
  }
  assert.equal(one.step, 4);
  [one, other].forEach((training) => training.dispose());
});

test('a stored state goes on bit for bit, compiled and op by op', () => {
  for (const eager of [false, true]) {
    const [whole, first, second] = [dnc(eager), dnc(eager), dnc(eager)];
    const expected = Array.from({ length: 6 }, (_, i) => whole.update(...batchAt(i)));
    for (let i = 0; i < 3; i++) first.update(...batchAt(i));
    second.restore(
      JSON.parse(JSON.stringify(first.state()), (key, value) =>
        key === 'data' ? Float32Array.from(Object.values(value as object) as number[]) : value,
      ),
    );
    assert.deepEqual(
      [3, 4, 5].map((i) => second.update(...batchAt(i))),
      expected.slice(3),
    );
    assert.deepEqual(second.state(), whole.state());
    [whole, first, second].forEach((training) => training.dispose());
  }
});

test('a state of another model is refused, and nothing is changed', () => {
  const training = dnc(false);
  const before = training.state();
  const other = (change: object): object => ({
    ...before,
    tensors: { ...before.tensors, ...change },
  });
  assert.throws(
    () => training.restore({ ...before, optimizer: 'sgd' }),
    /state.optimizer: got "sgd", expected "adam"/,
  );
  assert.throws(() => training.restore({ ...before, step: -1 }), /state.step: got -1/);
  assert.throws(
    () => training.restore(other({ lstmBias: { shape: [3], data: new Float32Array(3) } }) as never),
    /state.tensors\["lstmBias"\]: got \[3\] with 3 numbers, expected \[32\]/,
  );
  assert.throws(
    () => training.restore(other({ more: { shape: [], data: new Float32Array(1) } }) as never),
    /got "more"/,
  );
  assert.throws(() => training.restore({ ...before, tensors: {} }), /got nothing, expected/);
  assert.deepEqual(training.state(), before);
  training.dispose();
  assert.throws(() => training.update(...batchAt(1)), /disposed/);
});

test('wrong settings are refused by name', () => {
  assert.throws(() => adam({ learningRate: 0 }), /learningRate: got 0, expected a number above 0/);
  assert.throws(() => adam({ beta1: 1 }), /beta1: got 1/);
  assert.throws(() => rmsProp({ decay: -1 }), /decay: got -1/);
  assert.throws(() => sgd({ momentum: 2 }), /momentum: got 2/);
  assert.throws(() => quadratic(sgd(), false, { clipNorm: -1 }), /clipNorm: got -1/);
  assert.throws(
    () => compileTraining({ parameters: {}, optimizer: sgd(), loss: () => tf.scalar(0) }),
    /parameters: got none/,
  );
});

test('what else the loss function computes comes back: a state carried from batch to batch', () => {
  const run = (eager: boolean): [number, number[]] => {
    const training = compileTraining({
      eager,
      optimizer: sgd({ learningRate: 0.05 }),
      parameters: { w: tf.scalar(1) },
      loss: ({ w }: Named, state: { sum: tf.Tensor }, x: tf.Tensor) => {
        const sum = tf.add(state.sum, tf.mul(w, x));
        return {
          loss: tf.sum(tf.square(sum)) as tf.Scalar,
          outputs: { next: { sum }, answers: [tf.greater(sum, 1)] },
        };
      },
    });
    let state = { sum: tf.zeros([2]) as tf.Tensor };
    let loss = NaN;
    const held = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) {
      const { loss: now, outputs } = training.updateWithOutputs(state, tf.tensor([1, 2]));
      assert.equal(outputs.answers[0]?.dtype, 'bool');
      outputs.answers[0]?.dispose();
      state.sum.dispose();
      state = outputs.next;
      loss = now;
    }
    // what is held of the three batches
    assert.ok(tf.memory().numTensors <= held + 6, 'outputs leak');
    const sums = Array.from(state.sum.dataSync());
    training.update({ sum: tf.zeros([2]) }, tf.tensor([1, 2]));
    training.dispose();
    return [loss, sums];
  };
  const [[a, sums], [b, others]] = [run(false), run(true)];
  assert.ok(Math.abs(a - b) < 1e-5);
  // By hand: w is 1, then 1 - 0.05 x 10 = 0.5, then 0.5 - 0.05 x 15 = -0.25; the sums are (1, 2),
  // (1.5, 3), (1.25, 2.5).
  [sums, others].forEach((found) =>
    [1.25, 2.5].forEach((v, i) => assert.ok(Math.abs(v - found[i]) < 1e-5, `${found}`)),
  );
});

test('one can change between compiled and op by op in the middle of a run (LAB_COMPILE)', () => {
  const [mixed, whole] = [dnc(false), dnc(false)];
  try {
    for (let i = 0; i < 6; i++) {
      if (i % 2 === 1) process.env['LAB_COMPILE'] = 'off';
      const a = mixed.update(...batchAt(i));
      delete process.env['LAB_COMPILE'];
      const b = whole.update(...batchAt(i));
      assert.ok(Math.abs(a - b) < 1e-5, `step ${i}: ${a} and ${b}`);
    }
  } finally {
    delete process.env['LAB_COMPILE'];
    [mixed, whole].forEach((training) => training.dispose());
  }
});

test('a parameter that has no part in the loss stays as it is', () => {
  for (const eager of [false, true]) {
    const training = compileTraining({
      eager,
      optimizer: adam(),
      parameters: { used: tf.scalar(1), idle: tf.tensor([1, 2]) },
      loss: ({ used }: Named) => tf.square(used as tf.Scalar),
    });
    training.update();
    const { used, idle } = training.state().tensors;
    assert.notEqual(used?.data[0], 1);
    assert.deepEqual(Array.from(idle?.data ?? []), [1, 2]);
    training.dispose();
  }
});

test('1,000 compiled steps leak no tensor', () => {
  const training = quadratic(adam(), false);
  const x = tf.tensor([1, 1]);
  training.update(x);
  const tensors = tf.memory().numTensors;
  for (let i = 0; i < 1000; i++) training.update(x);
  assert.equal(tf.memory().numTensors, tensors);
  training.dispose();
});

test(
  'a loss function that fails, or gives no scalar, leaves no tensor behind, and the training ' +
    'as it was',
  () => {
    const losses: Record<string, readonly [(parameters: Named) => unknown, RegExp]> = {
      'fails in the middle': [
        ({ w }) => {
          tf.sum(tf.tanh(w));
          throw new Error('in the middle');
        },
        /in the middle/,
      ],
      'has no gradient': [
        ({ w }) => ({
          loss: tf.sum(tf.real(tf.complex(w, w))),
          outputs: { more: tf.tanh(w) },
        }),
        /gradient function not found for Real/,
      ],
      'is no scalar': [
        ({ w }) => tf.mul(w, 2),
        /loss: got a tensor of type float32 and shape \[2\], expected a scalar/,
      ],
      waits: [async ({ w }) => tf.sum(w), /loss: got .*expected a scalar .*no async function/],
    };
    for (const eager of [false, true])
      for (const [name, [loss, reason]] of Object.entries(losses)) {
        const training = compileTraining({
          eager,
          parameters: { w: tf.tensor([1, 2]) },
          optimizer: adam(),
          loss: loss as (parameters: Named) => tf.Scalar,
        });
        const before = training.state();
        const tensors = tf.memory().numTensors;
        for (let i = 0; i < 3; i++) assert.throws(() => training.update(), reason, name);
        assert.equal(
          tf.memory().numTensors,
          tensors,
          `${name}, ${eager ? 'op by op' : 'compiled'}: tensors leak`,
        );
        assert.deepEqual(training.state(), before);
        training.dispose();
      }
  },
);

// Numbers that are fed lie in JavaScript's memory. A variable that keeps them frees them in its
// first update, on a thread of TensorFlow's, and touching JavaScript from there ends in a crash,
// now and then.
test('no variable keeps numbers of JavaScript: each is a copy of what is fed', () => {
  const native = nativeBackend() as NativeBackend;
  const binding = native.binding;
  const graphs: LoadedNode[][] = [];
  native.binding = Object.create(binding, {
    loadSavedModel: {
      value: (folder: string, tags: string) => {
        graphs.push(nodesOf(readFileSync(path.join(folder, 'saved_model.pb'))));
        return binding.loadSavedModel(folder, tags);
      },
    },
  }) as NativeBackend['binding'];
  const training = dnc(false);
  try {
    training.update(...batchAt(0));
  } finally {
    native.binding = binding;
    training.dispose();
  }
  const nodes = new Map(graphs.flat().map((node) => [node.getName(), node.getOp()]));
  const assigned = graphs
    .flat()
    .filter((node) => node.getOp() === 'AssignVariableOp')
    .map((node) => nodes.get(node.getInputList()[1]));
  assert.equal(
    assigned.length,
    3 * Object.keys(controller.shapes()).length,
    'parameters and the two moments of Adam',
  );
  assert.deepEqual([...new Set(assigned)], ['DeepCopy']);
});

interface LoadedNode {
  getName(): string;
  getOp(): string;
  getInputList(): string[];
}
interface LoadedModel {
  getMetaGraphsList(): { getGraphDef(): { getNodeList(): LoadedNode[] } }[];
}

const nodesOf = (bytes: Buffer): LoadedNode[] =>
  (proto.SavedModel as unknown as { deserializeBinary(bytes: Uint8Array): LoadedModel })
    .deserializeBinary(bytes)
    .getMetaGraphsList()
    .flatMap((graph) => graph.getGraphDef().getNodeList());
