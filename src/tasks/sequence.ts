import { z } from 'zod';
import { checkRandom, type Random } from '../core/random';
import { functionField, parseNamed } from '../core/validation';
import type { tf } from '../tf';
import {
  scoresOfEach,
  sequenceCost,
  type SequenceScore,
  wordCost,
  wrongBits,
  wrongWords,
} from './sequenceScore';
import { sequencePicture, type SequencePicture, sequenceText } from './sequenceText';
import { wordsText } from './wordsText';
import { checkWholeNumber } from '../core/arguments';

/**
 * Sequences of one task, each padded with zeros to the task's `maxLength`. All arrays are
 * row-major.
 * - `inputs` `[batch, length, inputSize]`: what the learner sees
 * - `targets` `[batch, length, outputSize]`: the right answer, 0 or 1 a bit; of words the right one
 *   has the 1; 0 where none is asked
 * - `mask` `[batch, length]`: 1 where an answer is asked
 * - `steps` `[batch, length]`: 1 while the sequence runs, 0 in the padding
 * - `items` `[batch]`: how long each sequence is in the task's own unit (vectors to copy, items,
 *   pairs)
 */
export interface SequenceBatch {
  readonly batch: number;
  readonly length: number;
  readonly inputSize: number;
  readonly outputSize: number;
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
  readonly mask: Float32Array;
  readonly steps: Float32Array;
  readonly items: Int32Array;
}

/**
 * What an answer is: 'bits', each of its numbers 0 or 1 by itself, or 'words', one of its names
 * (the number of the right one is 1, the others are 0).
 */
export type AnswerKind = 'bits' | 'words';

/**
 * A task whose sequences must be kept in a memory: how to draw them, score answers and look at
 * them.
 */
export interface SequenceTask {
  readonly name: string;
  readonly inputSize: number;
  readonly outputSize: number;
  /** Steps of every batch, padding included: one traced graph serves all of them. */
  readonly maxLength: number;
  /** What each number of an input and of an answer is: "bit 0", "start". */
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** What is answered: it fixes the cost, and what counts as wrong. */
  readonly answers: AnswerKind;
  /**
   * Draws sequences; the same stream of random numbers gives the same ones.
   * @throws RangeError if batch is not a whole number of at least 1, or too large to be held
   */
  sample(batch: number, random: Random): SequenceBatch;
  /**
   * Cross-entropy in nats, summed over the asked steps, averaged over the batch: what training
   * lowers. Of bits that of the sigmoid, summed over them (`sequenceCost`); of words that of the
   * softmax (`wordCost`).
   */
  cost(logits: tf.Tensor3D, targets: tf.Tensor3D, mask: tf.Tensor2D): tf.Scalar;
  /**
   * Wrong bits a sequence, averaged over the batch; of a task that is answered in words, wrong
   * words. See `wrongBits` and `wrongWords`.
   */
  wrongBits(logits: tf.Tensor3D, targets: tf.Tensor3D, mask: tf.Tensor2D): number;
  /**
   * How many answers (bits or words) of each sequence are wrong, and how many were asked.
   * @param logits `[batch, length, outputSize]`, row-major
   * @throws RangeError if there is not one logit for each target
   */
  scores(logits: ArrayLike<number>, sequences: SequenceBatch): SequenceScore[];
  /**
   * One sequence as text, with a learner's answers if its logits `[batch, length, outputSize]` are
   * given.
   */
  text(sequences: SequenceBatch, row?: number, logits?: Float32Array): string;
  /** One sequence as numbers for `sequenceFigure` in src/plots. */
  picture(sequences: SequenceBatch, row?: number, logits?: Float32Array): SequencePicture;
}

/** One step of a sequence: what is seen and, where an answer is asked, the right one. */
export interface SequenceStep {
  readonly input: readonly number[];
  readonly answer?: readonly number[];
}

/** What a task must say of itself; `sequenceTask` does the rest. */
export interface SequenceRules extends Pick<
  SequenceTask,
  'name' | 'maxLength' | 'inputNames' | 'outputNames'
> {
  /** What an answer is ('bits'). */
  readonly answers?: AnswerKind;
  /** Words that end a sentence: `text` begins a new line after each. Left out: no sentences. */
  readonly sentenceEnds?: readonly string[];
  /** How a number of the input is written in `text`, where it is no bit. */
  readonly written?: Readonly<Record<string, (value: number) => string>>;
  draw(random: Random): { readonly items: number; readonly steps: readonly SequenceStep[] };
}

const names = z.array(z.string()).min(1).describe('a list of at least one name');
const rulesShape = z.looseObject({
  name: z.string(),
  maxLength: z.int().min(1).max(1_000_000),
  inputNames: names,
  outputNames: names,
  answers: z.enum(['bits', 'words']).optional(),
  sentenceEnds: z.array(z.string()).optional(),
  written: z.record(z.string(), functionField()).optional(),
  draw: functionField(),
});

/** Makes a task from its rules. @throws RangeError naming the rule that is wrong */
export function sequenceTask(rules: SequenceRules): SequenceTask {
  parseNamed(rulesShape, rules);
  const { name, inputNames, outputNames, maxLength, answers = 'bits' } = rules;
  const inWords = answers === 'words';
  const asText = inWords ? wordsText : sequenceText;
  return {
    name,
    inputNames,
    outputNames,
    maxLength,
    answers,
    inputSize: inputNames.length,
    outputSize: outputNames.length,
    sample: (batch, random) => pack(rules, batch, random),
    cost: inWords ? wordCost : sequenceCost,
    wrongBits: inWords ? wrongWords : wrongBits,
    scores: (logits, sequences) => scoresOfEach(logits, sequences, answers),
    text: (sequences, row, logits) => asText(rules, sequences, row, logits),
    picture: (sequences, row, logits) => sequencePicture(rules, sequences, row, logits),
  };
}

/** Numbers that a batch holds at most, 1 GiB. */
const MOST = 2 ** 28;

function pack(rules: SequenceRules, batch: number, random: Random): SequenceBatch {
  checkRandom('random', random);
  const length = rules.maxLength;
  const inputSize = rules.inputNames.length;
  const outputSize = rules.outputNames.length;
  checkWholeNumber('batch', batch, 1, Math.floor(MOST / (length * (inputSize + outputSize))));
  const inputs = new Float32Array(batch * length * inputSize);
  const targets = new Float32Array(batch * length * outputSize);
  const mask = new Float32Array(batch * length);
  const running = new Float32Array(batch * length);
  const items = new Int32Array(batch);
  for (let b = 0; b < batch; b++) {
    const drawn = rules.draw(random);
    items[b] = drawn.items;
    drawn.steps.forEach(({ input, answer }, t) => {
      const at = b * length + t;
      running[at] = 1;
      inputs.set(input, at * inputSize);
      if (answer === undefined) return;
      mask[at] = 1;
      targets.set(answer, at * outputSize);
    });
  }
  return { batch, length, inputSize, outputSize, inputs, targets, mask, steps: running, items };
}
