import { argumentError } from '../../core/arguments';
import { packagePath } from '../../core/paths';
import { describe } from '../../core/text';
import { MNIST_PIXELS } from '../../tasks/datasets/mnist';
import { type RunStore, runStore } from '../store';

/** What tells one run of the memory agent from every other. */
export interface MemoryKey {
  readonly seed: number;
}

/** What the memory held after a task: of each label the slots that stand for most rows. */
export interface HeldSlots {
  /** The task that had just ended, from 0. */
  readonly task: number;
  /** `[count, 784]`: 28 rows of 28 pixels, 0 (white) to 1 (ink), in steps of 1/255. */
  readonly images: readonly number[];
  /** `[count]`: in order, the slots of a label together. */
  readonly labels: readonly number[];
  /** Rows that each slot stands for, `[count]`: those of a label from the most to the fewest. */
  readonly counts: readonly number[];
  /** For each of them, how many slots its label had in all, `[count]`. */
  readonly slots: readonly number[];
}

/** In which directions the rows of a label vary that share a slot, the strongest first. */
export interface HeldDirections {
  readonly label: number;
  /**
   * `[count, 784]`: how far each pixel changes along a direction, -1 to 1 in steps of 1/127; the
   * largest change of each direction is 1.
   */
  readonly images: readonly number[];
  /** Standard deviation of the rows along each direction, `[count]`; a pixel has 0 to 1. */
  readonly deviations: readonly number[];
}

/** The memory agent on `split-mnist`: its memory after each task, and its directions at the end. */
export interface MnistMemory extends MemoryKey {
  readonly after: readonly HeldSlots[];
  readonly directions: readonly HeldDirections[];
  readonly seconds: number;
}

/** Where the project keeps it, made by `npm run results -- mnist-memory`. */
const MNIST_MEMORY = packagePath('data/mnist-memory.parquet');

/** Grey levels of a slot's pixel, and of a direction's to each side. */
export const SLOT_LEVELS = 255;
/** As `SLOT_LEVELS`, of a direction. */
export const DIRECTION_LEVELS = 127;

/** A row of the file is an image: a slot after a task, or a direction after the last one. */
interface Row extends MemoryKey {
  readonly part: 'slot' | 'direction';
  readonly task: number;
  readonly label: number;
  /** Rows of a slot, or the standard deviation along a direction. */
  readonly weight: number;
  /** Slots of the label at that time; of a direction null. */
  readonly slots: number | null;
  readonly seconds: number;
  /** 784 whole numbers, 0 to 255 of a slot, -127 to 127 of a direction. */
  readonly pixels: readonly number[];
}

/** Memories in a file. */
export function mnistMemoryStore(file = MNIST_MEMORY): RunStore<MnistMemory, MemoryKey> {
  return runStore({
    file,
    columns: {
      seed: 'integer',
      part: 'text',
      task: 'integer',
      label: 'integer',
      weight: 'real',
      slots: 'integer',
      seconds: 'real',
      pixels: 'json',
    },
    identity: ['seed'],
    toRows: memoryRows,
    fromRows: memoryOf,
  });
}

/**
 * What the memory agent holds on `split-mnist`, for pictures.
 * @throws FileError naming the file if it is not one of these; Error if it is not there
 */
export function readMnistMemory(file = MNIST_MEMORY): MnistMemory {
  const [first] = mnistMemoryStore(file).read();
  if (first) return first;
  throw new Error(`${file}: no such file; npm run results -- mnist-memory makes it`);
}

function memoryRows({ seed, after, directions, seconds }: MnistMemory): Row[] {
  const last = after.length - 1;
  const slotRows = after.flatMap(({ task, images, labels, counts, slots }) =>
    labels.map((label, i) => ({
      ...{ seed, part: 'slot' as const, task, label, weight: counts[i], slots: slots[i], seconds },
      pixels: pixelsOf(images, i, SLOT_LEVELS),
    })),
  );
  const directionRows = directions.flatMap(({ label, images, deviations }) =>
    deviations.map((weight, i) => ({
      ...{ seed, part: 'direction' as const, task: last, label, weight, slots: null, seconds },
      pixels: pixelsOf(images, i, DIRECTION_LEVELS),
    })),
  );
  return [...slotRows, ...directionRows];
}

/** The image at a place, as the file holds it. */
function pixelsOf(images: readonly number[], place: number, levels: number): number[] {
  const own = images.slice(place * MNIST_PIXELS, (place + 1) * MNIST_PIXELS);
  return own.map((value) => Math.round(levels * value));
}

function memoryOf(rows: readonly [Row, ...Row[]]): MnistMemory {
  const [{ seed, seconds }] = rows;
  const slotRows = rows.filter(({ part }) => part === 'slot');
  const directionRows = rows.filter(({ part }) => part === 'direction');
  const after = distinct(slotRows.map(({ task }) => task)).map((task): HeldSlots => {
    const own = slotRows.filter((row) => row.task === task);
    return {
      task,
      images: imagesOf(own, SLOT_LEVELS),
      labels: own.map(({ label }) => label),
      counts: own.map(({ weight }) => weight),
      slots: own.map(({ slots }) => slots ?? 0),
    };
  });
  const directions = distinct(directionRows.map(({ label }) => label)).map((label) => {
    const own = directionRows.filter((row) => row.label === label);
    const deviations = own.map(({ weight }) => weight);
    return { label, images: imagesOf(own, DIRECTION_LEVELS), deviations };
  });
  return { seed, after, directions, seconds };
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)];
}

/** Images one after the other, from -1 to 1. @throws RangeError where a row is no image */
function imagesOf(rows: readonly Row[], levels: number): number[] {
  return rows.flatMap(({ pixels }) => {
    checkPixels(pixels, levels);
    return pixels.map((value) => value / levels);
  });
}

function checkPixels(pixels: unknown, levels: number): void {
  const isImage =
    Array.isArray(pixels) &&
    pixels.length === MNIST_PIXELS &&
    pixels.every((value) => Number.isInteger(value) && Math.abs(value as number) <= levels);
  if (isImage) return;
  const expected = `${MNIST_PIXELS} whole numbers up to ${levels}`;
  throw argumentError('pixels', describe(pixels), expected);
}
