// Figures that take what a learner of replay has in hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barsOverSeeds, digitRow, sumTreeWalk } from '../../src/plots';

const bars = { title: 'T', xLabel: 'task', yLabel: 'rows right (share)' };
const image = new Float32Array(64).fill(0.5);
const nodes = [0, 10, 4, 6, 3, 1, 4, 2];
const way = [
  { node: 1, u: 5 },
  { node: 3, u: 1 },
  { node: 6, u: 1 },
];

test('bars over seeds have a whisker where a value has an interval, and none without one', () => {
  const replay = [{ mean: 0.9, ci95HalfWidth: 0.1 }, 0.8];
  const whiskers = barsOverSeeds(['a', 'b'], { replay }, bars);
  assert.match(whiskers.alt, /replay: a 0\.9 ± 0\.1 and b 0\.8 ± 0\./);
  const plain = barsOverSeeds(['a', 'b'], { replay: [0.9, 0.8] }, bars);
  assert.match(plain.alt, /replay: a 0\.9 and b 0\.8\./);
});

test('bars over seeds take the colour of the method that is named', () => {
  const one = barsOverSeeds(['a'], { uniform: [1] }, { ...bars, methods: { uniform: 'replay' } });
  const other = barsOverSeeds(['a'], { replay: [1] }, bars);
  const colourOf = (figure: typeof one): unknown => (figure.data[0] as { marker?: unknown }).marker;
  assert.deepEqual(colourOf(one), colourOf(other));
});

test('a walk down a sum tree says at each step what is compared, and where it leads', () => {
  const wordsAt = (steps?: number): string =>
    sumTreeWalk(nodes, way, { title: 'T', ...(steps === undefined ? {} : { steps }) }).alt;
  assert.match(wordsAt(0), /5 is not less than 4: go right, with 5 − 4 = 1\.$/);
  assert.match(wordsAt(1), /1 is less than 4, the sum on the left: go left\.$/);
  assert.match(wordsAt(2), /Arrived: row 2 is drawn\. Its chance is 4 of 10\.$/);
  assert.equal(wordsAt(), wordsAt(2), 'all steps where none are named');
});

test('what is wrong is named', () => {
  const cases: [() => unknown, RegExp][] = [
    [() => barsOverSeeds(['a', 'b'], { replay: [1] }, bars), /replay.*1 numbers for 2 categories/],
    [() => barsOverSeeds(['a'], { replay: ['1'] as never }, bars), /bars\.replay\[0\]: got "1"/],
    [() => digitRow([], { title: 'T' }), /expected at least one/],
    [() => digitRow([[1, 2]], { title: 'T' }), /64/],
    [
      () => digitRow([image], { title: 'T', captions: ['a', 'b'] }),
      /captions: got 2, expected 1, one for each image/,
    ],
    [() => sumTreeWalk(nodes, [], { title: 'T' }), /way: got \[\]/],
    [() => sumTreeWalk(nodes, [{ node: 9, u: 1 }], { title: 'T' }), /there is no node 9/],
    [() => sumTreeWalk([0, 1], way, { title: 'T' }), /got 2 nodes/],
  ];
  for (const [run, message] of cases)
    assert.throws(run, (error: Error) => {
      assert.match(error.message, message);
      return true;
    });
});
