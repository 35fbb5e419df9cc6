import { z } from 'zod';
import { argumentError, checkWholeNumber } from '../../core/arguments';
import { checkRandom, type Random } from '../../core/random';
import { parseNamed } from '../../core/validation';
import { sequenceTask, type SequenceStep, type SequenceTask } from '../sequence';
import type { ClassImages } from './characters';

/** Images, or features of images, by their classes, that labelled sequences are drawn from. */
export interface LabelledPool extends Pick<ClassImages, 'classes' | 'perClass' | 'pixels'> {
  /** Distorted copies of each image, of which one is drawn when it is shown (1). */
  readonly copies?: number;
  /** `[classes, perClass, copies, pixels]` */
  readonly images: Float32Array;
}

/** How long a labelled sequence is. */
export interface LabelledSequenceOptions {
  /** Classes of a sequence, 2 to 1,000. */
  readonly ways: number;
  /** How often each is shown, 1 to 1,000, every time by another image. */
  readonly shown: number;
}

/**
 * Sequences of images that are shown one after the other, `shown` of each class, in random order.
 * Which label a class has is drawn for each sequence. All arrays are `[batch, length]`, row-major.
 */
export interface LabelledSequences {
  readonly batch: number;
  /** Steps, `ways * shown`. */
  readonly length: number;
  readonly ways: number;
  /** The image at each step: its place among all images (and copies) of the pool. */
  readonly images: Int32Array;
  /** Its label, from 0 to `ways - 1`. */
  readonly labels: Int32Array;
  /** How often its class was shown before in the sequence, from 0 to `shown - 1`. */
  readonly seen: Int32Array;
}

const optionsShape = z.strictObject({
  ways: z.int().min(2).max(1000),
  shown: z.int().min(1).max(1000),
});

/**
 * Draws labelled sequences: classes, their labels, images of each, and the order of all images.
 * @throws RangeError naming what is wrong
 * @example drawLabelledSequences(omniglotClasses('test'), { ways: 5, shown: 6 }, 1, random)
 */
export function drawLabelledSequences(
  pool: LabelledPool,
  options: LabelledSequenceOptions,
  batch: number,
  random: Random,
): LabelledSequences {
  checkWholeNumber('batch', batch);
  checkRandom('random', random);
  checkPool(pool, options);
  const { ways, shown } = options;
  const length = ways * shown;
  const images = new Int32Array(batch * length);
  const labels = new Int32Array(batch * length);
  const seen = new Int32Array(batch * length);
  for (let b = 0; b < batch; b++) {
    const sequence = drawSequence(pool, options, random);
    images.set(sequence.images, b * length);
    labels.set(sequence.labels, b * length);
    seen.set(sequence.seen, b * length);
  }
  return { batch, length, ways, images, labels, seen };
}

/** The images of one sequence, with the label of each and how often it was shown before. */
interface LabelledSequence {
  readonly images: readonly number[];
  readonly labels: readonly number[];
  readonly seen: readonly number[];
}

function drawSequence(
  { classes, perClass, copies = 1 }: LabelledPool,
  { ways, shown }: LabelledSequenceOptions,
  random: Random,
): LabelledSequence {
  // the place of a class in this list is its label: drawn without replacement, in random order
  const chosen = random.choose(ways, classes);
  const imagesOfLabel = chosen.map((own) =>
    random.choose(shown, perClass).map((image) => own * perClass + image),
  );
  const order = random.choose(ways * shown, ways * shown);
  const labels = order.map((place) => Math.floor(place / shown));
  const before = new Array<number>(ways).fill(0);
  const seen = labels.map((label) => before[label]++);
  const images = labels.map((label, t) => {
    const image = imagesOfLabel[label][seen[t]];
    return image * copies + (copies === 1 ? 0 : random.int(copies));
  });
  return { images, labels, seen };
}

/**
 * One-shot learning by memory (Santoro et al. 2016, "Meta-learning with memory-augmented neural
 * networks", section 3): images of new classes come one after the other, and of each its label is
 * asked while only the labels of those before are known. Labels are drawn for each sequence, so
 * that nothing but a memory of the sequence tells them. Input: the image, then the label of the
 * image before (one number a label, all 0 at first). Answer: the label of the image. Items: images.
 * @param pool images, or features of images
 * @throws RangeError naming what is wrong
 * @example
 * const pool = omniglotClasses('training', { side: 14 });
 * const task = labelledSequenceTask(pool, { ways: 5, shown: 6 });
 * task.inputSize // 201: 196 pixels and 5 labels
 */
export function labelledSequenceTask(
  pool: LabelledPool,
  options: LabelledSequenceOptions,
): SequenceTask {
  checkPool(pool, options);
  const { pixels } = pool;
  const { ways, shown } = options;
  const length = ways * shown;
  const labelNames = Array.from({ length: ways }, (_, label) => String(label));
  return sequenceTask({
    name: 'labelled images',
    answers: 'words',
    inputNames: [
      ...Array.from({ length: pixels }, (_, i) => `image ${i}`),
      ...labelNames.map((label) => `last label ${label}`),
    ],
    outputNames: labelNames,
    maxLength: length,
    draw(random) {
      const { images, labels } = drawSequence(pool, options, random);
      const steps = images.map((image, t): SequenceStep => {
        const numbers = pool.images.subarray(image * pixels, (image + 1) * pixels);
        const last = t === 0 ? -1 : labels[t - 1];
        return {
          input: [...numbers, ...oneHot(last, ways)],
          answer: oneHot(labels[t], ways),
        };
      });
      return { items: length, steps };
    },
  });
}

/** `ways` numbers, 1 at the label and 0 elsewhere. */
function oneHot(label: number, ways: number): number[] {
  return Array.from({ length: ways }, (_, own) => (own === label ? 1 : 0));
}

/** @throws RangeError naming the option, or the part of the pool, that is wrong */
function checkPool(pool: LabelledPool, options: LabelledSequenceOptions): void {
  const { ways, shown } = parseNamed(optionsShape, options);
  const { classes, perClass, copies = 1, pixels, images } = pool;
  checkWholeNumber('pool.copies', copies);
  checkWholeNumber('pool.pixels', pixels);
  const expected = classes * perClass * copies * pixels;
  if (images.length !== expected)
    throw argumentError(
      'pool.images',
      `${images.length} numbers`,
      `${expected}: ${classes} classes of ${perClass} images, ${copies} copies of ${pixels}`,
    );
  if (ways > classes)
    throw argumentError('ways', ways, `at most ${classes}, the classes there are`);
  if (shown > perClass)
    throw argumentError('shown', shown, `at most ${perClass}, the images of a class`);
}
