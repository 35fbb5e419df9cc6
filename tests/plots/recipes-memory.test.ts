// The figures of chapter 09: who descends from whom.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { courseMap, memoryFamily } from '../../src/plots';

test('the family says of each memory what it keeps, costs and gives up', () => {
  const { alt, layout } = memoryFamily();
  for (const name of ['DNC', 'sparse DNC', 'attention', 'delta rule', 'gated delta rule'])
    assert.match(
      alt,
      new RegExp(`${name} \\(\\d{4}, from [^)]+\\) keeps .*; a step costs .*; gives`),
    );
  assert.match(alt, /test-time memory \(2024, from inner loop and delta rule\)/);
  const words = (layout.annotations ?? []).map(({ text }) => text);
  assert.ok(words.includes('keeps: N words, N² links'));
  assert.equal(memoryFamily({ alt: 'my words' }).alt, 'my words');
  assert.throws(() => memoryFamily({ title: 'mine' } as never), /title/);
});

test('the map of the course ends in three chapters', () => {
  assert.match(courseMap('06').alt, /Agent leads to real data, going fast and memory since\./);
  assert.match(courseMap('09-memory since').alt, /You are here: chapter 09, memory since/);
  assert.match(courseMap('07').alt, /Real data leads to evidence\./);
  assert.match(courseMap('10-evidence').alt, /You are here: chapter 10, evidence/);
});
