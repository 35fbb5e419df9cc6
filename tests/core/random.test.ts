import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../properties';
import { createRandom, restoreRandom } from '../../src/core/random';

test('the same seed gives the same numbers; a stored state goes on with the next ones', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
      const a = createRandom(seed);
      const b = createRandom(seed);
      for (let i = 0; i < 5; i++) assert.equal(a.normal(), b.normal());
      const c = restoreRandom(JSON.parse(JSON.stringify(a.state())));
      for (let i = 0; i < 5; i++) assert.equal(c.int(1000), a.int(1000));
      assert.equal(c.fork('x').uniform(), a.fork('x').uniform());
    }),
  );
});

test('neighbouring seeds and forks do not start alike', () => {
  const firsts = Array.from({ length: 1000 }, (_, seed) => createRandom(seed).uniform());
  const mean = firsts.reduce((a, b) => a + b) / 1000;
  const lag =
    firsts.slice(1).reduce((sum, v, i) => sum + (v - mean) * (firsts[i] - mean), 0) /
    firsts.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  assert.ok(Math.abs(mean - 0.5) < 0.04, `mean ${mean}`);
  assert.ok(Math.abs(lag) < 0.12, `lag ${lag}`);
  assert.notEqual(createRandom(0).fork('a').uniform(), createRandom(0).fork('b').uniform());
});

test('normal numbers have mean 0, deviation 1 and no value is out of the world', () => {
  const random = createRandom(5);
  const values = Array.from({ length: 40000 }, () => random.normal());
  const mean = values.reduce((a, b) => a + b) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  assert.ok(Math.abs(mean) < 0.02 && Math.abs(deviation - 1) < 0.02, `${mean} ${deviation}`);
  assert.ok(values.every((v) => Math.abs(v) < 7));
});

test('choosing gives different numbers, each equally often', () => {
  const random = createRandom(9);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 6000; i++) {
    const chosen = random.choose(3, 10);
    assert.equal(new Set(chosen).size, 3);
    chosen.forEach((n) => counts[n]++);
  }
  const chi = counts.reduce((sum, n) => sum + (n - 1800) ** 2 / 1800, 0);
  assert.ok(chi < 27.9, `chi-square ${chi} (0.1 % of fair draws are above)`);
});

test('choosing is a shuffle of all numbers, stopped early: stored runs can be made again', () => {
  for (const [count, bound] of [
    [0, 1],
    [3, 3],
    [8, 200],
    [199, 200],
  ]) {
    const random = createRandom(7);
    const pool = Array.from({ length: bound }, (_, i) => i);
    for (let i = 0; i < count; i++) {
      const j = i + random.int(bound - i);
      [pool[i], pool[j]] = [pool[j], pool[i]];
    }
    assert.deepEqual(createRandom(7).choose(count, bound), pool.slice(0, count));
  }
});

test('a state that no stream gave is refused by the field', () => {
  const state = createRandom(3).state();
  const wrong: [unknown, RegExp][] = [
    [null, /^random: got null, expected an object/],
    [
      { ...state, seed: -1 },
      /^random\.seed: got -1, expected a whole number from 0 to 4294967295$/,
    ],
    [
      { ...state, generator: [1, 2, 3] },
      /^random\.generator: got .*, expected 4 whole numbers of 32/,
    ],
    [{ ...state, generator: [1, 2, 3, NaN] }, /^random\.generator\[3\]: got NaN, expected/],
    [
      { ...state, more: 1 },
      /^random\.more: got 1, expected one of the fields there are: seed, gen/,
    ],
  ];
  for (const [value, message] of wrong)
    assert.throws(() => restoreRandom(value as never), { name: 'ConfigError', message });
});

test('bad arguments are refused by name', () => {
  assert.throws(() => createRandom(-1), /seed: got -1/);
  assert.throws(() => createRandom(0.5), /seed: got 0.5/);
  assert.throws(() => createRandom(0).int(0), /bound: got 0/);
  assert.throws(
    () => createRandom(0).choose(4, 3),
    /count: got 4, expected a whole number from 0 to bound \(3\)/,
  );
});
