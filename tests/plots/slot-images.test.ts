import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageRows, imagesByLabel, slotImages } from '../../src/plots';

const images = (count: number, value = 0.5): number[] => new Array<number>(64 * count).fill(value);

test('images by label: heaviest first, and the small print counts what is left out', () => {
  const store = { images: images(5), labels: [7, 2, 7, 7, 2], counts: [1, 4, 9, 3, 2] };
  const { alt } = imagesByLabel(store, { title: 'T', most: 2 });
  assert.match(alt, /2: 2 and 7: 2\./);
  assert.match(alt, /Under them: ×4, ×2, ×9, ×3\. 1 more are not shown\./);
  const whole = imagesByLabel({ images: images(2), labels: [0, 1] }, { title: 'T' });
  assert.doesNotMatch(whole.alt, /not shown|Under/);
});

test('slots: a new label or fewer rows is another content; more rows or a change is a move', () => {
  const before = { images: images(4), labels: [0, 0, 1, 1], counts: [2, 2, 2, 2] };
  const now = { images: images(5), labels: [1, 0, 1, 1, 1], counts: [2, 1, 2, 3, 1] };
  const { alt } = slotImages(now, { title: 'T', before });
  assert.match(alt, /3 freed and given away, 1 moved, or more rows and 1 as it was/);
  const shifted = slotImages({ ...before, images: images(4, 0.6) }, { title: 'T', before });
  assert.match(shifted.alt, /4 moved, or more rows/);
});

test('what does not fit together is named', () => {
  const options = { title: 'T' };
  assert.throws(() => slotImages({ images: [1], labels: [1] }, options), /memory.images: got 1/);
  const uneven = { images: images(1), labels: [1], counts: [1, 2] };
  assert.throws(() => imagesByLabel(uneven, options), /store.counts: got 2, expected 1/);
  assert.throws(
    () => slotImages({ images: images(1), labels: [1] }, { ...options, before: uneven }),
    /options.before.counts/,
  );
});

test('rows of images keep their names', () => {
  const { alt } = imageRows({ plain: [images(1), images(1)], noisy: [images(1)] }, { title: 'T' });
  assert.match(alt, /plain: 2 and noisy: 1\./);
  assert.throws(() => imageRows({ plain: [[1]] }, { title: 'T' }), /expected 64/);
});
