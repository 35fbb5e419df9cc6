import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../properties';
import { setKnobs, type NumberKnob } from '../../src/notebook';

test('knobs give their values, with types', () => {
  const knobs = setKnobs({
    alpha: { value: 0.6, min: 0, max: 1 },
    updates: { value: 600, min: 300, max: 2000, step: 50 },
    word: { value: 'BANANA', pattern: /^[A-Z]{3,12}$/, expected: '3 to 12 letters, A to Z' },
    kind: { value: 'dnc', options: ['dnc', 'lstm'] },
    priorities: { value: [3, 1, 4], length: 3, min: 0.1, max: 100 },
  });
  const alpha: number = knobs.alpha;
  const word: string = knobs.word;
  const priorities: number[] = knobs.priorities;
  assert.deepEqual([alpha, word, priorities, knobs.kind], [0.6, 'BANANA', [3, 1, 4], 'dnc']);
  assert.ok(Object.isFrozen(knobs));
});

test('a value outside its range is refused by name, value and range', () => {
  const cases: readonly [unknown, RegExp][] = [
    [{ a: { value: 2, min: 0, max: 1 } }, /knobs\.a: got 2, expected a number from 0 to 1/],
    [
      { a: { value: 0.5, min: 0, max: 4000, step: 1 } },
      /knobs\.a: got 0\.5, expected a whole number from 0 to 4,000/,
    ],
    [{ a: { value: 310, min: 300, max: 900, step: 50 } }, /got 310, .* in steps of 50/],
    [{ a: { value: NaN, min: 0, max: 1 } }, /knobs\.a: got NaN/],
    [{ a: { value: '0.5', min: 0, max: 1 } }, /knobs\.a: got "0\.5"/],
    [
      { word: { value: 'a b', pattern: /^[A-Z]+$/, expected: 'letters, A to Z' } },
      /letters, A to Z/,
    ],
    [
      { kind: { value: 'gru', options: ['dnc', 'lstm'] } },
      /knobs\.kind: got "gru", .*"dnc", "lstm"/,
    ],
    [{ list: { value: [1, 2], length: 3, min: 0, max: 9 } }, /expected 3 numbers, each a number/],
    [{ a: 3 }, /knobs\.a: got 3, expected a value with its range/],
    [{ a: { value: 1, min: 2, max: 1 } }, /min at most max/],
    [3, /knobs: got 3/],
  ];
  for (const [knobs, expected] of cases)
    assert.throws(() => setKnobs(knobs as never), expected, JSON.stringify(knobs));
});

test('every value on a step of the range is allowed, in spite of rounding', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), (steps) => {
      const value = 0.1 * steps;
      assert.equal(setKnobs({ a: { value, min: 0, max: 101, step: 0.1 } }).a, value);
    }),
  );
});

test('a range that makes no sense is refused by the name of its part', () => {
  const refused: [knob: object, says: RegExp][] = [
    [{ value: 1, min: 0, max: 2, step: 0 }, /^knobs\.k\.step: got 0, expected a number above 0$/],
    [{ value: 1, min: 0, max: 2, step: NaN }, /^knobs\.k\.step: got NaN, /],
    [{ value: 1, options: 2 }, /^knobs\.k\.options: got 2, expected a list of values$/],
    [{ value: 1, options: [] }, /^knobs\.k\.options: got \[\], /],
    [
      { value: 'a', pattern: 'a', expected: 'a' },
      /^knobs\.k\.pattern: got "a", expected a regular/,
    ],
    [{ value: Array(2), length: 2, min: 0, max: 1 }, /^knobs\.k: got .*, expected 2 numbers, each/],
  ];
  for (const [knob, message] of refused)
    assert.throws(() => setKnobs({ k: knob as NumberKnob }), { name: 'ConfigError', message });
  const pattern = /^[A-Z]$/g; // which keeps its place from one test to the next
  for (let i = 0; i < 2; i++)
    assert.equal(setKnobs({ k: { value: 'A', pattern, expected: 'a letter' } }).k, 'A');
});
