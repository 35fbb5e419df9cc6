import { backwardTask, gateThatHolds, stepOfRead } from '../../src/exercises/03-controller';
import { provesFair } from './fair';

provesFair('3.1', stepOfRead, {
  given: [undefined],
  stub: () => (length: number, i: number) => length + 2 + i,
  solution: () => (length: number, i: number) => length + 1 + i,
  right: [
    () => (length: number, i: number) => {
      const stop = length + 1;
      return stop + i;
    },
    () => (length: number, i: number) => 2 * length + 1 - (length - i),
  ],
  wrong: [
    () => (length: number, i: number) => length + i,
    () => (_: number, i: number) => i + 9, // right for a list of 8 alone
    () => (length: number) => length + 1,
    () => 9,
    () => () => 'before',
    () => undefined,
  ],
});

provesFair('3.2', gateThatHolds, {
  given: [undefined],
  stub: () => (_share: number, _steps: number) => 3,
  solution: () => (share: number, steps: number) => {
    const f = share ** (1 / steps);
    return Math.log(f / (1 - f)) - 1;
  },
  right: [
    () => (share: number, steps: number) => -Math.log(share ** (-1 / steps) - 1) - 1,
    () => (share: number, steps: number) => {
      let [low, high] = [-20, 40];
      for (let i = 0; i < 100; i++) {
        const middle = (low + high) / 2;
        if ((1 / (1 + Math.exp(-middle - 1))) ** steps < share) low = middle;
        else high = middle;
      }
      return low;
    },
  ],
  wrong: [
    () => (share: number, steps: number) => {
      const f = share ** (1 / steps);
      return Math.log(f / (1 - f)); // forgets the 1
    },
    () => () => 9, // enough for 99 % over 100 steps alone
    () => () => 1000,
    () => (share: number) => Math.log(share / (1 - share)) - 1,
    () => () => NaN,
    () => () => undefined,
    () => 8.2,
  ],
});

const blank = (list: number[][]): number[] => list[0].map(() => 0);
const seen = (list: number[][]) => list.map((bits) => ({ input: [...bits, 0] }));

provesFair('3.3', backwardTask, {
  given: [undefined],
  stub: () => (list: number[][]) => list.map((bits) => ({ input: [...bits, 0] })),
  solution: () => (list: number[][]) => {
    const zeros = list[0].map(() => 0);
    return [
      ...list.map((bits) => ({ input: [...bits, 0] })),
      { input: [...zeros, 1] },
      ...[...list].reverse().map((answer) => ({ input: [...zeros, 0], answer })),
    ];
  },
  right: [
    () => (list: number[][]) => {
      const steps: { input: number[]; answer?: number[] }[] = seen(list);
      steps.push({ input: [...blank(list), 1] });
      for (let i = list.length - 1; i >= 0; i--)
        steps.push({ input: [...blank(list), 0], answer: list[i] });
      return steps;
    },
    () => (list: number[][]) => [
      ...seen(list),
      { input: [...blank(list), 1], answer: undefined },
      ...list.map((_, i) => ({ input: [...blank(list), 0], answer: list.at(-1 - i) })),
    ],
  ],
  wrong: [
    // in the order of the list
    () => (list: number[][]) => [
      ...seen(list),
      { input: [...blank(list), 1] },
      ...list.map((answer) => ({ input: [...blank(list), 0], answer })),
    ],
    // turns the list that it is given
    () => (list: number[][]) => {
      const shown = seen(list);
      const zeros = blank(list);
      const answers = list.reverse().map((answer) => ({ input: [...zeros, 0], answer }));
      return [...shown, { input: [...zeros, 1] }, ...answers];
    },
    // the list itself is turned
    () => (list: number[][]) => [
      ...seen([...list].reverse()),
      { input: [...blank(list), 1] },
      ...[...list].reverse().map((answer) => ({ input: [...blank(list), 0], answer })),
    ],
    // shows the answers
    () => (list: number[][]) => [
      ...seen(list),
      { input: [...blank(list), 1] },
      ...[...list].reverse().map((answer) => ({ input: [...answer, 0], answer })),
    ],
    // no stop flag
    () => (list: number[][]) => [
      ...seen(list),
      ...[...list].reverse().map((answer) => ({ input: [...blank(list), 0], answer })),
    ],
    // four bits, whatever the list
    () => (list: number[][]) => [
      ...seen(list),
      { input: [0, 0, 0, 0, 1] },
      ...[...list].reverse().map((answer) => ({ input: [0, 0, 0, 0, 0], answer })),
    ],
    () => () => [],
    () => () => 'backwards',
    () => [[1, 0, 0, 1]],
  ],
});
