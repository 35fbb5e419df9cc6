import { z } from 'zod';
import { createRandom, type Random } from '../core/random';
import { sum } from '../core/numbers';
import { innerProduct } from '../core/vectors';
import { checker, exercise, functionAnswer } from '../notebook';
import { say } from '../plots';

/** What is known of some rows of one number each: how many, their mean, their scatter. */
export interface RowsInBrief {
  readonly n: number;
  readonly mean: number;
  /** Sum of the squared distances to the mean. */
  readonly scatter: number;
}

/** Answers to a stream of classes. */
interface Answered {
  readonly labels: number[];
  readonly answers: number[];
}

/** A stream of classes that mostly stay, and answers that are mostly right. */
function stream(rows: number, classes: number, dice: Random): Answered {
  const labels = [dice.int(classes)];
  while (labels.length < rows)
    labels.push(dice.uniform() < 0.7 ? labels[labels.length - 1] : dice.int(classes));
  const answers = labels.map((label) => (dice.uniform() < 0.6 ? label : dice.int(classes)));
  return { labels, answers };
}

function streams(): Answered[] {
  const dice = createRandom(12);
  return [
    { labels: [0, 1, 1, 0], answers: [0, 1, 1, 0] },
    { labels: [0, 1, 1, 0], answers: [0, 0, 1, 1] },
    { labels: [1, 1, 0, 1], answers: [1, 0, 0, 1] },
    stream(20, 2, dice),
    stream(50, 3, dice),
  ];
}

/** Kappa temporal; before the first row the last label counts as 0. */
function kappaTemporalOf({ labels, answers }: Answered): number {
  let right = 0;
  let last = 0;
  labels.forEach((label, row) => {
    if (answers[row] === label) right++;
    if (label === (row === 0 ? 0 : labels[row - 1])) last++;
  });
  return (right - last) / (labels.length - last);
}

/** 10.1: how much of what the last label has wrong a learner has right. */
export const kappaTemporalByHand = exercise({
  level: 1,
  hints: [
    'Count the rows that are answered right, and those whose label is that of the row before (0 ' +
      'before the first). The second count is what the last label has right.',
    'It is (right − last) / (rows − last): the share of the mistakes of the last label that is ' +
      'avoided.',
  ],
  answer: functionAnswer<(labels: number[], answers: number[]) => unknown>(),
  problem(kappaTemporal) {
    for (const answered of streams()) {
      const { labels, answers } = answered;
      const got = kappaTemporal([...labels], [...answers]);
      const wanted = kappaTemporalOf(answered);
      if (typeof got !== 'number') return 'the function gives back no number';
      if (Math.abs(got - wanted) < 1e-9) continue;
      const shown =
        labels.length > 6
          ? `${labels.length} rows of a stream`
          : `the labels ${labels.join(', ')}, answered with ${answers.join(', ')},`;
      return `for ${shown} it gives ${say(got, 3)}, not ${say(wanted, 3)}`;
    }
    return undefined;
  },
});

function groupOf(values: readonly number[]): RowsInBrief {
  const mean = sum(values) / values.length;
  return { n: values.length, mean, scatter: sum(values.map((value) => (value - mean) ** 2)) };
}

/** Pairs of groups of rows. */
function pairs(): [number[], number[]][] {
  const dice = createRandom(13);
  const draw = (count: number, at: number): number[] =>
    Array.from({ length: count }, () => at + dice.normal());
  return [
    [[1], [3]],
    [[1, 3], [2]],
    [
      [0, 2],
      [10, 12, 14],
    ],
    [draw(5, 0), draw(5, 0)],
    [draw(30, -2), draw(3, 5)],
  ];
}

const groupAnswer = z.looseObject({ n: z.number(), mean: z.number(), scatter: z.number() });

/** 10.2: what is known of two groups of rows together, without the rows. */
export const mergedGroups = exercise({
  level: 2,
  hints: [
    'Counts add up. The mean of all is that of both means, each weighing as its rows. Where the ' +
      'means differ, the scatter is more than the sum of both.',
    'Merging adds n m / (n + m) times the square of the difference of the means to the scatter: ' +
      'the same number that says what a merge of two slots costs.',
  ],
  answer: functionAnswer<(a: RowsInBrief, b: RowsInBrief) => unknown>(),
  problem(together) {
    for (const [left, right] of pairs()) {
      const wanted = groupOf([...left, ...right]);
      const parsed = groupAnswer.safeParse(together(groupOf(left), groupOf(right)));
      if (!parsed.success) return 'the function gives back no { n, mean, scatter } of numbers';
      const got = parsed.data;
      const wrong = (['n', 'mean', 'scatter'] as const).find(
        (field) => !(Math.abs(got[field] - wanted[field]) < 1e-6),
      );
      if (wrong === undefined) continue;
      const both = [left, right]
        .map((rows) => (rows.length > 3 ? `${rows.length} rows` : `[${rows.join(', ')}]`))
        .join(' and ');
      return `of ${both} it gives the ${wrong} ${say(got[wrong], 4)}, not ${say(wanted[wrong], 4)}`;
    }
    return undefined;
  },
});

/** A row, the key of a slot, and the directions of the slot's label. */
interface Look {
  readonly x: number[];
  readonly key: number[];
  /** At right angles; the square of the length of each is a sum of squares over `n` rows. */
  readonly directions: number[][];
  readonly n: number;
  readonly beta: number;
}

function looks(): Look[] {
  const dice = createRandom(14);
  const draw = (count: number): number[] => Array.from({ length: count }, () => dice.normal());
  const alone = { x: [3, 4], key: [0, 0], n: 10, beta: 2 };
  return [
    { ...alone, directions: [] },
    { ...alone, directions: [[10, 0]] },
    {
      ...alone,
      directions: [
        [0, 6],
        [4, 0],
      ],
    },
    { x: draw(4), key: draw(4), directions: [[2, 2, 0, 0]], n: 20, beta: 4 },
    {
      x: draw(5),
      key: draw(5),
      directions: [
        [3, 0, 4, 0, 0],
        [-4, 0, 3, 0, 0],
        [0, 1, 0, 1, 1],
      ],
      n: 7,
      beta: 0.5,
    },
  ];
}

/** |x - k|^2 less the share along each direction that does not count. */
function countedDistance({ x, key, directions, n, beta }: Look): number {
  const difference = x.map((value, d) => value - key[d]);
  const ignored = directions.map((direction) => {
    const square = innerProduct(direction, direction);
    const spread = (beta * square) / n;
    const along = innerProduct(difference, direction) ** 2 / square;
    return (spread / (1 + spread)) * along;
  });
  return innerProduct(difference, difference) - sum(ignored);
}

type Distance = (
  x: number[],
  key: number[],
  directions: number[][],
  n: number,
  beta: number,
) => unknown;

/** 10.3: a squared distance in which differences along the spread of a label count less. */
export const distanceThatCounts = exercise({
  level: 3,
  hints: [
    'Along a direction d rows have the variance |d|² / n. With s = β |d|² / n the part of the ' +
      'squared distance along d is divided by 1 + s; what is at right angles counts fully.',
    'The squared distance along d is ((x − k) · d)² / |d|². Take s / (1 + s) of it away from ' +
      '|x − k|², for each direction.',
  ],
  answer: functionAnswer<Distance>(),
  problem(distance) {
    for (const look of looks()) {
      const { x, key, directions, n, beta } = look;
      const got = distance(
        [...x],
        [...key],
        directions.map((own) => [...own]),
        n,
        beta,
      );
      if (typeof got !== 'number') return 'the function gives back no number';
      const wanted = countedDistance(look);
      if (Math.abs(got - wanted) < 1e-6) continue;
      const shown = directions.map((own) => `[${own.join(', ')}]`).join(' and ') || 'none';
      const of =
        x.length > 2 ? `${x.length} numbers` : `x = [${x.join(', ')}], k = [${key.join(', ')}]`;
      return (
        `for ${of}, n = ${n}, β = ${beta} and the directions ${shown} it gives ${say(got, 4)}, ` +
        `not ${say(wanted, 4)}`
      );
    }
    return undefined;
  },
});

/** The check of chapter 10. */
export const check = checker({
  '10.1': kappaTemporalByHand,
  '10.2': mergedGroups,
  '10.3': distanceThatCounts,
});
