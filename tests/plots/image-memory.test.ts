// Images, answers and a memory over time: panels, colours, words, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageMemory, type ShownImage, toSvg } from '../../src/plots';
import type { Axis, HeatmapTrace } from '../../src/plots/figure';

const slots = (at: number, weight = 0.9): number[] =>
  Array.from({ length: 4 }, (_, i) => (i === at ? weight : 0.02));

const steps: ShownImage[] = Array.from({ length: 6 }, (_, t) => ({
  image: Array.from({ length: 9 }, (_, p) => (p === t ? 1 : 0)),
  label: 'AB'[t % 2],
  answer: t === 3 ? 'A' : 'AB'[t % 2],
  known: t > 1,
  writes: [slots(t % 4)],
  reads: [slots((t + 1) % 4), slots(0, 0.05)],
}));

test('four panels: images, labels and answers, writes, reads', () => {
  const { data, layout, alt } = imageMemory(steps, { title: 'Known <again>', note: 'small' });
  const [images, answers, writes, reads] = data as HeatmapTrace[];
  assert.deepEqual([images.z.length, images.z[0].length], [3, 6 * 5]);
  assert.deepEqual(answers.z[1], [0, 0, 1, 2, 1, 1], 'first time, first time, right, wrong');
  assert.deepEqual(answers.text?.[0], ['A', 'B', 'A', 'B', 'A', 'B']);
  assert.deepEqual([writes.z.length, writes.z[0].length], [4, 6]);
  assert.equal(writes.z[1][1], 0.9);
  assert.deepEqual([reads.z.length, reads.z[0].length], [4, 12], 'a column a head');
  for (const id of ['xaxis', 'xaxis2', 'xaxis3', 'xaxis4']) assert.ok(layout[id], id);
  assert.equal((layout.xaxis4 as Axis).title?.text, 'step');
  assert.match(alt, /^Known <again>\. 6 images one after the other; 3 of 4 whose class was/);
  assert.match(alt, /Step 1: label A, answer A, writes to slot 0 \(0\.9\), reads from slot 1/);
  assert.match(alt, /small\.$/);
  const svg = toSvg(imageMemory(steps, { title: 'Known <again>' }));
  assert.match(svg, /Known &lt;again&gt;/);
  assert.match(svg, /slot 3/);
});

test('what does not fit is named', () => {
  const options = { title: 'T' };
  const changed = (change: Partial<ShownImage>, at = 1) =>
    imageMemory(
      steps.map((step, t) => (t === at ? { ...step, ...change } : step)),
      options,
    );
  assert.throws(() => imageMemory([], options), /image memory "T": got no step/);
  assert.throws(() => changed({ image: [1, 0] }), /step 1 has 2 pixels, .*; step 0 has 9 pixels/);
  assert.throws(() => changed({ reads: [] }), /step 1 has .*; all must be alike/);
  assert.throws(() => changed({ writes: [[0, NaN, 0, 0]] }), /step 1 has a weight of NaN/);
  assert.throws(() => changed({ label: 3 as never }), /steps\[1\]\.label: got 3, expected a text/);
  const bare = [{ ...steps[0], image: [1, 2] }];
  assert.throws(() => imageMemory(bare, options), /image 0 has 2 numbers, expected a square/);
  const headless = [{ ...steps[0], writes: [] }];
  assert.throws(() => imageMemory(headless, options), /writes: got no weight, expected a head/);
  assert.throws(
    () => imageMemory(steps, { title: 'T', rowHeight: 0 }),
    /options\.rowHeight: got 0/,
  );
});
