import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  emptyLetterState,
  letterOf,
  letterWord,
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
