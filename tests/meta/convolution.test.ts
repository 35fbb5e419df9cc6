// Convolutions whose filters differ from task to task: as those of TensorFlow for each task, and
// their derivatives, of first and second order, as central differences have them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../src/core/random';
import {
  convolutionalClassifier,
  convolutionalEmbedding,
  crossEntropies,
  mamlLoss,
  shareAmong,
} from '../../src/meta';
import { taskConvolution } from '../../src/meta/taskConvolution';
import { type Named } from '../../src/compile';
import { mapNamed, randomNormal, ready, tf } from '../../src/tf';

const farthest = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

test('each task is convolved with its own filters, as TensorFlow would alone', async () => {
  await ready();
  const sizes = [
    [1, 1, 1],
    [2, 3, 1],
    [7, 8, 1],
    [7, 8, 2],
    [8, 5, 2],
    [5, 5, 3],
    [28, 28, 2],
  ];
  const random = createRandom(0);
  for (const [height, width, stride] of sizes)
    tf.tidy(() => {
      const x = randomNormal([2, 3, height, width, 4], random, 1);
      const filters = randomNormal([2, 3, 3, 4, 5], random, 1);
      const alone = [0, 1].map((task) =>
        tf.conv2d(
          tf.reshape(tf.slice(x, task, 1), [3, height, width, 4]) as tf.Tensor4D,
          tf.reshape(tf.slice(filters, task, 1), [3, 3, 4, 5]),
          stride,
          'same',
        ),
      );
      const far = farthest(taskConvolution(x, filters, stride), tf.stack(alone));
      assert.ok(far < 1e-4, `${height} x ${width}, stride ${stride}: ${far}`);
    });
});

for (const halving of ['pool', 'stride'] as const)
  for (const normalisation of ['image', 'task'] as const)
    test(`${halving}, by ${normalisation}: shared parameters and copies agree`, async () => {
      await ready();
      tf.tidy(() => {
        const random = createRandom(1);
        const embedding = convolutionalEmbedding({
          side: 9,
          blocks: 2,
          channels: 3,
          halving,
          normalisation,
        });
        const parameters = embedding.initialParameters(random);
        const images = randomNormal([2, 4, 81], random, 1) as tf.Tensor3D;
        const shared = embedding.forward(parameters, images);
        const copies = embedding.forward(shareAmong(parameters, 2), images);
        assert.deepEqual(shared.shape, [2, 4, embedding.features]);
        assert.ok(farthest(shared, copies) < 1e-4);
        const alone = embedding.forward(parameters, tf.reshape(tf.slice(images, 1, 1), [4, 81]));
        assert.ok(farthest(tf.reshape(tf.slice(shared, 1, 1), alone.shape), alone) < 1e-4);
      });
    });

/** A small classifier and two tasks for it. */
function smallTasks(): {
  net: ReturnType<typeof convolutionalClassifier>;
  parameters: Record<string, tf.Tensor>;
  tasks: Parameters<typeof mamlLoss>[2];
} {
  const random = createRandom(2);
  const net = convolutionalClassifier(2, { side: 6, blocks: 2, channels: 2, halving: 'stride' });
  const start = net.initialParameters(random);
  const parameters = mapNamed(start, (x) => tf.add(x, randomNormal(x.shape, random, 0.3)));
  const x = (): tf.Tensor3D => randomNormal([2, 4, 36], random, 1) as tf.Tensor3D;
  const y = (): tf.Tensor3D =>
    tf.tensor3d(
      [0, 1].map(() => [
        [1, 0],
        [0, 1],
        [1, 0],
        [0, 1],
      ]),
    );
  const tasks = { supportX: x(), supportY: y(), queryX: x(), queryY: y() };
  return { net, parameters, tasks };
}

test('the meta-gradient of a convolutional classifier is that of central differences', async () => {
  await ready();
  tf.tidy(() => {
    const { net, parameters, tasks } = smallTasks();
    const loss = (own: Named): tf.Scalar =>
      mamlLoss(net.forward, own, tasks, {
        steps: 2,
        learningRate: 0.3,
        loss: 'cross-entropy',
      });
    const names = Object.keys(parameters);
    const gradients = tf.grads((...list: tf.Tensor[]) =>
      loss(Object.fromEntries(names.map((name, i) => [name, list[i]]))),
    )(names.map((name) => parameters[name]));
    const random = createRandom(3);
    names.forEach((name, i) => {
      // along one direction of each parameter
      const direction = randomNormal(parameters[name].shape, random, 1);
      const along = tf.sum(tf.mul(gradients[i], direction)).dataSync()[0];
      const at = (step: number): number =>
        loss({
          ...parameters,
          [name]: tf.add(parameters[name], tf.mul(direction, step)),
        }).dataSync()[0];
      const step = 2e-4; // between two kinks of the rectifier
      const slope = (at(step) - at(-step)) / (2 * step);
      assert.ok(
        Math.abs(along - slope) < 0.02 * Math.max(0.2, Math.abs(slope)),
        `${name}: ${along}, by differences ${slope}`,
      );
    });
  });
});

test('cross-entropy of each task by hand, and its second derivative', async () => {
  await ready();
  tf.tidy(() => {
    const outputs = tf.tensor3d([
      [
        [0, 0],
        [Math.log(3), 0],
      ],
      [
        [1000, 0],
        [0, 1000],
      ],
    ]);
    const targets = tf.tensor3d([
      [
        [1, 0],
        [0, 1],
      ],
      [
        [1, 0],
        [1, 0],
      ],
    ]);
    const [first, second] = crossEntropies(outputs, targets).dataSync();
    assert.ok(Math.abs(first - (Math.log(2) + Math.log(4)) / 2) < 1e-5);
    assert.ok(Math.abs(second - 500) < 1e-2);
    const one = tf.tensor3d([[[1, 0]]]);
    const curve = (z: tf.Tensor): tf.Tensor =>
      crossEntropies(tf.concat([tf.reshape(z, [1, 1, 1]), tf.zeros([1, 1, 1])], 2), one);
    const z = tf.scalar(0.4);
    const slope = tf.grad(curve);
    const share = 1 / (1 + Math.exp(-0.4));
    assert.ok(Math.abs(slope(z).dataSync()[0] - (share - 1)) < 1e-6);
    assert.ok(Math.abs(tf.grad(slope)(z).dataSync()[0] - share * (1 - share)) < 1e-6);
  });
});

test('what is wrong is named', async () => {
  await ready();
  assert.throws(() => convolutionalClassifier(1), /classes: got 1/);
  assert.throws(() => convolutionalEmbedding({ halving: 'half' as 'pool' }), /halving/);
  assert.throws(
    () => convolutionalEmbedding({ normalisation: 'batch' as 'task' }),
    /normalisation/,
  );
  tf.tidy(() => {
    const embedding = convolutionalEmbedding({ side: 6, blocks: 1, channels: 2 });
    const parameters = embedding.initialParameters(createRandom(0));
    assert.throws(
      () => embedding.forward(parameters, tf.zeros([2, 3, 35])),
      /images: got \[2, 3, 35\], expected \[images, 36\] or \[tasks, rows, 36\]/,
    );
    const outputs = tf.zeros([2, 3, 4]);
    assert.throws(() => crossEntropies(outputs, tf.zeros([2, 3, 5])), /targets: got \[2, 3, 5\]/);
  });
});
