// Inner steps with momentum and Adam as by hand, gradients through them as central differences have
// them, losses of one's own, and networks that mix tasks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../src/core/random';
import {
  adamUpdate,
  adaptSteps,
  type AdaptOptions,
  type Forward,
  gradientUpdate,
  type InnerUpdate,
  mamlLoss,
  MetaLearner,
  momentumUpdate,
  network,
  taskErrors,
} from '../../src/meta';
import { sinusoidTasks } from '../../src/tasks';
import { ready, tf } from '../../src/tf';

/** y = w x; with x = 1 and target 0 the gradient of the squared error for w is 2 w. */
const scaled: Forward = ({ w }, x) => tf.mul(x, tf.expandDims(tf.expandDims(w, 1), 1));

/** w after each step from 1, of one task. */
function path(options: AdaptOptions): number[] {
  return tf.tidy(() => {
    const w = tf.tensor1d([1]);
    const [x, y] = [tf.ones([1, 1, 1]), tf.zeros([1, 1, 1])] as tf.Tensor3D[];
    return adaptSteps(scaled, { w }, x, y, options).map((after) => after.w.dataSync()[0]);
  });
}

const close = (got: readonly number[], wanted: readonly number[]): void =>
  got.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < 1e-5, `${got.join(', ')}`));

test('steps by gradient, momentum and Adam are those of the formulas', async () => {
  await ready();
  close(path({ steps: 2, learningRate: 0.1 }), [0.8, 0.64]);
  close(path({ steps: 2, learningRate: 0.1, innerUpdate: gradientUpdate }), [0.8, 0.64]);
  // v = 2, w = 0.8; v = 0.5 * 2 + 1.6 = 2.6, w = 0.54
  const momentum = momentumUpdate({ momentum: 0.5 });
  close(path({ steps: 2, learningRate: 0.1, innerUpdate: momentum }), [0.8, 0.54]);
  let [w, m, v] = [1, 0, 0];
  const wanted = [1, 2, 3].map((step) => {
    const g = 2 * w;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    w -= (0.1 * (m / (1 - 0.9 ** step))) / Math.sqrt(v / (1 - 0.999 ** step));
    return w;
  });
  close(path({ steps: 3, learningRate: 0.1, innerUpdate: adamUpdate() }), wanted);
});

test('each task has a momentum of its own', async () => {
  await ready();
  tf.tidy(() => {
    const both = tf.tensor1d([1, -3]);
    const x = tf.ones([2, 1, 1]) as tf.Tensor3D;
    const y = tf.zeros([2, 1, 1]) as tf.Tensor3D;
    const options = { steps: 3, learningRate: 0.1, innerUpdate: momentumUpdate() };
    const [first, second] = adaptSteps(scaled, { w: both }, x, y, options)[2].w.dataSync();
    assert.ok(Math.abs(second / first + 3) < 1e-5);
  });
});

const updates: readonly InnerUpdate[] = [
  momentumUpdate(),
  adamUpdate({ epsilon: 1e-3 }),
  adamUpdate({ beta1: 0, beta2: 0.9, epsilon: 1e-3 }),
];
for (const innerUpdate of updates)
  test(`${innerUpdate.name}: its meta-gradient is that of central differences`, async () => {
    await ready();
    tf.tidy(() => {
      const net = network([1, 5, 1], 'tanh');
      const start = net.initialParameters(createRandom(1));
      const tasks = sinusoidTasks(createRandom(2), { tasks: 2, support: 4, query: 4 });
      const loss = (w1: tf.Tensor): tf.Scalar =>
        mamlLoss(net.forward, { ...start, w1 }, tasks, {
          steps: 3,
          learningRate: 0.05,
          innerUpdate,
        });
      const gradient = tf.grad(loss)(start.w1).dataSync();
      const values = start.w1.dataSync();
      const step = 1e-3;
      const at = (i: number, by: number): number => {
        const moved = Float32Array.from(values);
        moved[i] += by;
        return loss(tf.tensor(moved, start.w1.shape)).dataSync()[0];
      };
      values.forEach((_, i) => {
        const slope = (at(i, step) - at(i, -step)) / (2 * step);
        assert.ok(
          Math.abs(gradient[i] - slope) < 0.02 * Math.max(0.5, Math.abs(slope)),
          `${i}: ${gradient[i]}, by differences ${slope}`,
        );
      });
    });
  });

test('Adam has a derivative where the gradient is 0', async () => {
  await ready();
  tf.tidy(() => {
    const [x, y] = [tf.ones([1, 1, 1]), tf.zeros([1, 1, 1])] as tf.Tensor3D[];
    const after = (w: tf.Tensor): tf.Tensor =>
      tf.sum(adaptSteps(scaled, { w }, x, y, { innerUpdate: adamUpdate() })[0].w);
    assert.ok(
      Number.isFinite(
        tf
          .grad(after)(tf.tensor1d([0]))
          .dataSync()[0],
      ),
    );
  });
});

test('a loss of one’s own is lowered, and told', async () => {
  await ready();
  const absolute = (outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor =>
    tf.mean(tf.abs(tf.sub(outputs, targets)), [1, 2]);
  const tasks = sinusoidTasks(createRandom(3), { tasks: 2 });
  const net = network([1, 4, 1]);
  const parameters = net.initialParameters(createRandom(4));
  const options = { innerSteps: 1, innerRate: 0.05, loss: absolute } as const;
  const learner = new MetaLearner({
    ...options,
    forward: net.forward,
    parameters,
    algorithm: 'maml',
  });
  assert.equal(learner.settings.loss, 'absolute');
  const [, after] = learner.errors(tasks);
  const wanted = taskErrors(net.forward, parameters, tasks, {
    steps: 1,
    learningRate: 0.05,
    loss: absolute,
  });
  close(after, wanted[1]);
  const told = learner.update(tasks);
  assert.ok(Math.abs(told - (after[0] + after[1]) / 2) < 1e-5);
  learner.dispose();
  tf.dispose([parameters, { ...tasks }]);
});

test('a stopped learner with an inner update goes on bit for bit; another is refused', async () => {
  await ready();
  const net = network([1, 4, 1]);
  const parameters = net.initialParameters(createRandom(5));
  const make = (innerUpdate?: InnerUpdate): MetaLearner =>
    new MetaLearner({
      forward: net.forward,
      parameters,
      algorithm: 'maml',
      innerSteps: 2,
      innerUpdate,
    });
  const random = createRandom(6);
  const batches = Array.from({ length: 4 }, () => sinusoidTasks(random, { tasks: 2 }));
  const [whole, first, second] = [1, 2, 3].map(() => make(momentumUpdate()));
  const losses = batches.map((tasks) => whole.update(tasks));
  const before = batches.slice(0, 2).map((tasks) => first.update(tasks));
  second.restore(first.state());
  const after = batches.slice(2).map((tasks) => second.update(tasks));
  assert.deepEqual([...before, ...after], losses);
  assert.equal(whole.settings.innerUpdate, 'momentum 0.9');
  assert.equal(make().settings.innerUpdate, 'gradient');
  [whole, first, second].forEach((learner) => learner.dispose());
  tf.dispose([parameters, batches.map((tasks) => ({ ...tasks }))]);
});

test('a network that mixes tasks is refused before anything is learned', async () => {
  await ready();
  const net = network([1, 4, 1]);
  const parameters = net.initialParameters(createRandom(7));
  /** Normalises over all tasks, as a batch normalisation that was not thought through would. */
  const mixing: Forward = (own, x) => net.forward(own, tf.sub(x, tf.mean(x, [0, 1], true)));
  const apart: Forward = (own, x) => net.forward(own, tf.sub(x, tf.mean(x, 1, true)));
  const tasks = sinusoidTasks(createRandom(8), { tasks: 3 });
  const learner = (forward: Forward): MetaLearner =>
    new MetaLearner({ forward, parameters, algorithm: 'maml' });
  const refused = learner(mixing);
  const why = /forward mixes tasks: .*over one task's rows alone/;
  assert.throws(() => refused.update(tasks), why);
  assert.throws(() => refused.errors(tasks), why);
  assert.throws(() => refused.adapt(tasks), why);
  assert.equal(refused.step, 0);
  const one = sinusoidTasks(createRandom(8), { tasks: 1 });
  assert.equal(refused.errors(one).length, 2); // one task alone cannot be mixed
  const taken = learner(apart);
  assert.ok(Number.isFinite(taken.update(tasks)));
  // a last layer of zeros hides its inputs from the outputs, but not from the trial
  const zeros = { ...parameters, w2: tf.zerosLike(parameters.w2) };
  const hidden = new MetaLearner({ forward: mixing, parameters: zeros, algorithm: 'maml' });
  assert.throws(() => hidden.update(tasks), why);
  [refused, taken, hidden].forEach((each) => each.dispose());
  tf.dispose([parameters, zeros.w2, { ...tasks }, { ...one }]);
});

test('what is wrong is named', async () => {
  await ready();
  assert.throws(() => momentumUpdate({ momentum: 1 }), /momentum: got 1/);
  assert.throws(() => adamUpdate({ beta2: -1 }), /beta2: got -1/);
  assert.throws(() => adamUpdate({ epsilon: 0 }), /epsilon: got 0/);
  assert.throws(
    () => path({ innerUpdate: 'adam' as never }),
    /innerUpdate: got "adam", expected gradientUpdate, momentum/,
  );
  assert.throws(() => path({ loss: 'accuracy' as never }), /loss: got "accuracy", expected one of/);
  const flat = (outputs: tf.Tensor): tf.Tensor => tf.sum(outputs);
  assert.throws(() => path({ loss: flat }), /loss: got a function that returns \[\], expected/);
  const wrong = { ...gradientUpdate, move: () => ({ direction: tf.zeros([2]), state: {} }) };
  assert.throws(() => path({ innerUpdate: wrong }), /innerUpdate: got a direction \[2\], expected/);
});
