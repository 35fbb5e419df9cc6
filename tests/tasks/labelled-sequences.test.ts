// Labelled sequences: every class is shown as often as was asked, labels are drawn anew, each comes
// with the next image, and no image is shown twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../properties';
import { createRandom } from '../../src/core/random';
import {
  drawLabelledSequences,
  labelledSequenceTask,
  type LabelledPool,
} from '../../src/tasks/few-shot';

/** A pool whose images each have one number, their place among all copies. */
const numbered = (classes: number, perClass: number, copies = 1): LabelledPool => ({
  classes,
  perClass,
  copies,
  pixels: 1,
  images: Float32Array.from({ length: classes * perClass * copies }, (_, i) => i),
});

const sizes = fc.record({
  classes: fc.integer({ min: 3, max: 8 }),
  perClass: fc.integer({ min: 2, max: 6 }),
  copies: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(1000),
});

test('each class is shown as often as asked, by other images, under one label', () => {
  fc.assert(
    fc.property(sizes, ({ classes, perClass, copies, seed }) => {
      const pool = numbered(classes, perClass, copies);
      const [ways, shown] = [classes - 1, perClass];
      const drawn = drawLabelledSequences(pool, { ways, shown }, 3, createRandom(seed));
      assert.deepEqual([drawn.batch, drawn.length, drawn.ways], [3, ways * shown, ways]);
      for (let b = 0; b < 3; b++) {
        const [images, labels, seen] = [drawn.images, drawn.labels, drawn.seen].map((all) =>
          Array.from(all.subarray(b * drawn.length, (b + 1) * drawn.length)),
        );
        const drawings = images.map((image) => Math.floor(image / copies));
        assert.equal(new Set(drawings).size, drawn.length, 'no drawing twice');
        const classOf = new Map<number, number>();
        labels.forEach((label, t) => {
          const own = Math.floor(drawings[t] / perClass);
          assert.equal(classOf.get(label) ?? own, own, 'a label is of one class');
          classOf.set(label, own);
          assert.equal(seen[t], labels.slice(0, t).filter((other) => other === label).length);
        });
        assert.equal(new Set(classOf.values()).size, ways);
        assert.equal(labels.filter((label) => label === 0).length, shown);
      }
    }),
  );
});

test('an input is the image and the label of the one before; its own label is the answer', () => {
  fc.assert(
    fc.property(sizes, ({ classes, perClass, copies, seed }) => {
      const pool = numbered(classes, perClass, copies);
      const options = { ways: 3, shown: perClass };
      const task = labelledSequenceTask(pool, options);
      assert.deepEqual([task.inputSize, task.outputSize, task.maxLength], [4, 3, 3 * perClass]);
      const batch = task.sample(2, createRandom(seed));
      const drawn = drawLabelledSequences(pool, options, 2, createRandom(seed));
      for (let at = 0; at < 2 * drawn.length; at++) {
        const [image, ...last] = batch.inputs.subarray(4 * at, 4 * at + 4);
        const isFirst = at % drawn.length === 0;
        assert.equal(image, drawn.images[at], 'the same draws as drawLabelledSequences');
        assert.equal(last.indexOf(1), isFirst ? -1 : drawn.labels[at - 1]);
        assert.equal(batch.targets.subarray(3 * at, 3 * at + 3).indexOf(1), drawn.labels[at]);
      }
      assert.ok(batch.mask.every((asked) => asked === 1));
    }),
  );
});

test('labels are drawn anew for each sequence: each class has each label as often', () => {
  const { images, labels } = drawLabelledSequences(
    numbered(3, 2),
    { ways: 3, shown: 1 },
    3000,
    createRandom(1),
  );
  const counts = new Map<string, number>();
  images.forEach((image, at) => {
    const pair = `${Math.floor(image / 2)} ${labels[at]}`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  });
  assert.equal(counts.size, 9);
  for (const [pair, count] of counts)
    assert.ok(Math.abs(count - 1000) < 130, `class and label ${pair}: ${count} of 3000`);
});

test('the same random numbers draw the same; others draw others', () => {
  const draw = (seed: number) =>
    drawLabelledSequences(numbered(9, 5), { ways: 5, shown: 4 }, 2, createRandom(seed));
  assert.deepEqual(draw(4), draw(4));
  assert.notDeepEqual(draw(4), draw(5));
});

test('what is wrong is named', () => {
  const pool = numbered(4, 3);
  const random = createRandom(0);
  const draw = (options: object, own: LabelledPool = pool, batch = 1) =>
    drawLabelledSequences(own, options as { ways: number; shown: number }, batch, random);
  assert.throws(() => draw({ ways: 5, shown: 1 }), /ways: got 5, expected at most 4, the classes/);
  assert.throws(() => draw({ ways: 2, shown: 4 }), /shown: got 4, expected at most 3, the images/);
  assert.throws(() => draw({ ways: 1, shown: 1 }), /ways/);
  assert.throws(() => draw({ ways: 2.5, shown: 1 }), /ways/);
  assert.throws(() => draw({ ways: 2, shown: 1, length: 9 }), /length/);
  assert.throws(() => draw({ ways: 2, shown: 1 }, pool, 0), /batch: got 0/);
  const cut = { ...pool, images: pool.images.subarray(1) };
  assert.throws(
    () => draw({ ways: 2, shown: 1 }, cut),
    /pool\.images: got 11 numbers, expected 12/,
  );
  assert.throws(() => draw({ ways: 2, shown: 1 }, { ...pool, copies: 0 }), /pool\.copies: got 0/);
  assert.throws(
    () => drawLabelledSequences(pool, { ways: 2, shown: 1 }, 1, null as never),
    /random/,
  );
  assert.throws(() => labelledSequenceTask(pool, { ways: 9, shown: 1 }), /ways: got 9/);
});
