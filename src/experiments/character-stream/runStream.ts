import { argumentError, checkWholeNumber } from '../../core/arguments';
import { describe } from '../../core/text';
import type { OnProgress } from '../types';
import type { CharacterRows } from './inputs';
import type { CharacterLearner } from './learners';
import type { CharacterStream } from './stream';

/** How a learner does on all characters that have come so far. */
export interface CharacterPoint {
  /** Characters that have come. */
  readonly characters: number;
  /**
   * Of each of them, in the order in which they came, how many of its held-out drawings were
   * rightly named among all that came: `[characters]`.
   */
  readonly right: readonly number[];
}

/** A stream, and who goes over it. */
export interface CharacterRunOptions {
  readonly inputs: CharacterRows;
  readonly stream: CharacterStream;
  readonly learner: CharacterLearner;
  /** Characters from one examination to the next; the last one is after all. */
  readonly every: number;
  readonly onProgress?: OnProgress;
}

/**
 * Shows a learner each drawing of a stream once. After every few characters it names the held-out
 * drawings of all that have come, among all that have come. The learner is not freed.
 * @throws RangeError naming what is wrong, or an answer that has not come yet
 */
export async function runCharacterStream({
  inputs,
  stream: { order, shown, heldOut },
  learner,
  every,
  onProgress,
}: CharacterRunOptions): Promise<CharacterPoint[]> {
  checkWholeNumber('every', every);
  const held = order.map((own) => heldOut.map((drawing) => rowOf(inputs, own, drawing)));
  const points: CharacterPoint[] = [];
  let error = 1;
  for (const [label, own] of order.entries()) {
    for (const drawing of shown[label]) learner.learn(rowOf(inputs, own, drawing), label);
    const come = label + 1;
    if (come % every === 0 || come === order.length) {
      const point = examined(learner, held.slice(0, come));
      points.push(point);
      error = 1 - characterAccuracy(point, heldOut.length);
    }
    const wait = onProgress?.(come, order.length, error);
    if (wait) await wait;
  }
  return points;
}

/** The share of all held-out drawings rightly named at a point. */
export function characterAccuracy({ right }: CharacterPoint, heldOut: number): number {
  return right.reduce((sum, own) => sum + own, 0) / (right.length * heldOut);
}

/** A drawing as the learner sees it, a view: `[width]`. */
function rowOf({ rows, width, perClass }: CharacterRows, own: number, drawing: number) {
  const start = (own * perClass + drawing) * width;
  return rows.subarray(start, start + width);
}

/** @param held the held-out drawings of each character that has come */
function examined(
  learner: CharacterLearner,
  held: readonly (readonly Float32Array[])[],
): CharacterPoint {
  const characters = held.length;
  const all = held.flat();
  const x = new Float32Array(all.length * all[0].length);
  all.forEach((row, at) => x.set(row, at * row.length));
  const answers = learner.answers(x, characters);
  if (answers.length !== all.length)
    throw argumentError('answers', `${answers.length} answers`, `${all.length}, one a drawing`);
  const right = new Array<number>(characters).fill(0);
  const perCharacter = held[0].length;
  answers.forEach((answer, at) => {
    if (!(Number.isInteger(answer) && answer >= 0 && answer < characters))
      throw argumentError('answers', describe(answer), `a character, 0 to ${characters - 1}`);
    const label = Math.floor(at / perCharacter);
    if (answer === label) right[label]++;
  });
  return { characters, right };
}
