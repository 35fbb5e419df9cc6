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
  maxLength: atLeastOne(10_000).default(5),
});

/**
 * - `bits` of a vector, 1 to 64 (4); `minLength`, `maxLength`: vectors to copy, 1 to 10,000 (1, 5)
 */
export type CopyOptions = z.input<typeof shape>;

/**
 * Copy: a flag, a list of random bit vectors, another flag; then the list is asked for from its
 * start, with nothing more to see (Graves et al. 2014, section 4.1). Input: the bits, `start`,
 * `stop`. Answer: the bits. Steps: 2 maxLength + 2.
 * @throws ConfigError naming the field
 * @example copyTask({ bits: 4, maxLength: 5 }).maxLength === 12
 */
export function copyTask(options: CopyOptions = {}): SequenceTask {
  const { bits, minLength, maxLength } = parseOptions('CopyTask', shape, options);
  inOrder('CopyTask', ['minLength', minLength], ['maxLength', maxLength]);
  const width = bits + 2;
  return sequenceTask({
    name: 'copy',
    inputNames: [...bitNames(bits), 'start', 'stop'],
    outputNames: bitNames(bits),
    maxLength: 2 * maxLength + 2,
    draw(random) {
      const words = Array.from({ length: between(minLength, maxLength, random) }, () =>
        randomBits(bits, random),
      );
      return {
        items: words.length,
        steps: [
          { input: flagAt(width, bits) },
          ...words.map((word) => ({ input: [...word, 0, 0] })),
          { input: flagAt(width, bits + 1) },
          ...words.map((word) => ({ input: zeros(width), answer: word })),
        ],
      };
    },
  });
}
