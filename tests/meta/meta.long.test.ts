// Meta-learning: adaptation inside a loss, its gradients of second order, many tasks in one pass,
// compiled.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { adam, compile, compileTraining, type Named, type Training } from '../../src/compile';
import { conformanceSections } from '../../src/conformance';
import {
  adapt,
  type AdaptOptions,
  mamlLoss,
  network,
  shareAmong,
  squaredErrors,
} from '../../src/meta';
import { sinusoidTasks, type TaskBatch } from '../../src/tasks';
import { createRandom, type Random } from '../../src/core/random';
import { randomNormal, ready, tf } from '../../src/tf';
import { projectPath } from '../../src/core/paths';

before(ready);

const values = (x: tf.Tensor): number[] => Array.from(x.dataSync());
const near = (
  got: readonly number[],
  expected: readonly number[],
  allowed: number,
  what: string,
): void => {
  assert.equal(got.length, expected.length);
  got.forEach((v, i) =>
    assert.ok(
      Math.abs(v - expected[i]) <= allowed,
      `${what}: ${v} instead of ${expected[i]} at ${i}`,
    ),
  );
};
const free = (tasks: TaskBatch): void =>
  Object.values(tasks).forEach((tensor: tf.Tensor) => tensor.dispose());

test(
  'all vectors of maml-vectors.json within 1e-5, first and second order, learned rates, ' +
    'Meta-SGD, ANIL, Reptile',
  async () => {
    const file = JSON.parse(readFileSync(projectPath('tests/data/maml-vectors.json'), 'utf8')) as {
      cases: { runs: { query_loss_after: number }[]; anil_two_steps?: object }[];
    };
    const sections = await conformanceSections(file);
    assert.equal(sections.length, 30);
    for (const { name, error, tolerance } of sections)
      assert.ok(error <= tolerance, `${name}: ${error}`);
    // a wrong number is seen
    file.cases[0].runs[1].query_loss_after += 1e-3;
    delete file.cases[1]?.anil_two_steps; // a part may be absent
    process.env['LAB_COMPILE'] = 'off'; // now op by op
    const changed = await conformanceSections(file).finally(
      () => delete process.env['LAB_COMPILE'],
    );
    assert.deepEqual(
      changed.filter(({ error }) => !(error < 1e-5)).map(({ name }) => name),
      [
        'mlp-tanh-1-4-3-1 2 inner steps, meta_grad_second_order',
        'mlp-tanh-1-4-3-1 2 inner steps, meta_grad_first_order',
      ],
    );
    assert.equal(changed.length, 29);
  },
);

/** Tasks with several inputs and outputs, of different rows for support and query. */
function tasksOf(
  random: Random,
  [tasks, support, query, inputs, outputs]: readonly [number, number, number, number, number],
): TaskBatch {
  const rows = (count: number): { x: tf.Tensor3D; y: tf.Tensor3D } => ({
    x: randomNormal([tasks, count, inputs], random) as tf.Tensor3D,
    y: randomNormal([tasks, count, outputs], random) as tf.Tensor3D,
  });
  const [s, q] = [rows(support), rows(query)];
  return { supportX: s.x, supportY: s.y, queryX: q.x, queryY: q.y };
}
const list = (parameters: Named): tf.Tensor[] => Object.values(parameters);
const gradientOf =
  (
    forward: (parameters: Named, x: tf.Tensor) => tf.Tensor,
    names: string[],
    options: AdaptOptions,
  ) =>
  (parameters: tf.Tensor[], tasks: TaskBatch): tf.Tensor[] =>
    tf.grads((...given: tf.Tensor[]) =>
      mamlLoss(
        forward,
        Object.fromEntries(names.map((name, i) => [name, given[i]])),
        tasks,
        options,
      ),
    )(parameters);

for (const activation of ['tanh', 'sigmoid', 'relu'] as const) {
  // relu has kinks that a difference may step over; its meta-gradient is checked by the vectors.
  test(
    `${activation}: the meta-gradient of two inner steps is that of central differences, ` +
      'compiled too; first order is another',
    () => {
      const net = network([2, 4, 3], activation);
      const random = createRandom(11);
      const parameters = net.initialParameters(random);
      const names = Object.keys(parameters);
      const tasks = tasksOf(random, [3, 5, 4, 2, 3]);
      const options = { steps: 2, learningRate: 0.3 };
      const meta = gradientOf(net.forward, names, options);
      const gradients = meta(list(parameters), tasks);
      const compiled = compile(meta);
      compiled(list(parameters), tasks).forEach((gradient, i) =>
        near(values(gradient), values(gradients[i]), 1e-6, 'compiled'),
      );
      compiled.dispose();
      const loss = (changed: Named): number =>
        tf.tidy(() => mamlLoss(net.forward, changed, tasks, options).dataSync()[0]);
      const w1 = parameters['w1'];
      const base = values(w1);
      const step = 1e-2;
      const moved = (i: number, by: number): number =>
        loss({
          ...parameters,
          w1: tf.tensor(
            base.map((v, j) => (i === j ? v + by : v)),
            w1.shape,
          ),
        });
      if (activation !== 'relu')
        near(
          values(gradients[0]),
          base.map((_, i) => (moved(i, step) - moved(i, -step)) / (2 * step)),
          5e-3,
          'differences',
        );
      const first = gradientOf(net.forward, names, { ...options, firstOrder: true })(
        list(parameters),
        tasks,
      );
      assert.ok(
        Math.max(...values(tf.abs(tf.sub(first[0], gradients[0])))) > 1e-2,
        'second order is missing',
      );
    },
  );
}

test('tasks adapted side by side are adapted as each would be alone', () => {
  const net = network([2, 5, 1], 'tanh');
  const random = createRandom(5);
  const parameters = net.initialParameters(random);
  const tasks = tasksOf(random, [3, 4, 4, 2, 1]);
  const options = { steps: 3, learningRate: 0.2 };
  const together = adapt(
    net.forward,
    shareAmong(parameters, 3),
    tasks.supportX,
    tasks.supportY,
    options,
  );
  for (let task = 0; task < 3; task++) {
    const only = (x: tf.Tensor3D): tf.Tensor3D => tf.slice(x, [task, 0, 0], [1, -1, -1]);
    const alone = adapt(
      net.forward,
      shareAmong(parameters, 1),
      only(tasks.supportX),
      only(tasks.supportY),
      options,
    );
    for (const [name, tensor] of Object.entries(alone))
      near(
        values(tf.unstack(together[name])[task]),
        values(tensor),
        1e-6,
        `${name} of task ${task}`,
      );
  }
});

// Smooth: with relu the loss after adaptation jumps where an input of a unit crosses 0, and so a
// difference in the last digit may become one in the third.
const net = network([1, 40, 40, 1], 'tanh');
const training = (eager: boolean, options: AdaptOptions = {}): Training<[TaskBatch]> =>
  compileTraining({
    eager,
    parameters: net.initialParameters(createRandom(1)),
    optimizer: adam(),
    loss: (parameters, tasks: TaskBatch) => mamlLoss(net.forward, parameters, tasks, options),
  });

test(
  '200 meta-steps of the sinusoid: compiled and op by op agree within 1e-4, and learn; nothing ' +
    'leaks',
  () => {
    const [one, other, random] = [training(false), training(true), createRandom(2)];
    const losses: number[] = [];
    let tensors = 0;
    for (let i = 0; i < 200; i++) {
      const tasks = sinusoidTasks(random);
      const [a, b] = [one.update(tasks), other.update(tasks)];
      free(tasks);
      losses.push(a);
      assert.ok(Math.abs(a - b) < 1e-4, `step ${i}: ${a} and ${b}`);
      if (i === 1) tensors = tf.memory().numTensors;
    }
    assert.equal(tf.memory().numTensors, tensors);
    const [a, b] = [one.parameters(), other.parameters()];
    for (const name of Object.keys(a)) near(values(a[name]), values(b[name]), 1e-4, name);
    const mean = (part: number[]): number => part.reduce((x, y) => x + y) / part.length;
    assert.ok(
      mean(losses.slice(-40)) < 0.9 * mean(losses.slice(0, 40)),
      `the loss does not fall: ${mean(losses.slice(0, 40))}, then ${mean(losses.slice(-40))}`,
    );
    const first = training(false, { firstOrder: true });
    first.update(sinusoidTasks(random));
    assert.ok(
      first.operations < 0.8 * one.operations,
      `first order is to save work: ${first.operations} of ${one.operations} operations`,
    );
    [one, other, first].forEach((t) => t.dispose());
  },
);

test(
  'sinusoid tasks: the curve of each task runs through its rows, from the ranges of the paper, ' +
    'the same for the same seed',
  () => {
    const draws = [0.5, 0.25, 0.9, 0.1, 0.3]; // amplitude 2.55, phase pi/4, x = 4, -4, -2
    const fixed = sinusoidTasks(
      { ...createRandom(1), uniform: () => draws.shift() as number },
      { tasks: 1, support: 2, query: 1 },
    );
    near(values(fixed.supportX), [4, -4], 1e-6, 'x');
    near(
      values(fixed.supportY),
      [4, -4].map((x) => 2.55 * Math.sin(x - Math.PI / 4)),
      1e-6,
      'y',
    );
    near(values(fixed.queryY), [2.55 * Math.sin(-2 - Math.PI / 4)], 1e-6, 'query');
    const tasks = sinusoidTasks(createRandom(3), { tasks: 400, support: 5, query: 20 });
    assert.deepEqual(
      [tasks.supportX.shape, tasks.queryY.shape],
      [
        [400, 5, 1],
        [400, 20, 1],
      ],
    );
    const [xs, ys] = [values(tasks.queryX), values(tasks.queryY)];
    assert.ok(xs.every((x) => x >= -5 && x < 5) && Math.min(...xs) < -4.9 && Math.max(...xs) > 4.9);
    assert.ok(ys.every((y) => Math.abs(y) <= 5) && Math.max(...ys) > 4.5);
    assert.deepEqual(
      values(sinusoidTasks(createRandom(3), { tasks: 400, support: 5, query: 20 }).queryY),
      ys,
    );
    assert.throws(
      () => sinusoidTasks(createRandom(1), { tasks: 0 }),
      /tasks: got 0, expected a whole number/,
    );
    assert.throws(() => compile(() => sinusoidTasks(createRandom(1)).supportX)(), /draws tasks/);
  },
);

test('second order is refused without the mended gradients; first order needs none', () => {
  const tanh = network([1, 2, 1], 'tanh');
  const random = createRandom(1);
  const tasks = sinusoidTasks(random, { tasks: 2 });
  const mended = tf.getGradient('Tanh');
  assert.ok(mended);
  tf.unregisterGradient('Tanh');
  try {
    const shipped = {
      kernelName: 'Tanh',
      outputsToSave: [true],
      gradFunc: (dy: tf.Tensor | tf.Tensor[], [y]: tf.Tensor[]) => ({
        x: () => tf.mul(tf.sub(1, tf.square(y)), dy as tf.Tensor),
      }),
    };
    tf.registerGradient(shipped);
    const parameters = tanh.initialParameters(random);
    assert.throws(
      () => mamlLoss(tanh.forward, parameters, tasks),
      /second derivatives of Tanh would be wrong/,
    );
    mamlLoss(tanh.forward, parameters, tasks, { firstOrder: true });
  } finally {
    tf.unregisterGradient('Tanh');
    tf.registerGradient(mended);
  }
});

test('what is wrong is named', () => {
  assert.throws(() => network([3]), /sizes: got \[ 3 \], expected at least two/);
  assert.throws(() => network([1, 0]), /sizes\[1\]: got 0/);
  assert.throws(
    () => network([1, 1], 'elu' as never),
    /activation: got "elu", expected one of 'relu', 'tanh', 'sigmoid'/,
  );
  assert.throws(
    () => net.forward({ w1: tf.zeros([1, 1, 40]) }, tf.zeros([1, 2, 1])),
    /parameters: got w1, expected b1 among them/,
  );
  assert.throws(
    () => squaredErrors(tf.zeros([2, 3, 1]), tf.zeros([2, 4, 1])),
    /targets: got \[2, 4, 1\] for outputs \[2, 3, 1\]/,
  );
  assert.throws(
    () =>
      mamlLoss(
        net.forward,
        net.initialParameters(createRandom(1)),
        sinusoidTasks(createRandom(1)),
        { steps: 1.5 },
      ),
    /steps: got 1.5/,
  );
});
