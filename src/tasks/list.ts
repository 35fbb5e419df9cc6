import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { functionField, parseOptions } from '../core/validation';
import { type SequenceStep, type SequenceTask, sequenceTask } from './sequence';
import { atLeastOne, between, bitNames, inOrder, randomBits } from './sequenceOptions';

const shape = z.strictObject({
  name: z.string().default('list'),
  bits: atLeastOne(64).default(4),
  minLength: atLeastOne(10_000).default(1),
  maxLength: atLeastOne(10_000).default(5),
  steps: functionField<(list: number[][]) => SequenceStep[]>(),
});

/**
 * - `bits` of a vector, 1 to 64 (4); `minLength`, `maxLength`: vectors in a list, 1 to 10,000
 *   (1, 5)
 * - `steps`: what is seen and asked for a list, at most 2 maxLength + 1 steps
 */
export type ListTaskOptions = z.input<typeof shape>;

/**
 * A task of one's own about lists of random bit vectors. Input: the bits and `stop`. Answer: the
 * bits.
 * @throws ConfigError naming the field; RangeError where a list takes more steps than there are
 * @example
 * const backwards = listTask({ steps: (list) => [
 *   ...list.map((bits) => ({ input: [...bits, 0] })),
 *   ...list.map((_, i) => ({ input: [0, 0, 0, 0, 1], answer: list[list.length - 1 - i] })),
 * ] });
 */
export function listTask(options: ListTaskOptions): SequenceTask {
  const { name, bits, minLength, maxLength, steps } = parseOptions('ListTask', shape, options);
  inOrder('ListTask', ['minLength', minLength], ['maxLength', maxLength]);
  const most = 2 * maxLength + 1;
  return sequenceTask({
    name,
    inputNames: [...bitNames(bits), 'stop'],
    outputNames: bitNames(bits),
    maxLength: most,
    draw(random) {
      const count = between(minLength, maxLength, random);
      const list = Array.from({ length: count }, () => randomBits(bits, random));
      const made = steps(list);
      if (made.length > most)
        throw argumentError(
          'steps',
          `${made.length} steps for a list of ${count}`,
          `up to ${most}`,
        );
      return { items: count, steps: made };
    },
  });
}
