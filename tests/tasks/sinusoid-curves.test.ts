import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mean } from '../../src/core/numbers';
import { createRandom } from '../../src/core/random';
import { meanSinusoid, sinusoid, sinusoidCurves } from '../../src/tasks';

test('curves of the sinusoid family: from its ranges, the same for the same seed', () => {
  const curves = sinusoidCurves(createRandom(3), 2000);
  const again = sinusoidCurves(createRandom(3), 3);
  again.forEach(({ amplitude, phase }, i) => {
    assert.deepEqual([amplitude, phase], [curves[i].amplitude, curves[i].phase]);
  });
  assert.ok(curves.every(({ amplitude }) => amplitude >= 0.1 && amplitude < 5));
  assert.ok(curves.every(({ phase }) => phase >= 0 && phase < Math.PI));
  for (const x of [-4, 0, 1.3])
    assert.ok(Math.abs(mean(curves.map(({ at }) => at(x))) - meanSinusoid(x)) < 0.15);
  assert.equal(sinusoid(2, 0).at(Math.PI / 2), 2);
  assert.throws(() => sinusoidCurves(createRandom(0), 0), /count: got 0/);
  assert.throws(() => sinusoidCurves(1 as never, 1), /random: got 1/);
});
