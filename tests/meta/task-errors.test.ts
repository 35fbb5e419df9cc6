import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mean } from '../../src/core/numbers';
import { createRandom } from '../../src/core/random';
import {
  adaptedCurves,
  mamlLoss,
  MetaLearner,
  network,
  taskErrors,
  taskGradients,
} from '../../src/meta';
import { sinusoidTasks } from '../../src/tasks';
import { tf } from '../../src/tf';

const net = network([1, 4, 1], 'tanh');
const parameters = net.initialParameters(createRandom(0));
const tasks = sinusoidTasks(createRandom(1), { tasks: 3, support: 4, query: 5 });
const learner = new MetaLearner({
  forward: net.forward,
  parameters,
  algorithm: 'maml',
  innerRate: 0.05,
  eager: true,
});

/** Checks that two lists of numbers are the same but for rounding. */
function near(found: readonly number[], expected: readonly number[], tolerance = 1e-5): void {
  assert.equal(found.length, expected.length);
  found.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) < tolerance, `${value} is not ${expected[i]}`);
  });
}

test('errors of each task after each step are those of a meta-learner with the same rate', () => {
  const found = taskErrors(net.forward, parameters, tasks, { steps: 2, learningRate: 0.05 });
  learner.errors(tasks, { steps: 2 }).forEach((step, k) => near(found[k], step));
});

test('the mean of the gradients of the tasks is the gradient of the MAML loss', () => {
  const names = Object.keys(parameters);
  for (const firstOrder of [false, true]) {
    const options = { steps: 2, learningRate: 0.05, firstOrder };
    const own = taskGradients(net.forward, parameters, tasks, options);
    const loss = (...list: tf.Tensor[]): tf.Scalar => {
      const start = Object.fromEntries(names.map((name, i) => [name, list[i]]));
      return mamlLoss(net.forward, start, tasks, options);
    };
    const whole = tf.grads(loss)(Object.values(parameters));
    const expected = whole.flatMap((gradient) => Array.from(gradient.dataSync()));
    near(
      expected.map((_, i) => mean(own.map((row) => row[i]))),
      expected,
    );
  }
});

test('a curve before and after each step, at places of its own; nothing is left behind', () => {
  const rows = { x: [-1, 0.5, 2], y: [0.3, -0.2, 1] };
  const before = tf.memory().numTensors;
  const curves = adaptedCurves(learner, net.forward, rows, [0, 1], { steps: 3 });
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(
    curves.map((curve) => curve.length),
    [2, 2, 2, 2],
  );
  const start = net.forward(parameters, tf.tensor3d([0, 1], [1, 2, 1])).dataSync();
  near(curves[0], Array.from(start));
  const task = Object.fromEntries(
    Object.entries({ supportX: rows.x, supportY: rows.y, queryX: [0, 1], queryY: [0, 0] }).map(
      ([name, values]) => [name, tf.tensor3d(values, [1, values.length, 1])],
    ),
  ) as unknown as Parameters<typeof learner.errors>[0];
  const errors = learner.errors(task, { steps: 3 });
  near(
    curves.map((curve) => mean(curve.map((y) => y * y))),
    errors.map(([error]) => error),
  );
  assert.throws(
    () => adaptedCurves(learner, net.forward, { x: [1], y: [] }, [0]),
    /rows\.y: got 0 numbers, expected 1/,
  );
});
