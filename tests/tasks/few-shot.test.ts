// Few-shot episodes: parts share no character, support and query no image, and what is drawn is
// what was asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../properties';
import { createRandom } from '../../src/core/random';
import {
  type ClassImages,
  drawEpisode,
  errorShare,
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
