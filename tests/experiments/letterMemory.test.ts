import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  emptyLetterState,
  letterOf,
  letterTimeline,
  letterWord,
  randomProgramme,
  runProgramme,
  type LetterControls,
} from '../../src/experiments/letter-memory';

const nothing = [0, 0, 0, 0, 0];
const rest: LetterControls = {
  ...{ v: nothing, e: [1, 1, 1, 1, 1], kw: nothing, kr: nothing, betaW: 0, betaR: 0 },
  ...{ ga: 1, gw: 0, gf: 0, pi: [0, 0, 1] },
};
const put = (letter: string): LetterControls => ({ ...rest, v: letterWord(letter), gw: 1 });
const find = (letter: string): LetterControls => ({
  ...rest,
  ...{ kr: letterWord(letter), betaR: 20, pi: [0, 1, 0] },
});

test('every letter is its word, and the other way round', () => {
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ ')
    assert.equal(letterOf(letterWord(letter)), letter);
  assert.equal(letterOf(nothing), '·');
  assert.equal(letterOf([NaN, 1, 1, 1, 1]), '·');
  assert.throws(() => letterWord('a'), /letter: got "a", expected one letter/);
});

test('a programme writes, finds by content, and walks along the links', () => {
  const walk = [put('C'), put('A'), put('B'), find('C'), rest, rest, { ...rest, pi: [1, 0, 0] }];
  const read = runProgramme(walk, emptyLetterState(4)).map(({ r }) => letterOf(r));
  assert.equal(read.join(''), '···CABA');
});

test('a programme that is none is refused with its place', () => {
  const wrong = [put('A'), { ...rest, pi: [1, 0] }];
  assert.throws(() => runProgramme(wrong, emptyLetterState(3)), /programme\[1\]\.pi/);
  assert.throws(
    () => runProgramme([{} as LetterControls], emptyLetterState(3)),
    /programme\[0\]\.v/,
  );
  assert.throws(() => emptyLetterState(0), /slots: got 0/);
});

test('random programmes are the same for a seed, and every state follows from them', () => {
  const options = { slots: 4, steps: 3, seed: 1 };
  assert.deepEqual(randomProgramme(options), randomProgramme(options));
  const { start, programme } = randomProgramme(options);
  assert.equal(runProgramme(programme, start).length, 3);
  assert.throws(() => randomProgramme({ ...options, slots: 0 }), /slots: got 0/);
});

test('the timeline says what was written and what was read', () => {
  const programme = [put('A'), put(' '), find('A'), rest];
  const states = runProgramme(programme, emptyLetterState(3));
  assert.match(letterTimeline(programme, states).alt, /^Written A_, read back A_\./);
  assert.throws(() => letterTimeline(programme, states.slice(1)), /states: got 3, expected one/);
});
