import { createRandom } from '../../core/random';
import { type LabelledImages, loadMnist, type Mnist, MNIST_PIXELS } from '../datasets/mnist';
import { oneHotRows, type Rows } from '../rows';
import type { JudgedOn } from './digits';
import type { ContinualTask } from './types';

/** Digits that are told apart. */
const CLASSES = 10;
/** Validation rows of each class: 5,000 of the 60,000 in all. */
const VALIDATION_ROWS = 500;
/** Tasks of the permuted scenario. */
const ORDERS = 10;
/** The classes of each task of the split scenarios (van de Ven et al. 2022). */
const GROUPS = [
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 7],
  [8, 9],
];

/** Some images by their numbers. */
interface ChosenImages {
  readonly images: LabelledImages;
  readonly places: readonly number[];
}

/** The images that a scenario learns from, and those that it is judged on. */
export interface MnistParts {
  readonly train: ChosenImages;
  readonly test: ChosenImages;
}

let known: Mnist | undefined;

/** MNIST, read once: a worker makes one run after the other. */
function knownMnist(): Mnist {
  known ??= loadMnist();
  return known;
}

/**
 * MNIST divided as a scenario uses it: 60,000 images and the 10,000 held-out ones; to choose
 * settings by, 55,000 and the 5,000 others of the first part, 500 of each class, always the same.
 */
export function mnistParts(judgedOn: JudgedOn, { train, test }: Mnist = knownMnist()): MnistParts {
  const all = placesOf(train);
  if (judgedOn === 'test')
    return {
      train: { images: train, places: all },
      test: { images: test, places: placesOf(test) },
    };
  const held = validationPlaces(train.labels);
  return {
    train: { images: train, places: all.filter((i) => !held.has(i)) },
    test: { images: train, places: all.filter((i) => held.has(i)) },
  };
}

function placesOf({ count }: LabelledImages): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** As many images of each class, drawn. */
function validationPlaces(labels: Uint8Array): Set<number> {
  const random = createRandom(0).fork('mnist validation');
  const held = new Set<number>();
  for (let digit = 0; digit < CLASSES; digit++) {
    const own = [...labels.keys()].filter((i) => labels[i] === digit);
    for (const k of random.choose(VALIDATION_ROWS, own.length)) held.add(own[k]);
  }
  return held;
}

/**
 * A task for two classes each, five in all. Pixels from 0 to 1.
 * @param gains each pixel is multiplied with, `[784]`
 */
export function splitMnistTasks({ train, test }: MnistParts, gains?: Float32Array) {
  return GROUPS.map((classes): ContinualTask => {
    const own = ({ images, places }: ChosenImages): Rows =>
      imageRows(
        { images, places: places.filter((i) => classes.includes(images.labels[i])) },
        gains,
      );
    return { name: classes.join(' or '), train: own(train), test: own(test) };
  });
}

/**
 * All images in every task, the pixels in another order in each: as they are in the first, in an
 * order of the seed's in the others. Only the rows of one task are in memory at a time, those that
 * were last asked for: a task's `x` is made when it is read.
 * @param gains as in `splitMnistTasks`
 */
export function permutedMnistTasks(
  { train, test }: MnistParts,
  seed: number,
  gains?: Float32Array,
): ContinualTask[] {
  const trainInOrder = rowsInOrders(train, gains);
  const testInOrder = rowsInOrders(test, gains);
  const random = createRandom(seed).fork('mnist orders');
  return Array.from({ length: ORDERS }, (_, task): ContinualTask => {
    const order = task === 0 ? AS_IT_IS : random.choose(MNIST_PIXELS, MNIST_PIXELS);
    return { name: `order ${task + 1}`, train: trainInOrder(order), test: testInOrder(order) };
  });
}

/** Each pixel in its place. */
const AS_IT_IS = Array.from({ length: MNIST_PIXELS }, (_, p) => p);

/**
 * Makes rows whose x holds the pixels in an order, made when it is read and kept until x in another
 * order is.
 */
function rowsInOrders(
  images: ChosenImages,
  gains?: Float32Array,
): (order: readonly number[]) => Rows {
  const count = images.places.length;
  const y = answersOf(images);
  let kept: { readonly order: readonly number[]; readonly x: Float32Array } | undefined;
  return (order) => ({
    count,
    get x() {
      if (kept?.order === order) return kept.x;
      kept = undefined; // so that there is room for the new one
      kept = { order, x: inputsOf(images, gains, order) };
      return kept.x;
    },
    y,
  });
}

function imageRows(images: ChosenImages, gains?: Float32Array): Rows {
  return { count: images.places.length, x: inputsOf(images, gains), y: answersOf(images) };
}

/**
 * Pixels from 0 to 1, times their gains, `[count, 784]`.
 * @param order which pixel stands at each place
 */
function inputsOf(
  { images, places }: ChosenImages,
  gains?: Float32Array,
  order: readonly number[] = AS_IT_IS,
): Float32Array {
  const { pixels } = images;
  const from = Int32Array.from(order);
  const scale = Float64Array.from(from, (p) => gains?.[p] ?? 1);
  const x = new Float32Array(places.length * MNIST_PIXELS);
  for (let row = 0; row < places.length; row++) {
    const to = row * MNIST_PIXELS;
    const image = places[row] * MNIST_PIXELS;
    for (let p = 0; p < MNIST_PIXELS; p++) x[to + p] = (pixels[image + from[p]] / 255) * scale[p];
  }
  return x;
}

/** 1 at the digit of each image, `[count, 10]`. */
function answersOf({ images, places }: ChosenImages): Float32Array {
  return oneHotRows(
    places.map((place) => images.labels[place]),
    CLASSES,
  );
}
