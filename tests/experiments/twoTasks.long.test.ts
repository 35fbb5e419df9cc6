import assert from 'node:assert/strict';
import { test } from 'node:test';
import { learnInTurn } from '../../src/experiments/two-tasks';

const run = (oldRows: number, seed = 0) => learnInTurn({ seed, updates: 600, oldRows });
const errorsAtEnd = async (oldRows: number) => (await run(oldRows)).moments.at(-1)!;

test('without old rows the first half is forgotten, with eight of 32 it is kept', async () => {
  const forgot = await errorsAtEnd(0);
  const kept = await errorsAtEnd(8);
  assert.ok(forgot.first > 0.1, `without: ${forgot.first}`);
  assert.ok(kept.first < 0.02, `with: ${kept.first}`);
  assert.ok(forgot.second < 0.01 && kept.second < 0.02);
});

test('the same seed gives the same run, another seed another', async () => {
  assert.deepEqual(await run(4), await run(4));
  assert.notDeepEqual((await run(4)).moments, (await run(4, 1)).moments);
});

test('options that are wrong are named', async () => {
  await assert.rejects(learnInTurn({ seed: 0, updates: 10, oldRows: 32 }), /oldRows: got 32/);
  await assert.rejects(learnInTurn({ seed: 0, updates: 0, oldRows: 0 }), /updates: got 0/);
});
