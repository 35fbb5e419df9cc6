// Steps of every kind of memory, as chapter 09 and the benchmark of slots time them.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { memoryKinds } from '../../src/config';
import { memorySteps } from '../../src/experiments/memorySteps';
import { ready } from '../../src/tf';

before(ready);

for (const kind of memoryKinds)
  test(`${kind}: steps can be run again and again, and read the same`, () => {
    const sizes = { kind, memorySize: 8, memoryDim: 4, numReadHeads: 2 } as const;
    const steps = memorySteps(sizes, 3);
    const [first, again] = [steps.run(), steps.run()].map((read) => Array.from(read.dataSync()));
    assert.equal(steps.count, 3);
    assert.equal(first.length, 8);
    assert.deepEqual(first, again);
    assert.ok(first.every(Number.isFinite));
    steps.dispose();
  });

test('how many steps is checked', () => {
  assert.throws(() => memorySteps({}, 0), /count: got 0, expected a whole number of at least 1/);
});
