import { argumentError, checkWholeNumber } from '../../core/arguments';
import { type Figure, memoryTimeline } from '../../plots';
import type { WatchedStep } from './watch';

/** Names of the vectors of a list, in their order. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** How a timeline of the copy task is drawn. */
export interface CopyTimelineOptions {
  /** Vectors in the list. */
  readonly length: number;
  readonly title: string;
}

/**
 * Where a machine wrote and read while it copied a list (`copyTask`): the flags stand at steps 0
 * and length + 1, the list between them. A is the first vector; it stands in the slot that it was
 * written to most, and again where that slot is read after the list.
 * @param steps of `watchSteps`, 2 length + 2 of them
 * @throws RangeError when there are other steps, or more than 26 vectors
 */
export function copyTimeline(
  steps: readonly WatchedStep[],
  { length, title }: CopyTimelineOptions,
): Figure {
  checkWholeNumber('length', length, 1, LETTERS.length);
  if (steps.length !== 2 * length + 2)
    throw argumentError('steps', steps.length, `${2 * length + 2} for a list of ${length}`);
  const slotOf = steps.slice(1, length + 1).map(({ writes }) => peak(writes[0]));
  const moments = steps.map(({ writes, reads }, t) => {
    const place = slotOf.lastIndexOf(peak(reads[0])); // -1: no vector of the list
    const isList = t >= 1 && t <= length;
    return {
      writes,
      reads: reads.slice(0, 1),
      wrote: [isList ? LETTERS[t - 1] : ''],
      read: [t > length && place >= 0 ? LETTERS[place] : ''],
    };
  });
  return memoryTimeline(moments, {
    title,
    stepNames: steps.map((_, t) => String(t)),
    note: 'Vermilion: written; blue: read by the first head. Letters: vectors of the list.',
  });
}

const peak = (weights: readonly number[]): number => weights.indexOf(Math.max(...weights));
