import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import {
  adam,
  compile,
  compileTraining,
  countByKind,
  type Named,
  profileOperations,
  rmsProp,
  sgd,
  traceGraph,
  type TrainingState,
} from '../../src/compile';
import { nodeArguments } from '../../src/core/nodeArguments';
import { tf } from '../../src/tf';

const x = tf.tensor1d([1, 2]);
const disposed = tf.tensor1d([1]);
disposed.dispose();
const PARTS = 'expected tensors, numbers, texts, or arrays and plain objects of these';

/** Checks that each is refused in the words beside it. */
function refuses(cases: readonly (readonly [() => unknown, string])[]): void {
  for (const [use, message] of cases)
    assert.throws(use, (error: Error) => {
      assert.equal(error.message, message);
      return true;
    });
}

function circle(): unknown {
  const value: Record<string, unknown> = {};
  value['again'] = value;
  return value;
}

test('tensors without numbers go through all that is compiled, the process lives', async () => {
  const program = path.join(__dirname, 'empty-inputs.ts');
  const { stdout } = await promisify(execFile)(process.execPath, nodeArguments(program));
  assert.deepEqual(JSON.parse(stdout), {
    unroll: 'batch: got 0, expected a whole number of at least 1',
    unrollAfter: [2, 3, 2],
    graphs: 1,
    scaled: [0, 2, 4],
    onTheWay: 6,
    onTheWayGraphs: [0, 0],
    pooled: [0, 4, 4, 1],
    trained: [36, 0, true, 3],
    metaLearned: 'supportX: got [2, 0, 1], expected [tasks, rows, features], none of them 0',
  });
});

test('what is no function, and inputs and results that are no tensors, are refused by name', () => {
  for (const eager of [false, true]) {
    const run = (fn: unknown, ...inputs: unknown[]) =>
      compile(fn as (...given: unknown[]) => unknown, { eager })(...inputs);
    const same = (given: unknown): unknown => given;
    refuses([
      [() => run(null), 'fn: got null, expected a function'],
      [() => run(x), /^fn: got Tensor \{.*, expected a function$/.exec(errorOf(() => run(x)))![0]],
      [() => run(same, new Float32Array(2)), `inputs[0]: got a Float32Array, ${PARTS}`],
      [() => run(same, x, { a: [() => 1] }), `inputs[1].a[0]: got a function, ${PARTS}`],
      [() => run(() => new Map(), x), `result: got a Map, ${PARTS}`],
      [() => run(() => 5n, x), `result: got a bigint, ${PARTS}`],
      [() => run(same, disposed), 'inputs[0]: got a tensor of shape [1] that was disposed'],
      [() => run(() => [disposed], x), 'result[0]: got a tensor of shape [1] that was disposed'],
      [
        () => run(async (given: tf.Tensor) => Promise.resolve(given), x),
        'result: got a Promise, expected tensors: a compiled function cannot wait (async, ' +
          'await). Wait outside and pass in what came',
      ],
      [
        () => run(same, circle()),
        'inputs[0].again.again.again.again.again.…: got parts more than 100 deep, or an object ' +
          `that contains itself, ${PARTS}`,
      ],
      [
        () => run((given: tf.Tensor) => tf.add(given, tf.ones([3])), x),
        'Incompatible shapes: [2] vs. [3] (Add of a [2], b [3])',
      ],
    ]);
    assert.equal(
      run(() => undefined, x),
      undefined,
    );
  }
  refuses([
    [
      () => compile(() => x, null as never),
      'options: got null, expected an object with some of cacheSize, eager',
    ],
    [
      () => compile(() => x, { cachesize: 1 } as never),
      'cachesize: got 1, expected one of the fields there are: cacheSize, eager',
    ],
    [() => compile(() => x, { eager: 'yes' } as never), 'eager: got "yes", expected true or false'],
    [() => traceGraph(5 as never), 'fn: got 5, expected a function'],
    [() => profileOperations(null as never), 'fn: got null, expected a function'],
    [
      () => profileOperations(() => Promise.resolve(1), { runs: 1 }),
      'fn: got a Promise, expected a function that does not wait',
    ],
    [() => countByKind([5] as never), 'ops: got [ 5 ], expected a list of names of operations'],
  ]);
});

const errorOf = (use: () => unknown): string => {
  try {
    use();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

test('training is refused by the option, the loss or the state that is wrong', () => {
  const base = {
    parameters: { w: x },
    optimizer: sgd(),
    loss: ({ w }: Named, b: tf.Tensor): tf.Scalar => tf.sum(tf.mul(w, b)),
    eager: true,
  };
  const training = (odd: object) => compileTraining({ ...base, ...odd } as never);
  const steps = (odd: object) => (training(odd) as { update(b: tf.Tensor): number }).update(x);
  const named = 'an object of tensors by name, none disposed';
  const scalar = 'expected a scalar of float32 that is there at once (no async function)';
  refuses([
    [() => training({ parameters: { w: 5 } }), `parameters: got { w: 5 }, expected ${named}`],
    [
      () => training({ parameters: {} }),
      'parameters: got none, expected at least one named tensor',
    ],
    [
      () => training({ parameters: { w: tf.zeros([0]) } }),
      'parameters.w: got shape [0], expected at least one number',
    ],
    [
      () => training({ parameters: { w: tf.zeros([2], 'int32') } }),
      'parameters.w: got int32, expected float32',
    ],
    [
      () => training({ optimizer: 'adam' }),
      'optimizer: got "adam", expected adam(), sgd() or rmsProp()',
    ],
    [() => training({ loss: null }), 'loss: got null, expected a function'],
    [
      () => training({ clipnorm: 1 }),
      'clipnorm: got 1, expected one of the fields there are: ' +
        'loss, parameters, optimizer, eager, clipNorm, clipValue',
    ],
    [() => training({ clipNorm: NaN }), 'clipNorm: got NaN, expected a number above 0'],
    [() => steps({ loss: () => undefined }), `loss: got undefined, ${scalar}`],
    [() => steps({ loss: () => ({}) }), `loss: got {}, ${scalar}`],
    [() => steps({ loss: async () => Promise.resolve(1) }), `loss: got a Promise, ${scalar}`],
    [() => steps({ loss: () => ({ loss: null, outputs: x }) }), `loss: got null, ${scalar}`],
    [
      () => adam({ learningrate: 1 } as never),
      'learningrate: got 1, expected one of the fields there are: ' +
        'learningRate, beta1, beta2, epsilon',
    ],
    [
      () => sgd(0.1 as never),
      'options: got 0.1, expected an object with some of learningRate, momentum',
    ],
    [() => rmsProp({ decay: 1 }), 'decay: got 1, expected a number of at least 0 and below 1'],
  ]);
  const one = compileTraining(base);
  const state = one.state();
  const restores = (odd: object) => () => one.restore({ ...state, ...odd } as TrainingState);
  const w = state.tensors['w'];
  refuses([
    [
      () => (one.learningRate = NaN),
      'learningRate: got NaN, expected a finite number of at least 0',
    ],
    [() => one.restore(null as never), 'state: got null, expected what state() gave'],
    [
      restores({ learningRate: -1 }),
      'state.learningRate: got -1, expected a finite number of at least 0',
    ],
    [
      restores({ tensors: { ...state.tensors, w: { ...w, data: [1, 2] } } }),
      'state.tensors["w"]: got { shape: [ 2 ], data: [ 1, 2 ] }, ' +
        'expected { shape, data }, data a Float32Array',
    ],
    [
      restores({ tensors: { ...state.tensors, w: { ...w, data: Float32Array.of(1, NaN) } } }),
      'state.tensors["w"].data[1]: got NaN, expected a finite number',
    ],
  ]);
  assert.deepEqual(one.state(), state);
  one.dispose();
});
