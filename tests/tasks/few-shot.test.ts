// Few-shot episodes: parts share no character, support and query no image, and what is drawn is
// what was asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../properties';
import { createRandom } from '../../src/core/random';
import { drawingImages } from '../../src/tasks/datasets';
import { packDrawing } from '../../src/tasks/datasets/drawings';
import { ready, tf } from '../../src/tf';
import {
  type ClassImages,
  drawEpisode,
  errorShare,
  fewShotTasks,
  nearestPixels,
  omniglotClasses,
  omniglotParts,
  oneShotEpisodes,
  withRotations,
} from '../../src/tasks/few-shot';

/** A pool whose images each have one pixel, a number of their own. */
const numbered = (classes: number, perClass: number, groups = ['a', 'b']): ClassImages => ({
  classes,
  perClass,
  pixels: 1,
  images: Float32Array.from({ length: classes * perClass }, (_, i) => i),
  groups: Array.from({ length: classes }, (_, own) => groups[own % groups.length]),
});

test('the parts of Omniglot share no alphabet, and hold all eight', () => {
  const all = Object.values(omniglotParts).flat();
  assert.equal(new Set(all).size, 8);
  assert.equal(all.length, 8);
  const [validation, judged] = [omniglotClasses('validation'), omniglotClasses('test')];
  assert.deepEqual([validation.classes, judged.classes, judged.perClass], [46, 59, 20]);
  assert.deepEqual([...new Set(judged.groups)].sort(), ['Sanskrit', 'Tagalog']);
  assert.equal(judged.images.length, 59 * 20 * 784);
  assert.throws(
    () => omniglotClasses('training set' as 'training'),
    /part: got "training set", expected one of training, validation, test/,
  );
});

test('the nearest pixels err in 79 % of the 400 one-shot trials', () => {
  assert.equal(errorShare(oneShotEpisodes(), nearestPixels), 0.7925);
});

test('an episode: different classes, of each different images, none in both parts', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: 12 }),
      fc.integer({ min: 2, max: 6 }),
      fc.nat(1000),
      fc.boolean(),
      (classes, perClass, seed, withinGroup) => {
        const pool = numbered(classes, perClass);
        const ways = Math.max(2, Math.floor(classes / 2) - 1);
        const [shots, queries] = [1, perClass - 1];
        const options = { ways, shots, queries, withinGroup };
        const { support, query, classes: own } = drawEpisode(pool, options, createRandom(seed));
        assert.equal(new Set(own).size, ways);
        assert.equal(new Set([...support.x, ...query.x]).size, ways * perClass);
        for (const { x, y, count } of [support, query])
          for (let row = 0; row < count; row++) {
            const label = y.subarray(row * ways, (row + 1) * ways).indexOf(1);
            assert.equal(Math.floor(x[row] / perClass), own[label]);
          }
        if (withinGroup) assert.equal(new Set(own.map((one) => pool.groups[one])).size, 1);
        assert.deepEqual(drawEpisode(pool, options, createRandom(seed)).query, query);
      },
    ),
  );
});

test('what there is not enough of is named', () => {
  const pool = numbered(6, 3);
  const draw = (changed: object): unknown =>
    drawEpisode(pool, { ways: 2, shots: 1, queries: 1, ...changed }, createRandom(1));
  assert.throws(() => draw({ ways: 7 }), /ways: got 7, expected a whole number from 2 to 6/);
  assert.throws(() => draw({ ways: 4, withinGroup: true }), /ways: got 4, .* from 2 to 3/);
  assert.throws(() => draw({ shots: 3 }), /shots: got 3, expected a whole number from 1 to 2/);
  assert.throws(() => draw({ shots: 2, queries: 2 }), /queries: got 2/);
});

test('four turns of an image are the image, and each is a class of its own', () => {
  const images = Float32Array.from({ length: 2 * 9 }, (_, p) => p);
  const upright: ClassImages = { classes: 2, perClass: 1, pixels: 9, images, groups: ['a', 'b'] };
  const turned = withRotations(upright);
  assert.equal(turned.classes, 8);
  assert.deepEqual(turned.groups, ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']);
  assert.deepEqual([...turned.images.subarray(18, 27)], [2, 5, 8, 1, 4, 7, 0, 3, 6]);
  const last = { ...upright, images: turned.images.slice(54) };
  assert.deepEqual([...withRotations(last).images.subarray(18, 36)], [...images]);
  assert.throws(() => withRotations({ ...upright, pixels: 6 }), /side: got/);
});

test('episodes side by side as tasks; one of another size is named', async () => {
  await ready();
  const pool = numbered(6, 4);
  const size = { ways: 3, shots: 1, queries: 2 };
  const draws = createRandom(1);
  const episodes = [0, 1].map(() => drawEpisode(pool, size, draws));
  const tasks = fewShotTasks(episodes);
  assert.deepEqual(tasks.supportX.shape, [2, 3, 1]);
  assert.deepEqual(tasks.queryY.shape, [2, 6, 3]);
  assert.deepEqual(
    [...tasks.queryX.dataSync()],
    episodes.flatMap(({ query }) => [...query.x]),
  );
  assert.deepEqual([...tasks.supportY.dataSync()].slice(0, 9), [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  tf.dispose({ ...tasks });
  const other = drawEpisode(pool, { ...size, queries: 1 }, draws);
  assert.throws(
    () => fewShotTasks([...episodes, other]),
    /episodes\[2\]: got 3 classes, 3 support images, 3 queries, expected 3 classes/,
  );
  assert.throws(() => fewShotTasks([]), /episodes: got none/);
});

test('fitted, a drawing is the same wherever and however large it was drawn', () => {
  const box = (top: number, left: number, scale: number): Uint8Array =>
    packDrawing((pixel) => {
      const [row, column] = [Math.floor(pixel / 105) - top, (pixel % 105) - left];
      const isIn = row >= 0 && column >= 0 && row < 10 * scale && column < 6 * scale;
      return isIn && (row < 2 * scale || column < 2 * scale);
    });
  const fit = (bits: Uint8Array): Float32Array => drawingImages(bits, 28, { fitted: true });
  const first = fit(box(0, 0, 2));
  for (const other of [box(40, 70, 2), box(10, 20, 4), box(3, 50, 6)])
    fit(other).forEach((value, i) => assert.ok(Math.abs(value - first[i]) < 1e-5));
  const rows = Array.from({ length: 28 }, (_, row) =>
    first.subarray(28 * row, 28 * (row + 1)).some((value) => value > 0.5),
  );
  assert.deepEqual([rows.indexOf(true), rows.lastIndexOf(true)], [4, 23]); // 20 of 28 pixels
  const none = new Uint8Array(box(0, 0, 1).length);
  assert.ok(fit(none).every((value) => value === 0)); // no ink, nothing to fit
});
