import { z } from 'zod';
import { checker, exercise, functionAnswer, type Problem } from '../notebook';
import type { SequenceStep } from '../tasks';

/** Lengths that the formula of 3.1 is tried on. */
const LENGTHS = [4, 1, 2, 8, 20];

/** 3.1: the step in which a vector has to be read, if it is to pass through the LSTM. */
export const stepOfRead = exercise({
  level: 1,
  hints: [
    'For a list of 4: flags at steps 0 and 5, vectors at 1 to 4, answers due at 6 to 9.',
    'What is read in a step is in the LSTM one step later: so it is read one step before.',
  ],
  answer: functionAnswer<(length: number, i: number) => number>(),
  problem(readStep) {
    for (const length of LENGTHS)
      for (let i = 0; i < length; i++) {
        const found = readStep(length, i);
        if (found !== length + 1 + i)
          return `for a list of ${length}, vector ${i} is said to be read in step ${shown(found)}`;
      }
    return undefined;
  },
});

/** Shares and steps that the gate of 3.2 is tried on. */
const HOLDS = [
  [0.99, 100],
  [0.5, 10],
  [0.9, 1],
  [0.2, 3],
  [0.999, 1000],
] as const;

/** 3.2: the forget gate that keeps a share over so many steps. */
export const gateThatHolds = exercise({
  level: 2,
  hints: [
    'The share that is left is f to the power of the steps. Which f gives it?',
    'f is the share to the power 1 / steps; and sigma(x) = f where x = ln(f / (1 - f)).',
  ],
  answer: functionAnswer<(share: number, steps: number) => number>(),
  problem(gateFor) {
    for (const [share, steps] of HOLDS) {
      const a = gateFor(share, steps);
      const left = (1 / (1 + Math.exp(-a - 1))) ** steps;
      const error = Math.abs(left - share) / Math.min(share, 1 - share);
      if (!(error < 0.02))
        // also where it is not a number
        return `with gateFor(${share}, ${steps}) = ${shown(a)} a share of ${shown(left)} is left`;
    }
    return undefined;
  },
});

const shown = (value: unknown): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);

/** Lists that the task of 3.3 is tried on: one vector, two alike, other widths. */
const LISTS: readonly (readonly (readonly number[])[])[] = [
  [[1, 0, 0, 1]],
  [
    [1, 0, 0, 1],
    [0, 1, 1, 1],
    [0, 0, 0, 0],
  ],
  [
    [1, 0],
    [1, 0],
    [0, 1],
    [1, 1],
    [0, 1],
  ],
];

const step = z.object({ input: z.array(z.number()), answer: z.array(z.number()).optional() });
const stepsField = z.array(step);

/** 3.3: a task that asks for a list from its end. */
export const backwardTask = exercise({
  level: 3,
  hints: [
    'Three parts: the list (stop 0), one step with the stop flag, then a step for each answer.',
    'Turn a copy of the list: [...list].reverse(). An answer step: { input: [0, …, 0], answer }.',
  ],
  answer: functionAnswer<(list: number[][]) => SequenceStep[]>(),
  problem(steps) {
    for (const list of LISTS) {
      const given = list.map((bits) => [...bits]);
      const found = stepsField.safeParse(steps(given));
      if (!found.success) return 'it gives no list of steps { input: [bits, stop], answer }';
      if (JSON.stringify(given) !== JSON.stringify(list)) return 'it changes the list it is given';
      const problem = stepsProblem(list, found.data);
      if (problem !== undefined) return `for a list of ${list.length}, ${problem}`;
    }
    return undefined;
  },
});

/** What is wrong with the steps of a list that is to be asked for from its end. */
function stepsProblem(
  list: readonly (readonly number[])[],
  steps: readonly z.infer<typeof step>[],
): Problem {
  const width = list[0].length;
  const wide = steps.find(({ input }) => input.length !== width + 1);
  if (wide) return `an input has ${wide.input.length} numbers, wanted are ${width} bits and stop`;
  const listed = steps.slice(0, list.length);
  if (!listed.every(({ input }, i) => alike(input, [...list[i], 0])))
    return 'the list itself is not seen first, in its order, with stop at 0';
  const blank = list[0].map(() => 0);
  const stop = steps.at(list.length);
  if (stop === undefined || !alike(stop.input, [...blank, 1]))
    return 'there is no step with the stop flag alone right after it';
  if (steps.slice(0, list.length + 1).some(({ answer }) => answer))
    return 'an answer is asked before the list has ended';
  const answers = steps.slice(list.length + 1);
  if (answers.length !== list.length)
    return `${answers.length} answers are asked, wanted are ${list.length}`;
  if (answers.some(({ input }) => input.some((value) => value !== 0)))
    return 'something is seen while answers are asked';
  const turned = [...list].reverse();
  const isRight = answers.every(({ answer }, i) => answer && alike(answer, turned[i]));
  return isRight ? undefined : 'the answers are not the vectors from the last to the first';
}

const alike = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** Checks the exercises of chapter 03. */
export const check = checker({
  '3.1': stepOfRead,
  '3.2': gateThatHolds,
  '3.3': backwardTask,
});
