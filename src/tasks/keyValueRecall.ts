import { z } from 'zod';
import { type SequenceTask, sequenceTask } from './sequence';
import {
  atLeastOne,
  between,
  bitNames,
  differentWords,
  enoughWords,
  inOrder,
  randomBits,
  zeros,
} from './sequenceOptions';
import { parseOptions } from '../core/validation';

const shape = z.strictObject({
  keyBits: atLeastOne(64).default(6),
  valueBits: atLeastOne(64).default(4),
  minPairs: atLeastOne(10_000).default(2),
  maxPairs: atLeastOne(10_000).default(6),
});

/**
 * - `keyBits`, `valueBits`: 1 to 64 (6, 4); `minPairs`, `maxPairs`: pairs shown, 1 to 10,000 (2, 6)
 */
export type KeyValueRecallOptions = z.input<typeof shape>;

/**
 * Key-value recall: pairs of a key and a value, one a step; then every key once more, in another
 * order, and at that same step its value is asked for. Keys differ. Content look-up is enough for
 * it: no order has to be kept. Input: the bits of the key, those of the value, `pair`, `ask`.
 * Answer: the bits of the value. Steps: 2 maxPairs.
 * @throws ConfigError naming the field
 * @example keyValueRecallTask().maxLength === 12
 */
export function keyValueRecallTask(options: KeyValueRecallOptions = {}): SequenceTask {
  const { keyBits, valueBits, minPairs, maxPairs } = parseOptions(
    'KeyValueRecallTask',
    shape,
    options,
  );
  inOrder('KeyValueRecallTask', ['minPairs', minPairs], ['maxPairs', maxPairs]);
  enoughWords('KeyValueRecallTask', 'maxPairs', maxPairs, keyBits);
  return sequenceTask({
    name: 'key-value recall',
    inputNames: [...bitNames(keyBits, 'key '), ...bitNames(valueBits, 'value '), 'pair', 'ask'],
    outputNames: bitNames(valueBits, 'value '),
    maxLength: 2 * maxPairs,
    draw(random) {
      const keys = differentWords(between(minPairs, maxPairs, random), keyBits, random);
      const values = keys.map(() => randomBits(valueBits, random));
      return {
        items: keys.length,
        steps: [
          ...keys.map((key, i) => ({ input: [...key, ...values[i], 1, 0] })),
          ...random
            .choose(keys.length, keys.length)
            .map((i) => ({ input: [...keys[i], ...zeros(valueBits), 0, 1], answer: values[i] })),
        ],
      };
    },
  });
}
