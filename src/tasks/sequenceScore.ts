import { tf } from '../tf';
import type { AnswerKind, SequenceBatch } from './sequence';
import { types } from 'node:util';
import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { sum } from '../core/numbers';
import { describe, plural } from '../core/text';
import { parseValue } from '../core/validation';

/**
 * What training on a sequence task lowers: sigmoid cross-entropy in nats, summed over the bits and
 * over the steps where an answer is asked, averaged over the batch (the default of
 * google-deepmind/dnc, repeat_copy.py; divide by ln 2 for bits). Written as softplus((1 - 2 target)
 * logit), which loses no digits for large logits.
 * @param logits `[batch, length, outputSize]`
 * @param targets the same shape, 0 or 1
 * @param mask `[batch, length]`
 */
export function sequenceCost(
  logits: tf.Tensor3D,
  targets: tf.Tensor3D,
  mask: tf.Tensor2D,
): tf.Scalar {
  const crossEntropy = tf.softplus(tf.mul(logits, tf.sub(1, tf.mul(2, targets))));
  const asked = tf.mul(tf.sum(crossEntropy, 2), mask);
  return tf.div(tf.sum(asked), logits.shape[0]);
}

/**
 * What training lowers where an answer is one of several words: softmax cross-entropy in nats,
 * summed over the asked steps, averaged over the batch.
 * @param logits `[batch, length, outputSize]`
 * @param targets the same shape, 1 for the right word
 * @param mask `[batch, length]`
 */
export function wordCost(logits: tf.Tensor3D, targets: tf.Tensor3D, mask: tf.Tensor2D): tf.Scalar {
  const crossEntropy = tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 2));
  return tf.div(tf.sum(tf.mul(crossEntropy, mask)), logits.shape[0]);
}

/**
 * How many words of a sequence are answered wrongly, averaged over the batch: the answer is the
 * word with the largest logit, of equal ones the first, and only asked steps count. Reads the
 * value: not for traced functions.
 * @param logits `[batch, length, outputSize]`
 * @param targets the same shape, 1 for the right word
 * @param mask `[batch, length]`
 */
export function wrongWords(logits: tf.Tensor3D, targets: tf.Tensor3D, mask: tf.Tensor2D): number {
  return tf.tidy(() => {
    const wrong = tf.notEqual(tf.argMax(logits, 2), tf.argMax(targets, 2));
    const asked = tf.mul(tf.cast(wrong, 'float32'), mask);
    return tf.div(tf.sum(asked), logits.shape[0]).dataSync()[0];
  });
}

/**
 * How many bits of a sequence are answered wrongly, averaged over the batch: the answer is the
 * sigmoid rounded (1 for a logit above 0), and only asked steps count. Reads the value: not for
 * traced functions.
 * @param logits `[batch, length, outputSize]`
 * @param targets the same shape, 0 or 1
 * @param mask `[batch, length]`
 */
export function wrongBits(logits: tf.Tensor3D, targets: tf.Tensor3D, mask: tf.Tensor2D): number {
  return tf.tidy(() => {
    const wrong = tf.abs(tf.sub(tf.cast(tf.greater(logits, 0), 'float32'), targets));
    return tf.div(tf.sum(tf.mul(tf.sum(wrong, 2), mask)), logits.shape[0]).dataSync()[0];
  });
}

/**
 * Checks a batch of sequences.
 * @throws RangeError naming the field, what came and what was expected
 */
export function checkSequences(sequences: SequenceBatch): void {
  const given = parseValue('sequences', batchShape, sequences);
  const { batch, length, inputSize, outputSize } = given;
  const steps = batch * length;
  for (const [field, width] of [
    ['inputs', inputSize],
    ['targets', outputSize],
    ['mask', 1],
    ['steps', 1],
  ] as const) {
    const found = given[field].length;
    if (found !== steps * width)
      throw argumentError(
        `sequences.${field}`,
        plural(found, 'number'),
        `${steps * width} (${batch} sequences of ${length} steps of ${width})`,
      );
  }
}

/**
 * Checks a learner's answers to a batch, `[batch, length, outputSize]`.
 * @throws RangeError naming them, what came and what was expected
 */
export function checkLogits(sequences: SequenceBatch, logits: unknown): void {
  const { batch, length, outputSize } = sequences;
  const steps = batch * length;
  const expected = `${steps * outputSize} ([${batch}, ${length}, ${outputSize}])`;
  if (!Array.isArray(logits) && !types.isTypedArray(logits))
    throw argumentError('logits', describe(logits), `a list of ${expected} numbers`);
  if (logits.length !== steps * outputSize)
    throw argumentError('logits', plural(logits.length, 'number'), expected);
}

const size = z.int().min(1);
const floats = z.custom<Float32Array>((value) => types.isFloat32Array(value), 'a Float32Array');
const batchShape = z.looseObject({
  batch: size,
  length: size,
  inputSize: size,
  outputSize: size,
  inputs: floats,
  targets: floats,
  mask: floats,
  steps: floats,
});

/**
 * Wrong bits of each sequence of a batch, to be grouped by length.
 * @param logits `[batch, length, outputSize]`, row-major
 * @throws RangeError if there is not one logit for each target
 */
export function wrongBitsOfEach(logits: ArrayLike<number>, sequences: SequenceBatch): number[] {
  checkSequences(sequences);
  checkLogits(sequences, logits);
  const { batch, length, outputSize, targets, mask } = sequences;
  const wrong = new Array<number>(batch).fill(0);
  for (let at = 0; at < batch * length; at++) {
    if (mask[at] === 0) continue;
    for (let k = at * outputSize; k < (at + 1) * outputSize; k++)
      if (logits[k] > 0 !== (targets[k] === 1)) wrong[Math.floor(at / length)]++;
  }
  return wrong;
}

/** How a sequence was answered, counted in bits or in words. */
export interface SequenceScore {
  readonly wrong: number;
  readonly asked: number;
}

/** The scores of each sequence of a batch. @throws RangeError unless each target has a logit */
export function scoresOfEach(
  logits: ArrayLike<number>,
  sequences: SequenceBatch,
  answers: AnswerKind,
): SequenceScore[] {
  const inWords = answers === 'words';
  const wrong = (inWords ? wrongWordsOfEach : wrongBitsOfEach)(logits, sequences);
  const { length, outputSize, mask } = sequences;
  return wrong.map((count, b) => {
    const steps = sum(mask.subarray(b * length, (b + 1) * length));
    return { wrong: count, asked: inWords ? steps : steps * outputSize };
  });
}

function wrongWordsOfEach(logits: ArrayLike<number>, sequences: SequenceBatch): number[] {
  checkSequences(sequences);
  checkLogits(sequences, logits);
  const { batch, length, outputSize, targets, mask } = sequences;
  const wrong = new Array<number>(batch).fill(0);
  for (let at = 0; at < batch * length; at++) {
    if (mask[at] === 0) continue;
    const begin = at * outputSize;
    if (targets[begin + largest(logits, begin, outputSize)] !== 1) wrong[Math.floor(at / length)]++;
  }
  return wrong;
}

/**
 * Which of `count` numbers from `begin` is the largest, counted from there; of equal ones the
 * first.
 */
export function largest(values: ArrayLike<number>, begin: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (values[begin + i] > values[begin + best]) best = i;
  return best;
}

/**
 * The four arrays of a batch as tensors, in the order in which `unroll` and `cost` want them. The
 * caller disposes them.
 */
export function sequenceTensors(sequences: SequenceBatch): {
  inputs: tf.Tensor3D;
  targets: tf.Tensor3D;
  mask: tf.Tensor2D;
  steps: tf.Tensor2D;
} {
  checkSequences(sequences);
  const { batch, length, inputSize, outputSize } = sequences;
  return {
    inputs: tf.tensor3d(sequences.inputs, [batch, length, inputSize]),
    targets: tf.tensor3d(sequences.targets, [batch, length, outputSize]),
    mask: tf.tensor2d(sequences.mask, [batch, length]),
    steps: tf.tensor2d(sequences.steps, [batch, length]),
  };
}
