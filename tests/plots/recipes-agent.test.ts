// Differences over seeds, as chapter 06 draws them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pairedStats } from '../../src/metrics';
import { differencesOverSeeds } from '../../src/plots';

const axes = { title: 'T', xLabel: 'difference (MSE)' };

test('differences over seeds say whether the interval holds 0', () => {
  const sure = pairedStats([3, 4, 5], [1, 2.1, 3]);
  const unsure = pairedStats([3, 4, 5], [4, 4, 3]);
  const { alt } = differencesOverSeeds({ 'minus full': { sure, unsure }, '': { sure } }, axes);
  assert.match(alt, /minus full: sure 2 ± 0\.14 \(interval excludes 0\); unsure 0\.33 ± 3\.8\./);
  const one = differencesOverSeeds({ '': { single: pairedStats([2], [1]) } }, axes);
  assert.match(one.alt, /single 1\./, 'one seed has no interval');
});

test('what is wrong with differences is named', () => {
  const text = { mean: '1', ci95HalfWidth: 0 } as never;
  assert.throws(
    () => differencesOverSeeds({ a: { b: text } }, axes),
    /groups\.a\.b\.mean: got "1"/,
  );
  assert.throws(() => differencesOverSeeds({ a: {} }, axes), /got no row/);
});
