import { z } from 'zod';
import { type SequenceTask, sequenceTask } from './sequence';
import {
  atLeastOne,
  between,
  bitNames,
  flagAt,
  inOrder,
  randomBits,
  zeros,
} from './sequenceOptions';
import { parseOptions } from '../core/validation';

const shape = z.strictObject({
  bits: atLeastOne(64).default(4),
  minLength: atLeastOne(10_000).default(1),
  maxLength: atLeastOne(10_000).default(2),
  minRepeats: atLeastOne(1000).default(1),
  maxRepeats: atLeastOne(1000).default(2),
  normMax: atLeastOne(1000).default(10),
});

/**
 * - `bits` of a vector, 1 to 64 (4); `minLength`, `maxLength`: vectors in the pattern, 1 to
 *   10,000 (1, 2)
 * - `minRepeats`, `maxRepeats`: how often it is asked for, 1 to 1,000 (1, 2); `normMax`: the
 *   number of repeats is shown divided by this (10)
 */
export type RepeatCopyOptions = z.input<typeof shape>;

/**
 * Repeat copy, the layout and the defaults of google-deepmind/dnc (repeat_copy.py; the sizes are
 * those of its train.py): a start flag, the pattern, the number of repeats; then the pattern is
 * asked for that many times, and after it an end mark. Input: the bits, `start`, `repeats` (the
 * number / normMax). Answer: the bits, `end`. Steps: maxLength (maxRepeats + 1) + 3. One thing
 * differs: batches are padded to that length and not to their own longest sequence.
 * @throws ConfigError naming the field
 * @example repeatCopyTask().maxLength === 9
 */
export function repeatCopyTask(options: RepeatCopyOptions = {}): SequenceTask {
  const { bits, minLength, maxLength, minRepeats, maxRepeats, normMax } = parseOptions(
    'RepeatCopyTask',
    shape,
    options,
  );
  inOrder('RepeatCopyTask', ['minLength', minLength], ['maxLength', maxLength]);
  inOrder('RepeatCopyTask', ['minRepeats', minRepeats], ['maxRepeats', maxRepeats]);
  const width = bits + 2;
  return sequenceTask({
    name: 'repeat copy',
    inputNames: [...bitNames(bits), 'start', 'repeats'],
    outputNames: [...bitNames(bits), 'end'],
    maxLength: maxLength * (maxRepeats + 1) + 3,
    written: { repeats: (value) => (value === 0 ? '·' : String(Math.round(value * normMax))) },
    draw(random) {
      const pattern = Array.from({ length: between(minLength, maxLength, random) }, () =>
        randomBits(bits, random),
      );
      const repeats = between(minRepeats, maxRepeats, random);
      const wanted = Array.from({ length: repeats }, () => pattern).flat();
      return {
        items: pattern.length,
        steps: [
          { input: flagAt(width, bits) },
          ...pattern.map((word) => ({ input: [...word, 0, 0] })),
          { input: flagAt(width, bits + 1, repeats / normMax) },
          ...wanted.map((word) => ({ input: zeros(width), answer: [...word, 0] })),
          { input: zeros(width), answer: flagAt(bits + 1, bits) },
        ],
      };
    },
  });
}
