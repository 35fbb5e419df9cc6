import { z } from 'zod';
import { type SequenceTask, sequenceTask } from './sequence';
import {
  atLeastOne,
  between,
  bitNames,
  differentWords,
  enoughWords,
  flagAt,
  inOrder,
  zeros,
} from './sequenceOptions';
import { parseOptions } from '../core/validation';

const shape = z.strictObject({
  bits: atLeastOne(64).default(6),
  itemLength: atLeastOne(100).default(3),
  minItems: z.number().int().min(2).max(10_000).default(2),
  maxItems: z.number().int().min(2).max(10_000).default(6),
});

/**
 * - `bits` of a vector, 1 to 64 (6); `itemLength`: vectors in an item, 1 to 100 (3); `minItems`,
 *   `maxItems`: items shown, 2 to 10,000 (2, 6). The defaults are those of the paper.
 */
export type AssociativeRecallOptions = z.input<typeof shape>;

/**
 * Associative recall: items of several bit vectors, each after a delimiter, then one of them again
 * between two query flags; the item that came right after it is asked for (Graves et al. 2014,
 * section 4.3). Items differ, and the last is never the query: there is one right answer. Input:
 * the bits, `item`, `query`. Answer: the bits. Steps: maxItems (itemLength + 1) + 2 itemLength + 2.
 * @throws ConfigError naming the field
 * @example associativeRecallTask().maxLength === 32
 */
export function associativeRecallTask(options: AssociativeRecallOptions = {}): SequenceTask {
  const { bits, itemLength, minItems, maxItems } = parseOptions(
    'AssociativeRecallTask',
    shape,
    options,
  );
  inOrder('AssociativeRecallTask', ['minItems', minItems], ['maxItems', maxItems]);
  enoughWords('AssociativeRecallTask', 'maxItems', maxItems, bits * itemLength);
  const width = bits + 2;
  const vectors = (item: readonly number[]): number[][] =>
    Array.from({ length: itemLength }, (_, i) => item.slice(i * bits, (i + 1) * bits));
  const shown = (item: readonly number[]) =>
    vectors(item).map((vector) => ({ input: [...vector, 0, 0] }));
  return sequenceTask({
    name: 'associative recall',
    inputNames: [...bitNames(bits), 'item', 'query'],
    outputNames: bitNames(bits),
    maxLength: maxItems * (itemLength + 1) + 2 * itemLength + 2,
    draw(random) {
      const items = differentWords(between(minItems, maxItems, random), bits * itemLength, random);
      const asked = random.int(items.length - 1);
      const query = { input: flagAt(width, bits + 1) };
      return {
        items: items.length,
        steps: [
          ...items.flatMap((item) => [{ input: flagAt(width, bits) }, ...shown(item)]),
          query,
          ...shown(items[asked]),
          query,
          ...vectors(items[asked + 1]).map((vector) => ({ input: zeros(width), answer: vector })),
        ],
      };
    },
  });
}
