// Random affine changes of images: what stays as it is without them, what each one moves, and that
// nothing but the image is touched.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRandom } from '../../src/core/random';
import { distortedEpisode, distortedImages, drawEpisode } from '../../src/tasks/few-shot';

const none = { degrees: 0, scale: 1, shear: 0, shift: 0 };

const image = (side: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: side * side }, () => random.uniform());
};

/** The mean place of an image's ink, from the middle: row and column. */
function middleOf(pixels: Float32Array, side: number): [number, number] {
  let [ink, row, column] = [0, 0, 0];
  pixels.forEach((value, pixel) => {
    ink += value;
    row += value * Math.floor(pixel / side);
    column += value * (pixel % side);
  });
  return [row / ink - (side - 1) / 2, column / ink - (side - 1) / 2];
}

/** An image with one point, away from the middle. */
function point(side: number, row: number, column: number): Float32Array {
  const pixels = new Float32Array(side * side);
  pixels[row * side + column] = 1;
  return pixels;
}

test('with all bounds at none, an image stays as it is; the given one is never changed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(1000), (side, seed) => {
      const given = image(side, seed);
      const copy = given.slice();
      assert.deepEqual(distortedImages(given, side * side, createRandom(seed), none), given);
      distortedImages(given, side * side, createRandom(seed));
      assert.deepEqual(given, copy);
    }),
  );
});

test('numbers stay between the least and the most of the image, or 0 from outside', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 9 }), fc.nat(1000), (side, seed) => {
      const given = image(side, seed);
      const most = Math.max(...given);
      const distorted = distortedImages(given, side * side, createRandom(seed));
      assert.ok(distorted.every((value) => value >= 0 && value <= most + 1e-6));
    }),
  );
});

test('each amount moves a point as far as it says, and no further', () => {
  const side = 41;
  const start = point(side, 10, 20); // ten pixels above the middle
  const farthest = (options: object): { along: number; across: number } => {
    let [along, across] = [0, 0];
    for (let seed = 0; seed < 60; seed++) {
      const moved = distortedImages(start, side * side, createRandom(seed), {
        ...none,
        ...options,
      });
      const [row, column] = middleOf(moved, side);
      along = Math.max(along, Math.abs(row + 10));
      across = Math.max(across, Math.abs(column));
    }
    return { along, across };
  };
  const shifted = farthest({ shift: 3 });
  assert.ok(shifted.along > 2.5 && shifted.along < 3.1, `${shifted.along}`);
  assert.ok(shifted.across > 2.5 && shifted.across < 3.1, `${shifted.across}`);
  const turned = farthest({ degrees: 30 });
  assert.ok(turned.across > 4.3 && turned.across < 5.4, `${turned.across}`); // 10 sin 30 = 5
  const slanted = farthest({ shear: 0.3 });
  assert.ok(slanted.across > 2.5 && slanted.across < 3.4, `${slanted.across}`);
  assert.ok(slanted.along < 0.5, `${slanted.along}`);
  const scaled = farthest({ scale: 1.5 });
  assert.ok(scaled.along > 3.5 && scaled.along < 5.5, `${scaled.along}`); // to 15 or to 6.7
  assert.ok(scaled.across < 0.5, `${scaled.across}`);
});

test('the images of an episode are distorted one by one; its classes stay', () => {
  const pool = {
    classes: 3,
    perClass: 3,
    pixels: 49,
    images: Float32Array.from({ length: 9 * 49 }, (_, i) => Number(i % 49 === 24)),
    groups: ['a', 'a', 'a'],
  };
  const options = { ways: 3, shots: 1, queries: 2 };
  const episode = drawEpisode(pool, options, createRandom(0));
  const distorted = distortedEpisode(episode, createRandom(1));
  assert.deepEqual(distorted.classes, episode.classes);
  assert.deepEqual(distorted.query.y, episode.query.y);
  const images = [0, 1, 2].map((k) => distorted.support.x.slice(k * 49, (k + 1) * 49).join());
  assert.equal(new Set(images).size, 3);
  assert.deepEqual(distortedEpisode(episode, createRandom(1)), distorted);
});

test('what is wrong is named', () => {
  const random = createRandom(0);
  const images = new Float32Array(18);
  assert.throws(() => distortedImages(images, 9, random, { scale: 0.5 }), /scale/);
  assert.throws(() => distortedImages(images, 9, random, { turn: 3 } as object), /turn/);
  assert.throws(() => distortedImages(images, 6, random), /side/);
  assert.throws(() => distortedImages(images, 4, random), /images: got 18 numbers/);
});
