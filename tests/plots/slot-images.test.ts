import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digitGrid, imageRows, imagesByLabel, slotImages } from '../../src/plots';

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

test('larger images are drawn whole, smaller on the screen, and checked by their side', () => {
  const store = { images: new Array<number>(784 * 2).fill(1), labels: [3, 4], counts: [7, 9] };
  const { alt, data } = imagesByLabel(store, { title: 'T', side: 28 });
  assert.match(alt, /2 images of 28 x 28 pixels\. 3: 1 and 4: 1\. Under them: ×7, ×9\./);
  const [{ z }] = data as unknown as [{ z: number[][] }];
  assert.equal(z.flat().filter((value) => value > 0).length, 2 * 784, 'every pixel is inked');
  assert.throws(() => imagesByLabel(store, { title: 'T' }), /got 1568 numbers, expected 128/);
  assert.throws(
    () => digitGrid([{ cells: [{ image: images(1) }] }], { title: 'T', side: 28 }),
    /image 0 has 64 numbers, expected 784 \(28 x 28 pixels\)/,
  );
});

test('changes have two colours about 0, and no groups', () => {
  const cells = [{ image: [-2, 0, 1, 0.5] }];
  const { alt, data } = digitGrid([{ cells }], { title: 'T', side: 2, signed: true });
  assert.match(alt, /1 images of 2 x 2 pixels, of both signs\./);
  const [{ z, zmin, zmax }] = data as unknown as [{ z: number[][]; zmin: number; zmax: number }];
  const shares = z.slice(0, 2).map((row) => row.map((value) => (value - zmin) / (zmax - zmin)));
  assert.deepEqual(shares, [
    [0, 0.5],
    [1, 0.75],
  ]);
  const groups = [{ name: 'new', colour: '#ff0000' }];
  const both = { title: 'T', side: 2, signed: true, groups };
  assert.throws(() => digitGrid([{ cells }], both), /got groups and signed, expected one of them/);
});
