// The exercises of chapter 11 are fair. None of them depends on the notebook's knobs.
import { headByHand, matchingByHand, prototypeByHand } from '../../src/exercises/11-one-shot';
import { provesFair } from './fair';

const given = [undefined];
type Rows = number[][];
const dot = (a: number[], b: number[]): number => a.reduce((all, v, d) => all + v * b[d], 0);
const distance = (a: number[], b: number[]): number =>
  a.reduce((all, v, d) => all + (v - b[d]) ** 2, 0);
const least = (values: number[]): number => values.indexOf(Math.min(...values));
const classesOf = (labels: number[]): number[] => [...new Set(labels)].sort((a, b) => a - b);
const rowsOf = (features: Rows, labels: number[], own: number): Rows =>
  features.filter((_, i) => labels[i] === own);
const meanOf = (rows: Rows): number[] =>
  rows[0].map((_, d) => rows.reduce((all, row) => all + row[d], 0) / rows.length);

type Classify = (features: Rows, labels: number[], query: number[]) => unknown;
const classify = (rule: Classify) => () => rule;

provesFair('11.1', prototypeByHand, {
  given,
  stub: classify(
    (features, labels, query) => labels[least(features.map((x) => distance(x, query)))],
  ),
  solution: classify((features, labels, query) => {
    const means = classesOf(labels).map((own) => meanOf(rowsOf(features, labels, own)));
    return least(means.map((mean) => distance(mean, query)));
  }),
  right: [
    classify((features, labels, query) => {
      const sums = new Map<number, { rows: number; sum: number[] }>();
      features.forEach((row, i) => {
        const own = sums.get(labels[i]) ?? { rows: 0, sum: row.map(() => 0) };
        sums.set(labels[i], { rows: own.rows + 1, sum: own.sum.map((v, d) => v + row[d]) });
      });
      const far = ([, { rows, sum }]: [number, { rows: number; sum: number[] }]): number =>
        Math.hypot(...sum.map((v, d) => v / rows - query[d]));
      return [...sums].reduce((a, b) => (far(b) < far(a) ? b : a))[0];
    }),
    classify((features, labels, query) => {
      // the largest of 2 q·m − m·m is the nearest
      const means = classesOf(labels).map((own) => meanOf(rowsOf(features, labels, own)));
      return least(means.map((mean) => dot(mean, mean) - 2 * dot(query, mean)));
    }),
  ],
  wrong: [
    classify((features, labels, query) => {
      const means = classesOf(labels).map((own) => meanOf(rowsOf(features, labels, own)));
      return least(means.map((mean) => -dot(mean, query)));
    }),
    classify((features, labels, query) => {
      const mean = (own: number): number => {
        const rows = rowsOf(features, labels, own).map((x) => distance(x, query));
        return rows.reduce((a, b) => a + b, 0) / rows.length;
      };
      return least(classesOf(labels).map(mean)); // the scatter of a class counts, too
    }),
    classify(() => 0),
    classify(() => undefined),
    () => 1,
  ],
});

type Attend = (features: Rows, labels: number[], query: number[], sharpness: number) => unknown;
const attend = (rule: Attend) => () => rule;
const lengthOf = (row: number[]): number => Math.sqrt(dot(row, row));
const shares = (weights: number[], labels: number[]): number[] => {
  const all = weights.reduce((a, b) => a + b, 0);
  return classesOf(labels).map(
    (own) => weights.filter((_, i) => labels[i] === own).reduce((a, b) => a + b, 0) / all,
  );
};

provesFair('11.2', matchingByHand, {
  given,
  stub: attend((features, labels, query, sharpness) =>
    shares(
      features.map((x) => Math.exp(sharpness * dot(x, query))),
      labels,
    ),
  ),
  solution: attend((features, labels, query, sharpness) =>
    shares(
      features.map((x) => Math.exp((sharpness * dot(x, query)) / (lengthOf(x) * lengthOf(query)))),
      labels,
    ),
  ),
  right: [
    attend((features, labels, query, sharpness) => {
      const result = classesOf(labels).map(() => 0);
      let all = 0;
      features.forEach((x, i) => {
        const weight = Math.exp(
          (sharpness * dot(x, query)) / Math.sqrt(dot(x, x) * dot(query, query)),
        );
        result[labels[i]] += weight;
        all += weight;
      });
      return result.map((weight) => weight / all);
    }),
    attend((features, labels, query, sharpness) => {
      const scores = features.map(
        (x) => (sharpness * dot(x, query)) / lengthOf(x) / lengthOf(query),
      );
      const most = Math.max(...scores);
      return shares(
        scores.map((score) => Math.exp(score - most)),
        labels,
      );
    }),
  ],
  wrong: [
    attend((features, labels, query) =>
      shares(
        features.map((x) => Math.exp(dot(x, query) / (lengthOf(x) * lengthOf(query)))),
        labels,
      ),
    ),
    attend((features, labels, query, sharpness) => {
      // the softmax over class means
      const means = classesOf(labels).map((own) => meanOf(rowsOf(features, labels, own)));
      const weights = means.map((x) =>
        Math.exp((sharpness * dot(x, query)) / (lengthOf(x) * lengthOf(query))),
      );
      return shares(weights, classesOf(labels));
    }),
    attend(() => []),
    attend(() => 0.5),
    () => [1],
  ],
});

type Step = (features: Rows, labels: number[], rate: number) => unknown;
const step = (rule: Step) => () => rule;

provesFair('11.3', headByHand, {
  given,
  stub: step((features, labels) =>
    classesOf(labels).map((own) => meanOf(rowsOf(features, labels, own))),
  ),
  solution: step((features, labels, rate) => {
    const classes = classesOf(labels);
    return classes.map((own) =>
      features[0].map((_, d) => {
        const pull = (x: number[], i: number): number =>
          ((labels[i] === own ? 1 : 0) - 1 / classes.length) * x[d];
        return (rate * features.map(pull).reduce((a, b) => a + b, 0)) / features.length;
      }),
    );
  }),
  right: [
    step((features, labels, rate) => {
      const classes = classesOf(labels);
      const head = classes.map(() => features[0].map(() => 0));
      features.forEach((x, i) =>
        head.forEach((weights, own) =>
          x.forEach((v, d) => {
            const slope = (1 / classes.length - (labels[i] === own ? 1 : 0)) * v;
            weights[d] -= (rate * slope) / features.length;
          }),
        ),
      );
      return head;
    }),
    step((features, labels, rate) => {
      // with as many images of each class: the class mean less the mean of all, over the classes
      const classes = classesOf(labels);
      const all = meanOf(features);
      return classes.map((own) =>
        meanOf(rowsOf(features, labels, own)).map(
          (value, d) => (rate * (value - all[d])) / classes.length,
        ),
      );
    }),
  ],
  wrong: [
    step((features, labels, rate) =>
      classesOf(labels).map((own) =>
        meanOf(rowsOf(features, labels, own)).map((value) => rate * value),
      ),
    ),
    step((features, labels, rate) => {
      const classes = classesOf(labels);
      return classes.map((own) =>
        features[0].map((_, d) => {
          const pull = (x: number[], i: number): number =>
            ((labels[i] === own ? 1 : 0) - 1 / classes.length) * x[d];
          return rate * features.map(pull).reduce((a, b) => a + b, 0); // the sum, not the mean
        }),
      );
    }),
    step(() => []),
    step(() => undefined),
    () => [[0]],
  ],
});
