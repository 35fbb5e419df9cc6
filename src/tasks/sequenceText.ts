import type { SequenceBatch, SequenceRules } from './sequence';
import { sum } from '../core/numbers';
import { argumentError, checkWholeNumber } from '../core/arguments';
import { checkLogits, checkSequences } from './sequenceScore';

/**
 * One sequence as a matrix: a row for each number seen, asked and answered, a column for each step.
 * NaN where nothing is asked.
 */
export interface SequencePicture {
  readonly name: string;
  readonly values: readonly (readonly number[])[];
  readonly rowNames: readonly string[];
}

/** What the text and the picture of a sequence take from the rules of its task. */
export type ShownRules = Pick<
  SequenceRules,
  'name' | 'inputNames' | 'outputNames' | 'answers' | 'sentenceEnds' | 'written'
>;

/**
 * What one sequence shows, a row for each channel. `wrong` marks answers that differ from the
 * target.
 */
interface Channel {
  readonly name: string;
  readonly values: readonly number[];
  readonly wrong?: readonly boolean[];
  readonly write?: (value: number) => string;
}

/**
 * One sequence as text, time from left to right: a dot is 0, a blank is a step without a question,
 * a wrong answer has a `!` before it.
 * @param row which sequence of the batch
 * @param logits a learner's answers to the whole batch, `[batch, length, outputSize]`
 */
export function sequenceText(
  rules: ShownRules,
  sequences: SequenceBatch,
  row = 0,
  logits?: Float32Array,
): string {
  const channels = channelsOf(rules, sequences, row, logits);
  const width = Math.max(...channels.map(({ name }) => name.length));
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(width)} ${cells.map((cell) => cell.padStart(3)).join('')}`.trimEnd();
  const time = channels[0].values.map((_, t) => String(t));
  return [line('time', time), ...channels.map((one) => line(one.name, cellsOf(one)))].join('\n');
}

/**
 * One sequence as numbers to draw. Of a learner's answers the sigmoid is shown, of words the
 * softmax: how sure it is of a 1.
 */
export function sequencePicture(
  rules: ShownRules,
  sequences: SequenceBatch,
  row = 0,
  logits?: Float32Array,
): SequencePicture {
  const channels = channelsOf(rules, sequences, row, logits, rules.answers ?? 'bits');
  return {
    name: rules.name,
    values: channels.map(({ values }) => values),
    rowNames: channels.map(({ name }) => name),
  };
}

/** How sure logits are of a 1 at one place, from 0 to 1. */
const sure = {
  bits: (logits: Float32Array, place: number): number => 1 / (1 + Math.exp(-logits[place])),
  words: (logits: Float32Array, place: number): number =>
    1 / sum(Array.from(logits, (logit) => Math.exp(logit - logits[place]))),
};

/** What a channel shows at each step: nothing where nothing is asked. */
const cellsOf = ({ values, wrong, write = bit }: Channel): string[] =>
  values.map((value, t) => {
    if (Number.isNaN(value)) return '';
    return (wrong?.[t] ? '!' : '') + write(value);
  });

const bit = (value: number): string => (value === 0 ? '·' : String(value));

/**
 * @throws RangeError naming the sequences of another task, a row that they do not have, or answers
 * that do not belong to them
 */
export function checkShown(
  rules: ShownRules,
  sequences: SequenceBatch,
  row: number,
  logits?: Float32Array,
): void {
  checkSequences(sequences);
  if (logits !== undefined) checkLogits(sequences, logits);
  const { batch, inputSize, outputSize } = sequences;
  checkWholeNumber('row', row, 0, batch - 1);
  for (const [field, own, expected] of [
    ['inputSize', inputSize, rules.inputNames.length],
    ['outputSize', outputSize, rules.outputNames.length],
  ] as const)
    if (own !== expected)
      throw argumentError(`sequences.${field}`, own, `${expected}, as ${rules.name} has it`);
}

function channelsOf(
  rules: ShownRules,
  sequences: SequenceBatch,
  row: number,
  logits?: Float32Array,
  sureness?: keyof typeof sure,
): Channel[] {
  checkShown(rules, sequences, row, logits);
  const { length, inputSize, outputSize, inputs, targets, mask, steps } = sequences;
  const ran = Array.from({ length }, (_, t) => row * length + t).filter((at) => steps[at] === 1);
  const asked = (at: number, value: number): number => (mask[at] === 1 ? value : NaN);
  const seen = rules.inputNames.map((name, i): Channel => ({
    name: `sees ${name}`,
    values: ran.map((at) => inputs[at * inputSize + i]),
    write: rules.written?.[name],
  }));
  const wanted = rules.outputNames.map((name, i): Channel => ({
    name: `asked ${name}`,
    values: ran.map((at) => asked(at, targets[at * outputSize + i])),
  }));
  const given = rules.outputNames.map((name, i): Channel => {
    const answer = (at: number): Float32Array =>
      (logits ?? targets).subarray(at * outputSize, (at + 1) * outputSize);
    const said = ran.map((at) => answer(at)[i]);
    return {
      name: `says ${name}`,
      values: ran.map((at, t) =>
        asked(at, sureness ? sure[sureness](answer(at), i) : Number(said[t] > 0)),
      ),
      wrong: ran.map((at, t) => said[t] > 0 !== (targets[at * outputSize + i] === 1)),
    };
  });
  return [...seen, ...wanted, ...(logits ? given : [])];
}
