import {
  headsApart,
  ownSuccessor,
  palindromeReader,
  slotReused,
} from '../../src/exercises/02-memory-bank';
import { letterWord, type LetterControls } from '../../src/experiments/letter-memory';
import { provesFair } from './fair';

const nothing = [0, 0, 0, 0, 0];
const rest: LetterControls = {
  ...{ v: nothing, e: [1, 1, 1, 1, 1], kw: nothing, kr: nothing, betaW: 0, betaR: 0 },
  ...{ ga: 1, gw: 0, gf: 0, pi: [0, 0, 1] },
};
const put = (letter: string): LetterControls => ({ ...rest, v: letterWord(letter), gw: 1 });
/** Reads by content, with a strength that the notebook's knob may be set to. */
const find = (letter: string, betaR: number): LetterControls => ({
  ...rest,
  ...{ kr: letterWord(letter), betaR, pi: [0, 1, 0] },
});
const back: LetterControls = { ...rest, pi: [1, 0, 0] };

provesFair('2.1', headsApart, {
  given: [undefined],
  stub: () => [
    [0, 0, 1],
    [0, 0, 1],
  ],
  solution: () => [
    [1, 0, 0],
    [0, 0, 1],
  ],
  right: [
    () => [
      [0.9, 0.1, 0],
      [0.05, 0.05, 0.9],
    ],
    () => [
      [0.8, 0.1, 0.1],
      [0, 0.1, 0.9],
    ],
  ],
  wrong: [
    () => [
      [5, 0, 0],
      [0, 0, 9],
    ],
    () => [
      [0, 0, 1],
      [1, 0, 0],
    ],
    () => [
      [0.5, 0, 0],
      [0, 0, 0.5],
    ],
    () => [1, 0, 0],
    () => 'A and C',
  ],
});

const abc = ['A', 'B', 'C'].map(put);
const freed = { ...put('D'), gf: 1 };
provesFair<void>('2.2', slotReused, {
  given: [undefined],
  stub: () => [...abc, find('B', 20), put('D')],
  solution: () => [...abc, find('B', 20), freed],
  right: [
    () => [...abc, { ...find('B', 1000), gf: 1 }, freed],
    () => [...abc, find('A', 20), rest, freed], // goes on from A to B
    () => [...abc, find('B', 1), freed], // the knob at its lowest
    () => [...abc, back, find('B', 50), find('B', 50), freed],
  ],
  wrong: [
    () => [...abc, { ...find('B', 20), gf: 1 }, put('D')],
    () => [...abc, find('B', 20), { ...put('D'), ga: 0, kw: letterWord('B'), betaW: 50 }],
    () => [...abc, find('B', 20)],
    () => [...abc, find('A', 20), freed],
    () => [...abc, find('B', 20), { ...put('E'), gf: 1 }],
    () => [{}, {}, {}, {}, {}],
    () => 'ABC',
  ],
});

provesFair('2.3', palindromeReader, {
  given: [undefined],
  stub: () => (text: string) => [...text].map(put),
  solution: () => (text: string) => {
    const further = [...text].slice(1);
    const there = further.map(() => rest);
    return [...[...text].map(put), find(text[0], 20), ...there, ...further.map(() => back)];
  },
  right: [
    () => (text: string) => {
      const steps = [...text].map(put);
      steps.push(find(text[0], 5));
      for (let i = 1; i < text.length; i++) steps.push(rest);
      for (let i = 1; i < text.length; i++) steps.push(back);
      return steps;
    },
    () => (text: string) => [
      ...[...text].map(put),
      ...Array.from({ length: 2 * text.length - 1 }, (_, i) => {
        if (i === 0) return find(text[0], text.length > 3 ? 1000 : 1);
        return i < text.length ? rest : back;
      }),
    ],
  ],
  wrong: [
    () => (text: string) => {
      const there = [...text].map((letter) => find(letter, 20));
      return [...[...text].map(put), ...there, ...there.slice(0, -1).reverse()];
    },
    () => (text: string) => {
      const further = [...text].slice(1);
      const ways = [...further.map(() => rest), ...further.map(() => back), back];
      return [...[...text].map(put), find(text[0], 20), ...ways];
    },
    () => (text: string) => {
      const further = [...text].slice(1);
      return [...[...text].map(put), find(text[0], 20), ...further.map(() => rest)];
    },
    () => (text: string) => text + [...text].reverse().join('').slice(1),
    () => 'ABCBA',
  ],
});

provesFair('2.4', ownSuccessor, {
  given: [undefined],
  stub: () => [
    [1, 0, 0],
    [0, 1, 0],
  ],
  solution: () => [
    [0.5, 0, 0],
    [0.5, 0, 0],
  ],
  right: [
    () => [
      [1, 0, 0],
      [1, 0, 0],
    ],
    () => [
      [0.6, 0.4, 0],
      [0.5, 0, 0.1],
    ],
  ],
  wrong: [
    () => [
      [1, 1, 0],
      [1, 0, 0],
    ],
    () => [[0.5, 0, 0], [0.5, 0, 0], [0.5, 0, 0], [0.5, 0, 0], [0.5, 0, 0]], // prettier-ignore
    () => [
      [0.5, 0],
      [0.5, 0],
    ],
    () => [
      [2, -1, 0],
      [1, 0, 0],
    ],
    () => [
      [0.4, 0, 0],
      [0.4, 0, 0],
    ],
  ],
});
