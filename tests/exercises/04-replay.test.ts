import { balancedPlace, DARTS, hitRows, rankedLosses } from '../../src/exercises/04-replay';
import { provesFair } from './fair';

/** The row whose part of the line holds a place. */
function rowAtPlace(place: number): number {
  let end = 0;
  return DARTS.priorities.findIndex((priority) => place < (end += priority));
}

provesFair('4.1', hitRows, {
  given: [undefined],
  stub: () => [0, 0, 0, 0],
  solution: () => [0, 3, 4, 7],
  right: [() => DARTS.at.map(rowAtPlace), () => [...new Set([0, 3, 4, 7])]],
  wrong: [
    () => [0, 3, 3, 7], // the border belongs to the next row
    () => [1, 4, 5, 8], // counted from 1
    () => [0, 3, 4],
    () => '0, 3, 4, 7',
    () => [0, 3, 4, 6.5],
  ],
});

type Losses = number[];
const rankOf = (losses: Losses, i: number): number =>
  1 + losses.filter((other, j) => other > losses[i] || (other === losses[i] && j < i)).length;

/** Ranks by sorting once. */
function bySorting(losses: Losses): number[] {
  const order = [...losses.keys()].sort((a, b) => losses[b] - losses[a] || a - b);
  const priorities = new Array<number>(losses.length);
  order.forEach((row, rank) => (priorities[row] = 1 / (rank + 1)));
  return priorities;
}

provesFair('4.2', rankedLosses, {
  given: [undefined],
  stub: () => (losses: Losses) => losses,
  solution: () => (losses: Losses) => losses.map((_, i) => 1 / rankOf(losses, i)),
  right: [
    () => bySorting,
    () => (losses: Losses) => losses.map((_, i) => 10 / rankOf(losses, i)), // draws alike
    () => (losses: Losses) => Float64Array.from(losses, (_, i) => 1 / rankOf(losses, i)),
  ],
  wrong: [
    () => (losses: Losses) => losses.map((_, i) => rankOf(losses, i)), // the rank itself
    () => (losses: Losses) => losses.map((loss) => 1 / (1 + losses.filter((l) => l > loss).length)),
    () => (losses: Losses) => losses.sort((a, b) => b - a).map((_, i) => 1 / (i + 1)),
    () => (losses: Losses) => losses.map(() => 1),
    () => () => undefined,
    () => [1, 2, 3],
  ],
});

type Dice = (bound: number) => number;

/** Places of one of the labels that most rows have. */
function placesOfMost(labels: number[]): number[] {
  const countOf = (label: number): number => labels.filter((other) => other === label).length;
  const most = labels.reduce((best, label) => (countOf(label) > countOf(best) ? label : best));
  return [...labels.keys()].filter((i) => labels[i] === most);
}

/** Draws a place until it is one of a largest class. */
function untilLargest(labels: number[], random: Dice): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const most = Math.max(...counts.values());
  for (;;) {
    const place = random(labels.length);
    if (counts.get(labels[place]) === most) return place;
  }
}

provesFair('4.3', balancedPlace, {
  given: [undefined],
  stub: () => (labels: number[], random: Dice) => random(labels.length),
  solution: () => (labels: number[], random: Dice) => {
    const places = placesOfMost(labels);
    return places[random(places.length)];
  },
  right: [
    () => untilLargest,
    () => (labels: number[]) => {
      const places = placesOfMost(labels);
      return places[Math.floor(Math.random() * places.length)]; // dice of one's own
    },
  ],
  wrong: [
    () => (labels: number[], random: Dice) => {
      const full = labels.findIndex((_, i) => labels.filter((l) => l === labels[i]).length > 10);
      return full < 0 ? random(labels.length) : full; // a quota of 10 a class, built in
    },
    () => (labels: number[]) => placesOfMost(labels)[0], // always the same row
    () => (labels: number[], random: Dice) => placesOfMost(labels)[random(labels.length)],
    () => (labels: number[]) => labels.length, // no place at all
    () => (labels: number[]) => labels.indexOf(Math.max(...labels)), // the largest label
    () => 0,
  ],
});
