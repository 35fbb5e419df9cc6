import type { SequenceBatch } from './sequence';
import { largest } from './sequenceScore';
import { checkShown, type ShownRules } from './sequenceText';

/** A step in words: what is seen and, where an answer is asked, the right one and a learner's. */
interface Moment {
  readonly time: number;
  readonly seen: string;
  readonly asked: string;
  readonly said: string;
}

/**
 * One sequence of words as text. A task with sentences has a line for each, with the time of its
 * first word; another has its words from left to right. A wrong answer has a `!` before it.
 * @param row which sequence of the batch
 * @param logits a learner's answers to the whole batch, `[batch, length, outputSize]`
 */
export function wordsText(
  rules: ShownRules,
  sequences: SequenceBatch,
  row = 0,
  logits?: Float32Array,
): string {
  const moments = momentsOf(rules, sequences, row, logits);
  const { sentenceEnds } = rules;
  return sentenceEnds ? sentences(moments, sentenceEnds) : table(moments);
}

function momentsOf(
  rules: ShownRules,
  sequences: SequenceBatch,
  row: number,
  logits?: Float32Array,
): Moment[] {
  checkShown(rules, sequences, row, logits);
  const { length, inputSize, outputSize, inputs, targets, mask, steps } = sequences;
  const wordOf = (values: Float32Array, at: number): string =>
    rules.outputNames[largest(values, at * outputSize, outputSize)];
  const moments: Moment[] = [];
  for (let time = 0; time < length; time++) {
    const at = row * length + time;
    if (steps[at] === 0) break;
    const seen = rules.inputNames.filter((_, i) => inputs[at * inputSize + i] !== 0).join(' ');
    const isAsked = mask[at] === 1;
    const asked = isAsked ? wordOf(targets, at) : '';
    const answer = isAsked && logits ? wordOf(logits, at) : '';
    const isWrong = answer !== '' && answer !== asked;
    moments.push({ time, seen, asked, said: isWrong ? `!${answer}` : answer });
  }
  return moments;
}

/** Rows `sees`, `asked` and `says`, a column for each step. */
function table(moments: readonly Moment[]): string {
  const rows = [
    { name: 'time', cells: moments.map(({ time }) => String(time)) },
    { name: 'sees', cells: moments.map(({ seen }) => seen) },
    { name: 'asked', cells: moments.map(({ asked }) => asked) },
    { name: 'says', cells: moments.map(({ said }) => said) },
  ].filter(({ cells }) => cells.some((cell) => cell !== ''));
  const width = 2 + Math.max(...rows.flatMap(({ cells }) => cells.map((cell) => cell.length)));
  return rows
    .map(({ name, cells }) =>
      `${name.padEnd(5)} ${cells.map((cell) => cell.padStart(width)).join('')}`.trimEnd(),
    )
    .join('\n');
}

/** A line for each sentence. */
function sentences(moments: readonly Moment[], ends: readonly string[]): string {
  const lines: Moment[][] = [[]];
  for (const moment of moments) {
    lines.at(-1)?.push(moment);
    if (ends.some((end) => moment.seen.endsWith(end))) lines.push([]);
  }
  return lines
    .filter((line) => line.length > 0)
    .map((line) => {
      const time = String(line[0].time).padStart(3);
      const words = line.map(({ seen }) => seen).join(' ');
      const answers = line
        .filter(({ asked }) => asked !== '')
        .map(({ asked, said }) => `   asked ${asked}${said === '' ? '' : `, says ${said}`}`);
      return `${time}  ${words}${answers.join('')}`;
    })
    .join('\n');
}
