import { argumentError } from '../../core/arguments';
import type { LabelledSequences } from '../../tasks/few-shot';

/**
 * The share of answers that are right, 0 to 1, by how often the class was shown before: place 0 is
 * of images whose class was never shown, place 1 of those whose class was shown once (one shot).
 * @param answers `[batch, length]`
 * @throws RangeError if there is not one answer a step
 */
export function rightByTimesSeen(
  answers: ArrayLike<number>,
  { batch, length, labels, seen }: LabelledSequences,
): number[] {
  if (answers.length !== batch * length)
    throw argumentError('answers', answers.length, `${batch * length}, one for each step`);
  const most = seen.reduce((a, b) => Math.max(a, b), 0);
  const right = new Array<number>(most + 1).fill(0);
  const asked = new Array<number>(most + 1).fill(0);
  seen.forEach((times, at) => {
    asked[times]++;
    if (answers[at] === labels[at]) right[times]++;
  });
  return right.map((count, times) => count / asked[times]);
}
