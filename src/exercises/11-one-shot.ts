import { sum } from '../core/numbers';
import { createRandom, type Random } from '../core/random';
import { innerProduct } from '../core/vectors';
import { checker, exercise, functionAnswer } from '../notebook';
import { say } from '../plots';

/** Features seen with their classes, and features asked for. */
interface Seen {
  readonly features: number[][];
  readonly labels: number[];
  readonly query: number[];
}

const draw = (dice: Random, count: number): number[] =>
  Array.from({ length: count }, () => dice.normal());

/** Episodes; in the second the nearest of all and the nearest mean are of different classes. */
function episodes(): Seen[] {
  const dice = createRandom(21);
  const random = (ways: number, shots: number, size: number): Seen => {
    const middles = Array.from({ length: ways }, () => draw(dice, size));
    const labels = Array.from({ length: ways * shots }, (_, i) => i % ways);
    const features = labels.map((label) =>
      draw(dice, size).map((value, d) => value + middles[label][d]),
    );
    return { features, labels, query: draw(dice, size) };
  };
  return [
    {
      features: [
        [0, 0],
        [4, 0],
      ],
      labels: [0, 1],
      query: [1, 1],
    },
    {
      features: [
        [0, 0],
        [10, 0],
        [4, 2],
        [4, -2],
      ],
      labels: [0, 0, 1, 1],
      query: [1.5, 0],
    },
    {
      features: [
        [-10, 0],
        [10, 0],
        [4, 1],
        [4, -1],
      ],
      labels: [0, 0, 1, 1],
      query: [1, 0],
    },
    random(3, 5, 4),
    random(5, 2, 6),
    random(4, 3, 3),
  ];
}

const shown = ({ features, labels, query }: Seen): string =>
  features.length > 4
    ? `${features.length} features of ${1 + Math.max(...labels)} classes`
    : `the features ${features.map((row) => `[${row.join(', ')}]`).join(', ')} of the classes ` +
      `${labels.join(', ')} and the query [${query.join(', ')}]`;

const copyOf = ({ features, labels, query }: Seen): Seen => ({
  features: features.map((row) => [...row]),
  labels: [...labels],
  query: [...query],
});

/** The class whose mean is nearest. */
function nearestPrototype({ features, labels, query }: Seen): number {
  const classes = 1 + Math.max(...labels);
  const distances = Array.from({ length: classes }, (_, own) => {
    const rows = features.filter((_row, i) => labels[i] === own);
    return sum(
      query.map((value, d) => (value - sum(rows.map((row) => row[d])) / rows.length) ** 2),
    );
  });
  return distances.indexOf(Math.min(...distances));
}

type Classifier = (features: number[][], labels: number[], query: number[]) => unknown;

/** 11.1: the class of the nearest prototype. */
export const prototypeByHand = exercise({
  level: 1,
  hints: [
    'A class is known by the mean of the features of its images, number by number. Compute one ' +
      'mean a class before you compare.',
    'The answer is the class with the smallest sum of (query[d] − mean[d])².',
  ],
  answer: functionAnswer<Classifier>(),
  problem(classify) {
    for (const seen of episodes()) {
      const given = copyOf(seen);
      const got = classify(given.features, given.labels, given.query);
      if (typeof got !== 'number') return 'the function gives back no number';
      const wanted = nearestPrototype(seen);
      if (got !== wanted) return `for ${shown(seen)} it gives class ${got}, not ${wanted}`;
    }
    return undefined;
  },
});

/** The attention that each class gets: a softmax of cosines over all that was seen. */
function attentionOf({ features, labels, query }: Seen, sharpness: number): number[] {
  const lengthOf = (row: readonly number[]): number => Math.sqrt(innerProduct(row, row));
  const weights = features.map((row) => {
    const cosine = innerProduct(row, query) / (lengthOf(row) * lengthOf(query));
    return Math.exp(sharpness * cosine);
  });
  const all = sum(weights);
  const classes = 1 + Math.max(...labels);
  return Array.from(
    { length: classes },
    (_, own) => sum(weights.filter((_weight, i) => labels[i] === own)) / all,
  );
}

type Attention = (
  features: number[][],
  labels: number[],
  query: number[],
  sharpness: number,
) => unknown;

/** Episodes in which no feature is of length 0. */
const pointing = (): Seen[] =>
  episodes().map((seen) => ({
    ...seen,
    features: seen.features.map((row) => row.map((value) => value + 0.5)),
  }));

/** 11.2: how much attention a query pays to each class. */
export const matchingByHand = exercise({
  level: 2,
  hints: [
    'A cosine is the inner product over both lengths. The softmax goes over all images that were ' +
      'seen, not over classes: exp(sharpness × cosine), each over the sum of all.',
    'The share of a class is the sum of the weights of its images.',
  ],
  answer: functionAnswer<Attention>(),
  problem(attend) {
    for (const [i, seen] of pointing().entries()) {
      const sharpness = [1, 10][i % 2];
      const given = copyOf(seen);
      const got: unknown = attend(given.features, given.labels, given.query, sharpness);
      const wanted = attentionOf(seen, sharpness);
      const wrong = differenceIn(got, wanted);
      if (wrong === undefined) continue;
      return `for ${shown(seen)}, sharpness ${sharpness}, ${wrong}`;
    }
    return undefined;
  },
});

/** What is wrong with a list of numbers; undefined if nothing is. */
function differenceIn(got: unknown, wanted: readonly number[]): string | undefined {
  if (!Array.isArray(got) || got.length !== wanted.length)
    return `it gives back no list of ${wanted.length} numbers`;
  const place = wanted.findIndex((value, i) => {
    const own: unknown = got[i];
    return !(typeof own === 'number' && Math.abs(own - value) < 1e-6);
  });
  if (place < 0) return undefined;
  const own: unknown = got[place];
  const found = typeof own === 'number' ? say(own, 4) : 'no number';
  return `the number at place ${place} is ${found}, not ${say(wanted[place], 4)}`;
}

/** The weights of a linear layer after one gradient step from 0. */
function headOf({ features, labels }: Seen, rate: number): number[][] {
  const classes = 1 + Math.max(...labels);
  return Array.from({ length: classes }, (_, own) =>
    features[0].map((_number, d) => {
      const pulls = features.map((row, i) => (Number(labels[i] === own) - 1 / classes) * row[d]);
      return (rate * sum(pulls)) / features.length;
    }),
  );
}

type Head = (features: number[][], labels: number[], rate: number) => unknown;

/** 11.3: one gradient step of the last layer, written out. */
export const headByHand = exercise({
  level: 3,
  hints: [
    'With weights 0 all outputs are 0, so the softmax gives each of C classes 1 / C. The slope ' +
      'of the cross-entropy for output c is 1 / C − y_c, with y_c = 1 for the right class, else 0.',
    'The weights of class c move by the rate times the mean over images of (y_c − 1 / C) × ' +
      'features.',
  ],
  answer: functionAnswer<Head>(),
  problem(step) {
    for (const [i, seen] of episodes().entries()) {
      const rate = [1, 0.2][i % 2];
      const given = copyOf(seen);
      const got: unknown = step(given.features, given.labels, rate);
      const wanted = headOf(seen, rate);
      if (!Array.isArray(got) || got.length !== wanted.length)
        return `it gives back no list of ${wanted.length} classes`;
      for (const [own, weights] of wanted.entries()) {
        const wrong = differenceIn(got[own], weights);
        if (wrong) return `for ${shown(seen)}, rate ${rate}, class ${own}: ${wrong}`;
      }
    }
    return undefined;
  },
});

/** The check of chapter 11. */
export const check = checker({
  '11.1': prototypeByHand,
  '11.2': matchingByHand,
  '11.3': headByHand,
});
