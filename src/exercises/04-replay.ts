import { z } from 'zod';
import { createRandom } from '../core/random';
import { checker, exercise, functionAnswer, type Problem } from '../notebook';
import { ExperienceReplay, SumTree } from '../replay';

/** Priorities and darts of 4.1: a dart before a border, one on it, and one at each end. */
export const DARTS = { priorities: [3, 1, 4, 1, 5, 9, 2, 6], at: [0.5, 8.9, 9, 30.9] } as const;

/** 4.1: the row that each dart hits, found by hand. */
export const hitRows = exercise({
  level: 1,
  hints: [
    'Write down where each row ends on the line: row 0 at 3, row 1 at 4, row 2 at 8 …',
    'A row has the place at which it begins, and not the one at which it ends.',
  ],
  answer: z.array(z.int().min(0).max(7)).length(DARTS.at.length),
  problem(rows) {
    const tree = new SumTree(DARTS.priorities.length);
    DARTS.priorities.forEach((priority, row) => tree.set(row, priority));
    const wrong = DARTS.at.find((dart, i) => rows[i] !== tree.find(dart));
    return wrong === undefined ? undefined : `the dart at ${wrong} does not hit that row`;
  },
});

/** Losses that ranks are tried on: an outlier, equal losses, one row, all alike. */
const LOSSES: readonly (readonly number[])[] = [
  [0.2, 50, 0.1, 2, 1, 0.4],
  [1, 3, 3, 0, 1],
  [0.7],
  [2, 2, 2, 2],
  [0.001, 0.002, 0.003],
];

/** A list or a typed array, as a list. */
const listOfNumbers = z.preprocess(
  (value) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value),
  z.array(z.number()),
);

/** 4.2: priorities by rank. A multiple of them draws alike, and is as right. */
export const rankedLosses = exercise({
  level: 2,
  hints: [
    'The rank of a row is 1 plus the number of rows that come before it; its priority is 1 / rank.',
    'Row j comes before row i if its loss is larger, or as large with j below i.',
  ],
  answer: functionAnswer<(losses: number[]) => ArrayLike<number>>(),
  problem(rankPriorities) {
    for (const losses of LOSSES) {
      const given = [...losses];
      const found = listOfNumbers.safeParse(rankPriorities(given));
      const call = `rankPriorities([${losses.join(', ')}])`;
      if (!found.success) return `${call} is not a list of numbers`;
      if (given.some((loss, i) => loss !== losses[i]))
        return `${call} changes the list it is given`;
      const wanted = rankChances(losses);
      if (!alike(shares(found.data), wanted))
        return `${call} gives ${shown(found.data)}, and so does not draw by 1 / rank`;
    }
    return undefined;
  },
});

/** What the tested store draws by. */
function rankChances(losses: readonly number[]): number[] {
  const store = new ExperienceReplay({
    capacity: losses.length,
    fields: { x: 1 },
    prioritization: 'rank',
    alpha: 1,
    seed: 0,
  });
  for (const loss of losses) store.add({ x: Float32Array.of(0) }, loss);
  return Array.from(store.probabilities());
}

function shares(values: readonly number[]): number[] {
  const total = values.reduce((a, b) => a + b, 0);
  return values.map((value) => value / total);
}

const alike = (found: readonly number[], wanted: readonly number[]): boolean =>
  found.length === wanted.length && wanted.every((value, i) => Math.abs(found[i] - value) < 1e-6);

const shown = (values: readonly number[]): string =>
  `[${values.map((value) => Number(value.toPrecision(3))).join(', ')}]`;

/** Whole numbers below a bound, at random. */
type Dice = (bound: number) => number;
type PlaceToFree = (labels: number[], random: Dice) => number;

/** Streams that 4.3 is tried on: the store's size, and the share of each class. */
const STREAMS: readonly { readonly capacity: number; readonly classes: readonly number[] }[] = [
  { capacity: 30, classes: [0.9, 0.08, 0.02] },
  { capacity: 12, classes: [0.5, 0.4, 0.05, 0.05] },
  { capacity: 8, classes: [0.97, 0.03] },
  { capacity: 21, classes: [0.05, 0.05, 0.9] },
];

/** 4.3: a store that keeps classes balanced: a new row takes the place of one of the largest. */
export const balancedPlace = exercise({
  level: 3,
  hints: [
    'Count first how many rows each label has in the store. Which label has most?',
    'List the places of that label, and return one of them: places[random(places.length)].',
  ],
  answer: functionAnswer<PlaceToFree>(),
  problem(placeToFree) {
    for (const { capacity, classes } of STREAMS) {
      const problem = problemWithStream(placeToFree, capacity, classes);
      if (problem !== undefined) return problem;
    }
    return placesLeftOut(placeToFree);
  },
});

/** Fills a store from a stream, and says what goes wrong on the way. */
function problemWithStream(
  placeToFree: PlaceToFree,
  capacity: number,
  classes: readonly number[],
): Problem {
  const random = createRandom(0).fork(`balanced ${capacity}`);
  const labels = Array.from({ length: capacity }, () => draw(classes, random.uniform()));
  for (let n = 0; n < 800; n++) {
    const place = placeToFree([...labels], (bound) => random.int(bound));
    const problem = problemWithPlace(place, labels);
    if (problem !== undefined) return problem;
    labels[place] = draw(classes, random.uniform());
  }
  return undefined;
}

function problemWithPlace(place: unknown, labels: readonly number[]): Problem {
  if (!Number.isInteger(place) || labels[place as number] === undefined)
    return `it returns ${String(place)}, expected a place from 0 to ${labels.length - 1}`;
  const countOf = (label: number): number => labels.filter((other) => other === label).length;
  const most = Math.max(...labels.map(countOf));
  const freed = labels[place as number];
  if (countOf(freed) === most) return undefined;
  const held = [...new Set(labels)].sort((a, b) => a - b);
  const counts = held.map((label) => `${countOf(label)} of class ${label}`).join(', ');
  return `with ${counts} in the store it frees a place of class ${freed}`;
}

/** Whether every row of the largest class has its turn. */
function placesLeftOut(placeToFree: PlaceToFree): Problem {
  const labels = [2, 0, 0, 1, 0, 2, 0];
  const random = createRandom(1);
  const freed = new Set<number>();
  for (let i = 0; i < 400; i++) freed.add(placeToFree([...labels], (bound) => random.int(bound)));
  const never = [1, 2, 4, 6].filter((place) => !freed.has(place));
  if (never.length === 0) return undefined;
  return `with labels [${labels.join(', ')}] it never frees place ${never[0]}: draw one at random`;
}

/** A class, by the share of each. */
function draw(classes: readonly number[], u: number): number {
  let upTo = 0;
  const found = classes.findIndex((share) => u < (upTo += share));
  return found < 0 ? classes.length - 1 : found;
}

export const check = checker({
  '4.1': hitRows,
  '4.2': rankedLosses,
  '4.3': balancedPlace,
});
