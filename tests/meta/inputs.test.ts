import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../src/core/random';
import {
  adapt,
  type Forward,
  mamlLoss,
  MetaLearner,
  type MetaOptions,
  network,
  shareAmong,
  squaredErrors,
  taskGradients,
} from '../../src/meta';
import { sinusoidTasks, type TaskBatch } from '../../src/tasks';
import { tf } from '../../src/tf';

const net = network([1, 4, 1]);
const parameters = net.initialParameters(createRandom(0));
const tasks = sinusoidTasks(createRandom(1), { tasks: 2, support: 3 });
const learner = (options: object = {}): MetaLearner =>
  new MetaLearner({
    forward: net.forward,
    parameters,
    algorithm: 'maml',
    eager: true,
    ...options,
  } as MetaOptions);

/** Checks that each is refused in the words beside it. */
function refuses(cases: readonly (readonly [() => unknown, string])[]): void {
  for (const [use, message] of cases)
    assert.throws(use, (error: Error) => {
      assert.equal(error.message, message);
      return true;
    });
}

test('rows to adapt on that are no tensors are refused by name', () => {
  const shared = shareAmong(parameters, 2);
  const { supportX: x, supportY: y } = tasks;
  refuses([
    [() => adapt(net.forward, shared, null as never, y), 'x: got null, expected a tensor'],
    [() => adapt(net.forward, shared, 'x' as never, y), 'x: got "x", expected a tensor'],
    [() => adapt(net.forward, shared, x, {} as never), 'y: got {}, expected a tensor'],
  ]);
  tf.dispose(shared);
});

test('a parameter that the network does not use is left as it is', () => {
  const more = { ...parameters, unused: tf.tensor1d([1, 2]) };
  const shared = shareAmong(more, 2);
  const { supportX: x, supportY: y } = tasks;
  const adapted = adapt(net.forward, shared, x, y, { learningRate: 0.5, steps: 2 });
  assert.deepEqual(Array.from(adapted['unused'].dataSync()), [1, 2, 1, 2]);
  const constant: Forward = () => tf.zerosLike(y);
  assert.throws(
    () => adapt(constant, shared, x, y),
    /the loss depends on none of the parameters .*unused\. All that leads/,
  );
  const slopes = taskGradients(net.forward, more, tasks);
  assert.deepEqual(
    slopes.map((slope) => slope.slice(-2)),
    [
      [0, 0],
      [0, 0],
    ],
  );
});

test('options that do not fit are refused by name', () => {
  refuses([
    [() => learner({ forward: null }), 'forward: got null, expected a function'],
    [
      () => learner({ innersteps: 2 }),
      'innersteps: got 2, expected one of the fields there are: forward, parameters, algorithm, ' +
        'loss, innerUpdate, innerSteps, innerRate, metaRate, optimizer, clipNorm, adapting, ' +
        'perStepRates, ' +
        'multiStepLoss, secondOrderFrom, eager',
    ],
    [
      () => learner({ optimizer: 'adam' }),
      'optimizer: got "adam", expected adam(), sgd() or rmsProp()',
    ],
    [() => learner({ adapting: 'w1' }), 'adapting: got "w1", expected a list'],
    [
      () => learner({ multiStepLoss: {} }),
      'multiStepLoss.until: got undefined, expected a whole number of at least 1',
    ],
    [() => learner({ perStepRates: 1 }), 'perStepRates: got 1, expected true or false'],
    [() => shareAmong(parameters, 0), 'tasks: got 0, expected a whole number of at least 1'],
    [
      () => adapt(net.forward, parameters, tasks.supportX, tasks.supportY, { learningRate: NaN }),
      'learningRate: got NaN, expected a finite number, or a function of step and name',
    ],
    [() => network([2, 1.5]), 'sizes[1]: got 1.5, expected a whole number of at least 1'],
  ]);
});

test('tasks whose tensors do not belong together are refused by the one that does not', () => {
  const one = learner();
  const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);
  const disposed = zeros(2, 3, 1);
  disposed.dispose();
  const odd = (part: object): TaskBatch => ({ ...tasks, ...part });
  const any = '[tasks, rows, features], none of them 0';
  const empty = { supportX: zeros(2, 0, 1), supportY: zeros(2, 0, 1) };
  const cases: readonly (readonly [TaskBatch, string])[] = [
    [null as never, 'tasks: got null, expected an object { supportX, supportY, queryX, queryY }'],
    [odd({ supportX: zeros(3, 1) }), 'supportX: got [3, 1], expected [tasks, rows, features]'],
    [odd(empty), `supportX: got [2, 0, 1], expected ${any}`],
    [odd({ supportY: zeros(2, 4, 1) }), 'supportY: got [2, 4, 1], expected [2, 3, features]'],
    [odd({ queryX: zeros(3, 3, 1) }), 'queryX: got [3, 3, 1], expected [2, rows, 1]'],
    [odd({ queryY: zeros(2, 3, 2) }), 'queryY: got [2, 3, 2], expected [2, 3, 1]'],
    [
      odd({ queryX: disposed }),
      'queryX: got a tensor that was disposed, expected one that was not',
    ],
    [odd({ queryX: tf.zeros([2, 3, 1], 'int32') }), 'queryX: got int32, expected float32'],
    [odd({ queryX: [[[1]]] }), 'queryX: got [ [ [ 1 ] ] ], expected a tensor'],
  ];
  for (const [batch, message] of cases)
    refuses([
      [() => one.update(batch), message],
      [() => one.errors(batch), message],
      [() => mamlLoss(net.forward, parameters, batch), message],
    ]);
  assert.equal(one.step, 0);
  one.dispose();
});

test('what a forward function gives is refused where it is no answer', () => {
  const forwards: readonly (readonly [unknown, string])[] = [
    [() => undefined, 'outputs: got undefined, expected a tensor'],
    [async () => Promise.resolve(tf.scalar(1)), 'outputs: got a Promise, expected a tensor'],
    [
      () => tf.zeros([2, 3]),
      'targets: got [2, 3, 1] for outputs [2, 3], expected [tasks, rows, features] of both, ' +
        'none of them 0',
    ],
    [
      (named: never, x: tf.Tensor) => tf.concat([net.forward(named, x), x], 2),
      'targets: got [2, 3, 1] for outputs [2, 3, 2], expected [tasks, rows, features] of both, ' +
        'none of them 0',
    ],
  ];
  for (const [forward, message] of forwards) {
    const one = learner({ forward });
    refuses([
      [() => one.update(tasks), message],
      [() => one.errors(tasks, { steps: 0 }), message],
    ]);
    assert.equal(one.step, 0);
    one.dispose();
  }
  const one = learner({
    forward: (named: never, x: tf.Tensor) => tf.mul(net.forward(named, x), NaN),
  });
  assert.throws(() => one.update(tasks), /^NonFiniteLossError: loss: got NaN at step 1/);
  one.dispose();
});

test('without inner steps the MAML loss is that of the start; a learner has at least one', () => {
  const whole = mamlLoss(net.forward, parameters, tasks, { steps: 0 });
  const answers: ReturnType<Forward> = net.forward(parameters, tasks.queryX);
  const plain = tf.div(squaredErrors(answers, tasks.queryY), 2);
  assert.ok(Math.abs(whole.dataSync()[0] - plain.dataSync()[0]) < 1e-6);
  assert.equal(
    adapt(net.forward, parameters, tasks.supportX, tasks.supportY, { steps: 0 }),
    parameters,
  );
  refuses([
    [() => learner({ innerSteps: 0 }), 'innerSteps: got 0, expected a whole number of at least 1'],
  ]);
});
