import { z } from 'zod';
import { sum } from '../core/numbers';
import { createRandom } from '../core/random';
import { describe } from '../core/text';
import { checker, exercise, functionAnswer, type Problem } from '../notebook';
import { classesOf, continualScenario, joinRows, type Rows, splitRows } from '../tasks/continual';

/** Score matrices to try an answer on, of several sizes: some tasks get better later. */
const matrices: readonly (readonly (readonly number[])[])[] = [
  [
    [0.9, 0],
    [0.25, 0.8],
  ],
  [
    [1, 0, 0.1],
    [0.7, 0.95, 0],
    [0.75, 0.5, 0.9],
  ],
  [
    [0.6, 0.1, 0, 0, 0],
    [0.95, 0.4, 0.1, 0, 0],
    [0.85, 0.6, 0.9, 0.2, 0],
    [0.8, 0.5, 0.7, 1, 0.1],
    [0.7, 0.55, 0, 0.65, 0.98],
  ],
];

/** 7.1: what a score matrix says was lost of one task since it was learned. */
export const lostSinceLearned = exercise({
  level: 1,
  hints: [
    'R[i][j] is the share right on task j after task i, both counted from 0. In which row of R ' +
      'was task j just learned, and which row is the end?',
    'R[j][j] was right just after task j; the last row is R[R.length - 1].',
  ],
  answer: functionAnswer<(R: number[][], j: number) => unknown>(),
  problem(lostOf) {
    for (const R of matrices)
      for (const j of R.keys()) {
        const expected = R[j][j] - R[R.length - 1][j];
        const got = lostOf(copyOf(R), j);
        if (isNear(got, expected)) continue;
        const size = `${R.length} x ${R.length}`;
        const entry = `R[${j}][${j}] = ${R[j][j]}`;
        return `for task ${j} of a matrix of ${size}, with ${entry}, it gives ${describe(got)}`;
      }
    return undefined;
  },
});

const copyOf = (R: readonly (readonly number[])[]): number[][] => R.map((row) => [...row]);

const isNear = (got: unknown, expected: number): boolean =>
  typeof got === 'number' && Math.abs(got - expected) < 1e-9;

/** Numbers of an image, and of what is stored beside a key: a label and a count. */
const INPUTS = 64;
const LABELS = 10;
const BESIDE_KEY = 2;
const BUDGETS = { least: 12, most: 1000 };

/** 7.2: the slots that fit into as many numbers as a budget of rows takes. */
export const slotsOfBudget = exercise({
  level: 1,
  hints: [
    'How many numbers may be stored, how many do units and labels take, and how many a slot?',
    'Take 64 units and 10 labels from 65 B, divide by the 66 numbers of a slot, and cut off the ' +
      'fraction.',
  ],
  answer: functionAnswer<(budget: number) => unknown>(),
  problem(slotsIn) {
    for (let budget = BUDGETS.least; budget <= BUDGETS.most; budget++) {
      const numbers = budget * (INPUTS + 1);
      const beside = INPUTS + LABELS;
      const needed = (slots: number): number => beside + slots * (INPUTS + BESIDE_KEY);
      const got = slotsIn(budget);
      const of = `for B = ${budget} it gives ${describe(got)}`;
      if (typeof got !== 'number' || !Number.isInteger(got)) return `${of}, no whole number`;
      if (needed(got) > numbers)
        return (
          `${of}: with units and labels these take ${needed(got)} numbers, ` +
          `${numbers} may be stored`
        );
      if (needed(got + 1) <= numbers) return `${of}: one more slot would fit`;
    }
    return undefined;
  },
});

/** What the memory and the controller say of a row, and the row's class. */
export interface HeardRow {
  /** Log-probabilities of the memory's read, one a class. */
  readonly read: readonly number[];
  /** Log-probabilities of the controller, one a class. */
  readonly controller: readonly number[];
  readonly label: number;
}

/** 7.3: the weight of the memory's voice that has most rows right. */
export const lambdaOnValidation = exercise({
  level: 2,
  hints: [
    'For one candidate: mix both voices class by class, and count the rows whose largest mixed ' +
      'value stands at their label. Then compare the counts.',
    'A second candidate takes the place of the first only if it has more rows right, not if it ' +
      'has as many.',
  ],
  answer: functionAnswer<(rows: HeardRow[], candidates: number[]) => unknown>(),
  problem(bestLambda) {
    for (const { rows, candidates } of lambdaCases()) {
      const counts = candidates.map((lambda) => rightWith(rows, lambda));
      const most = Math.max(...counts);
      const expected = candidates[counts.indexOf(most)];
      const got = bestLambda(structuredClone(rows) as HeardRow[], [...candidates]);
      if (got === expected) continue;
      const found = candidates.map((lambda, i) => `${lambda}: ${counts[i]}`).join(', ');
      return (
        `it gives ${describe(got)} where the candidates have so many of ${rows.length} rows ` +
        `right: ${found}`
      );
    }
    return undefined;
  },
});

function rightWith(rows: readonly HeardRow[], lambda: number): number {
  return rows.filter(({ read, controller, label }) => {
    const mixed = read.map((value, c) => lambda * value + (1 - lambda) * controller[c]);
    return mixed.every((value, c) => c === label || mixed[label] > value);
  }).length;
}

interface LambdaCase {
  readonly rows: readonly HeardRow[];
  readonly candidates: readonly number[];
}

/** Rows where the best candidate stands first, in the middle, last, and several times. */
function lambdaCases(): LambdaCase[] {
  const candidates = [1, 0.6, 0.3, 0];
  const turned = [0.3, 0, 1, 0.6];
  return [0, 1, 2, 3, 4, 5].flatMap((seed) => {
    const rows = heardRows(seed, seed % 2 === 0 ? 2 : 3);
    const swapped = rows.map(({ read, controller, label }) => ({
      read: controller,
      controller: read,
      label,
    }));
    return [
      { rows, candidates },
      { rows: swapped, candidates },
      { rows, candidates: turned },
      { rows: rows.slice(0, 3), candidates: [0.5, 0.4, 0.6] },
    ];
  });
}

/** Made-up rows: the controller is right more often than the read. */
function heardRows(seed: number, classes: number): HeardRow[] {
  const random = createRandom(seed).fork('heard');
  const voice = (label: number, lift: number): number[] => {
    const scores = Array.from({ length: classes }, (_, c) =>
      Math.exp(random.normal() + (c === label ? lift : 0)),
    );
    return scores.map((score) => Math.log(score / sum(scores)));
  };
  return Array.from({ length: 40 }, () => {
    const label = random.int(classes);
    return { read: voice(label, 0.2), controller: voice(label, 1.2), label };
  });
}

const KEYS = 20;
const ENOUGH = 0.85;

/** Twenty keys with their labels: one list of 20 x 64 numbers, or a list for each key. */
const keysForm = z.looseObject({ keys: z.custom<ArrayLike<unknown>>(isList, 'a list of keys') });

/** 7.4: twenty keys by which the nearest one has more than 85 % of unseen digits right. */
export const twentyKeysForDigits = exercise({
  level: 3,
  hints: [
    'Which digits have a key at all? Two keys a digit would be a beginning.',
    'Must a key be a row, or may it be a mean of rows? The write rule of this chapter makes such ' +
      'means in one pass: a SlotMemory of 20 slots.',
  ],
  answer: functionAnswer<(rows: Rows, digits: number[]) => unknown>(),
  problem(twentyKeys) {
    const { train, judged } = digitsToChooseFrom();
    const { count, x, y } = train;
    const rows = { count, x: x.slice(), y: y.slice() };
    const answer = twentyKeys(rows, classesOf(y, 10));
    const parsed = keysForm.safeParse(answer);
    if (!parsed.success) return `it gives ${describe(answer)}, expected { keys, labels }`;
    const keys = flatKeys(parsed.data.keys);
    const { labels } = parsed.data;
    if (!isList(labels))
      return `labels: got ${describe(labels)}, expected a list of ${KEYS} digits`;
    return keysProblem(keys, Array.from(labels)) ?? shareProblem(keys, Array.from(labels), judged);
  },
});

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** All numbers of the keys, one key after the other. */
function flatKeys(keys: ArrayLike<unknown>): number[] {
  return Array.from(keys).flatMap((key) => (isList(key) ? Array.from(key) : [key])) as number[];
}

function keysProblem(keys: readonly unknown[], labels: readonly unknown[]): Problem {
  if (keys.length !== KEYS * INPUTS)
    return `keys: got ${keys.length} numbers, expected ${KEYS} x ${INPUTS}`;
  if (!keys.every((value) => typeof value === 'number' && Number.isFinite(value)))
    return 'keys: one of the numbers is not finite';
  if (labels.length !== KEYS) return `labels: got ${labels.length}, expected ${KEYS}`;
  const wrong = labels.find((label) => !Number.isInteger(label) || Number(label) < 0);
  return wrong === undefined ? undefined : `labels: got ${describe(wrong)}, expected a digit`;
}

function shareProblem(keys: readonly number[], labels: readonly unknown[], judged: Rows): Problem {
  const truth = classesOf(judged.y, 10);
  const table = splitRows(Float32Array.from(keys), INPUTS);
  const answers = splitRows(judged.x, INPUTS).map((image) => labels[nearestKey(image, table)]);
  const share = answers.filter((answer, i) => answer === truth[i]).length / truth.length;
  if (share > ENOUGH) return undefined;
  return `the nearest key is right for ${(100 * share).toFixed(1)} % of the digits`;
}

function nearestKey(image: Float32Array, keys: readonly Float32Array[]): number {
  const distances = keys.map((key) => sum(key.map((value, d) => (value - image[d]) ** 2)));
  return distances.indexOf(Math.min(...distances));
}

let loaded: { readonly train: Rows; readonly judged: Rows } | undefined;

/** Rows to make keys from, in the order of the stream, and validation rows to judge them on. */
function digitsToChooseFrom(): { readonly train: Rows; readonly judged: Rows } {
  if (loaded) return loaded;
  const { tasks } = continualScenario('split-class', { judgedOn: 'validation' });
  loaded = {
    train: joinRows(tasks.map((task) => task.train)),
    judged: joinRows(tasks.map((task) => task.test)),
  };
  return loaded;
}

/** Checks the exercises of chapter 07. */
export const check = checker({
  '7.1': lostSinceLearned,
  '7.2': slotsOfBudget,
  '7.3': lambdaOnValidation,
  '7.4': twentyKeysForDigits,
});
