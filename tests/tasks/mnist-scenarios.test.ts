// The scenarios on MNIST, on made-up images, so that no data set has to be there; and once on MNIST
// where it is.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import {
  continualScenario,
  mnistScenarioNames,
  type Rows,
  smallScenarioNames,
} from '../../src/tasks/continual';
import {
  type MnistParts,
  mnistParts,
  permutedMnistTasks,
  splitMnistTasks,
} from '../../src/tasks/continual/mnist';
import { type LabelledImages, mnistPath } from '../../src/tasks/datasets';

const WIDTH = 784;

/**
 * Images that hold their own number in their first two pixels, and in the others the number of the
 * pixel: an odd image its last eight bits, an even one the bits before. Classes in turn.
 */
function madeImages(count: number): LabelledImages {
  const pixels = new Uint8Array(count * WIDTH);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    for (let p = 2; p < WIDTH; p++) pixels[i * WIDTH + p] = i % 2 === 1 ? p & 255 : (p >> 8) + 2;
    pixels[i * WIDTH] = i >> 8;
    pixels[i * WIDTH + 1] = i & 255;
    labels[i] = (7 * i) % 10;
  }
  return { count, pixels, labels };
}

const mnist = { train: madeImages(5200), test: madeImages(40) };
const placeOf = (x: Float32Array, row: number): number =>
  256 * Math.round(255 * x[row * WIDTH]) + Math.round(255 * x[row * WIDTH + 1]);
const placesIn = ({ count, x }: Rows): number[] =>
  Array.from({ length: count }, (_, row) => placeOf(x, row));
/** A few images of each part, for what has nothing to do with how many there are. */
const few: MnistParts = {
  train: { images: mnist.train, places: [0, 5, 9, 77, 1000, 1001] },
  test: { images: mnist.test, places: [1, 2, 39] },
};

test('split: two classes a task, every image once, pixels from 0 to 1', () => {
  const tasks = splitMnistTasks(mnistParts('test', mnist));
  const names = ['0 or 1', '2 or 3', '4 or 5', '6 or 7', '8 or 9'];
  assert.deepEqual(
    tasks.map(({ name }) => name),
    names,
  );
  for (const part of ['train', 'test'] as const) {
    const { pixels, labels, count } = mnist[part];
    const seen = new Set<number>();
    for (const [task, rows] of tasks.map((one) => one[part]).entries())
      for (const [row, place] of placesIn(rows).entries()) {
        seen.add(place);
        assert.equal(labels[place] >> 1, task);
        const answer = rows.y.subarray(row * 10, row * 10 + 10);
        assert.deepEqual(
          [...answer],
          Array.from({ length: 10 }, (_, k) => (k === labels[place] ? 1 : 0)),
        );
        for (const p of [0, 1, 400, 783])
          assert.equal(rows.x[row * WIDTH + p], Math.fround(pixels[place * WIDTH + p] / 255));
      }
    assert.equal(seen.size, count);
  }
});

test('validation rows: 500 of each class, always the same, none of them learned', () => {
  const { train, test: held } = mnistParts('validation', mnist);
  assert.equal(held.images, mnist.train);
  assert.equal(held.places.length, 5000);
  assert.equal(new Set([...train.places, ...held.places]).size, mnist.train.count);
  assert.equal(train.places.length, mnist.train.count - 5000);
  for (let digit = 0; digit < 10; digit++)
    assert.equal(held.places.filter((i) => mnist.train.labels[i] === digit).length, 500);
  assert.deepEqual(mnistParts('validation', mnist), { train, test: held });
});

test('permuted: the first task as it is, then an order a task, for all rows alike', () => {
  const tasks = permutedMnistTasks(few, 3);
  assert.equal(tasks.length, 10);
  const [first] = tasks;
  assert.deepEqual(placesIn(first.train), few.train.places);
  const orders = tasks.map((task) => orderOf(first.test, task.test));
  for (const [k, task] of tasks.entries()) {
    assert.deepEqual(
      [...orders[k]].sort((a, b) => a - b),
      [...Array(WIDTH).keys()],
    );
    assert.deepEqual(task.train.y, first.train.y);
    for (let row = 0; row < task.train.count; row++)
      for (let p = 0; p < WIDTH; p++)
        assert.equal(task.train.x[row * WIDTH + p], first.train.x[row * WIDTH + orders[k][p]]);
  }
  assert.equal(new Set(orders.map(String)).size, 10);
  const again = permutedMnistTasks(few, 3).map((task) => task.train.x.slice());
  assert.deepEqual(
    again,
    tasks.map((task) => task.train.x.slice()),
  );
  assert.notDeepEqual(permutedMnistTasks(few, 4)[1].train.x, tasks[1].train.x);
});

/** For each pixel of `moved` the pixel of `rows` that it equals in every row. */
function orderOf(rows: Rows, moved: Rows): number[] {
  const column = ({ x, count }: Rows, p: number): string =>
    Array.from({ length: count }, (_, row) => x[row * WIDTH + p]).join();
  const places = new Map<string, number[]>();
  for (let p = 0; p < WIDTH; p++) {
    const key = column(rows, p);
    places.set(key, [...(places.get(key) ?? []), p]);
  }
  return Array.from({ length: WIDTH }, (_, p) => places.get(column(moved, p))?.shift() ?? -1);
}

test('permuted: the rows of a task are kept while they are read, and only those', () => {
  const [, second, third] = permutedMnistTasks(few, 0);
  const { x } = second.train;
  assert.equal(second.train.x, x);
  assert.notEqual(third.train.x, x);
  assert.notEqual(second.train.x, x);
  assert.deepEqual(second.train.x, x);
});

test('gains multiply each pixel, in the place where it stood before it was moved', () => {
  const gains = Float32Array.from({ length: WIDTH }, (_, p) => 1 + p);
  const [plain] = splitMnistTasks(few);
  const [scaled] = splitMnistTasks(few, gains);
  const expected = plain.train.x.map((value, i) => value * gains[i % WIDTH]);
  scaled.train.x.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]) <= 1e-6 * Math.abs(expected[i])),
  );
  const [, moved] = permutedMnistTasks(few, 0);
  const [, movedScaled] = permutedMnistTasks(few, 0, gains);
  for (let i = 0; i < WIDTH; i++)
    if (moved.test.x[i] !== 0) {
      const gain = movedScaled.test.x[i] / moved.test.x[i];
      assert.ok(Math.abs(gain - Math.round(gain)) < 1e-2);
    }
});

test('the table of the digits knows nothing of MNIST', () => {
  const small: readonly string[] = smallScenarioNames;
  assert.ok(mnistScenarioNames.every((name) => !small.includes(name)));
});

test('on MNIST itself: the tasks of van de Ven et al. 2022', (context) => {
  if (!existsSync(mnistPath())) return context.skip('npm run data -- mnist has not been run');
  const scenario = continualScenario('split-mnist');
  const { tasks, ...plan } = scenario;
  assert.deepEqual(plan, {
    name: 'split-mnist',
    kind: 'classes',
    inputSize: 784,
    outputSize: 10,
    epochs: 30,
    batchSize: 128,
    batchesPerTask: 2000,
    hiddenSizes: [400, 400],
  });
  assert.deepEqual(
    tasks.map(({ train, test: held }) => [train.count, held.count]),
    [
      [12665, 2115],
      [12089, 2042],
      [11263, 1874],
      [12183, 1986],
      [11800, 1983],
    ],
  );
  const enough = tasks.every(({ train }) => Math.ceil(train.count / 128) * plan.epochs >= 2000);
  assert.ok(enough);
});
