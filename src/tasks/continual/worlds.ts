import { z } from 'zod';
import { createRandom } from '../../core/random';
import { parseNamed } from '../../core/validation';
import { concat, joinRows, type Rows } from '../rows';
import { classesOf, mapRows, splitRows } from './tables';
import type { ContinualScenario } from './types';

/** Pixels along the side of a digit. */
const SIDE = 8;
const PIXELS = SIDE * SIDE;

const noiseArguments = z.object({
  inputSize: z.literal(PIXELS),
  pixels: z.int().min(0).max(PIXELS),
  loudness: z.number().min(0).max(1000),
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
});

/**
 * The same digits with noise in place of some pixels, those with the least ink: random numbers, new
 * in every image. `pixels`: how many, default 16 of the 64; `loudness`: the largest of the random
 * numbers, default 2, where ink is 1 at most.
 * @throws RangeError naming what is wrong
 */
export function withNoise(
  scenario: ContinualScenario,
  { pixels = 16, loudness = 2, seed = 0 } = {},
): ContinualScenario {
  parseNamed(noiseArguments, { inputSize: scenario.inputSize, pixels, loudness, seed });
  const random = createRandom(seed).fork('noise');
  const quiet = new Set(leastInk(joinRows(scenario.tasks.map(({ train }) => train)), pixels));
  return mapRows(scenario, (rows) => ({
    ...rows,
    x: rows.x.map((value, p) => (quiet.has(p % PIXELS) ? loudness * random.uniform() : value)),
  }));
}

/** The pixels with the least ink in all rows together. */
function leastInk({ x }: Rows, count: number): number[] {
  const ink = new Float64Array(PIXELS);
  for (let p = 0; p < x.length; p++) ink[p % PIXELS] += x[p];
  return [...ink.keys()].sort((a, b) => ink[a] - ink[b]).slice(0, count);
}

const shiftArguments = noiseArguments
  .pick({ inputSize: true, seed: true })
  .extend({ by: z.int().min(0).max(SIDE) });

/**
 * The same digits, each image moved across and down by up to `by` pixels, at random; what leaves
 * the image is lost.
 * @throws RangeError naming what is wrong
 */
export function withShifts(
  scenario: ContinualScenario,
  { by = 1, seed = 0 } = {},
): ContinualScenario {
  parseNamed(shiftArguments, { inputSize: scenario.inputSize, by, seed });
  const random = createRandom(seed).fork('shifts');
  const draw = (): number => random.int(2 * by + 1) - by;
  return mapRows(scenario, (rows) => {
    const images = splitRows(rows.x, PIXELS).map((image) => moved(image, draw(), draw()));
    return { ...rows, x: concat(images) };
  });
}

/** An image moved by some pixels; white comes in at the edges. */
function moved(image: Float32Array, right: number, down: number): Float32Array {
  const isInside = (place: number): boolean => place >= 0 && place < SIDE;
  return image.map((_, p) => {
    const column = (p % SIDE) - right;
    const row = Math.floor(p / SIDE) - down;
    return isInside(column) && isInside(row) ? image[SIDE * row + column] : 0;
  });
}

/**
 * The share of held-out rows that have the class of the nearest row to learn from, by squared
 * distance; the first of equals.
 */
export function nearestShare({ tasks, outputSize, inputSize }: ContinualScenario): number {
  const train = joinRows(tasks.map((task) => task.train));
  const test = joinRows(tasks.map((task) => task.test));
  const [labels, truth] = [classesOf(train.y, outputSize), classesOf(test.y, outputSize)];
  const known = splitRows(train.x, inputSize);
  const right = splitRows(test.x, inputSize).filter(
    (x, i) => labels[nearestOf(x, known)] === truth[i],
  );
  return right.length / test.count;
}

function nearestOf(x: Float32Array, rows: readonly Float32Array[]): number {
  let [best, least] = [0, Infinity];
  for (const [i, row] of rows.entries()) {
    let distance = 0;
    for (let d = 0; d < x.length && distance < least; d++) distance += (x[d] - row[d]) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}
