import { z } from 'zod';
import type { Random } from '../core/random';
import { parseOptions } from '../core/validation';
import { ConfigError } from '../core/errors';
import { type SequenceTask, sequenceTask } from './sequence';
import { atLeastOne, between, flagAt, inOrder, zeros } from './sequenceOptions';

const NAME = 'MultiQueryRecallTask';

const shape = z.strictObject({
  keys: atLeastOne(1000).default(16),
  values: z.number().int().min(2).max(1000).default(8),
  minPairs: atLeastOne(1000).default(1),
  maxPairs: atLeastOne(1000).default(4),
  minOverwrites: z.number().int().min(0).max(1000).default(0),
  maxOverwrites: z.number().int().min(0).max(1000).default(2),
});

/**
 * - `keys`: different keys there are, 1 to 1,000 (16); `values`: different values, 2 to 1,000 (8)
 * - `minPairs`, `maxPairs`: keys shown in a sequence, 1 to 1,000 (1, 4)
 * - `minOverwrites`, `maxOverwrites`: how often a key comes again with another value, 0 to 1,000
 *   (0, 2)
 */
export type MultiQueryRecallOptions = z.input<typeof shape>;

/** A key, and the value that it is shown with: numbers in the lists of keys and of values. */
interface Pair {
  readonly key: number;
  readonly value: number;
}

/**
 * Multi-query associative recall (Arora et al. 2023, arXiv 2312.04927, section 3.1) with
 * overwriting: pairs of a key and a value, one a step. Some keys come again later, each time with
 * another value than before, and the last value counts. Then every key that was shown is asked
 * once, in another order, and at that same step its value is the answer. Content look-up finds a
 * key; to be right after an overwrite, the old value must be erased or known to be old. Input: one
 * number for each key and each value, 1 for those shown. Answer: one of the values. The paper's
 * sequences show each key once. Items: keys shown. Steps: 2 maxPairs + maxOverwrites.
 * @throws ConfigError naming the field
 * @example multiQueryRecallTask().maxLength === 10
 */
export function multiQueryRecallTask(options: MultiQueryRecallOptions = {}): SequenceTask {
  const { keys, values, minPairs, maxPairs, minOverwrites, maxOverwrites } = parseOptions(
    NAME,
    shape,
    options,
  );
  inOrder(NAME, ['minPairs', minPairs], ['maxPairs', maxPairs]);
  inOrder(NAME, ['minOverwrites', minOverwrites], ['maxOverwrites', maxOverwrites]);
  if (maxPairs > keys)
    throw new ConfigError(`${NAME}.maxPairs`, maxPairs, `at most keys (${keys})`);
  const valueNames = Array.from({ length: values }, (_, i) => String(i));
  return sequenceTask({
    name: 'multi-query recall',
    answers: 'words',
    inputNames: [...Array.from({ length: keys }, (_, i) => keyName(i)), ...valueNames],
    outputNames: valueNames,
    maxLength: 2 * maxPairs + maxOverwrites,
    draw(random) {
      const shown = random.choose(between(minPairs, maxPairs, random), keys);
      const overwrites = between(minOverwrites, maxOverwrites, random);
      const pairs = drawPairs(shown, overwrites, values, random);
      const current = new Map(pairs.map(({ key, value }) => [key, value]));
      const asked = random.choose(shown.length, shown.length).map((i) => shown[i]);
      return {
        items: shown.length,
        steps: [
          ...pairs.map(({ key, value }) => ({
            input: [...flagAt(keys, key), ...flagAt(values, value)],
          })),
          ...asked.map((key) => ({
            input: [...flagAt(keys, key), ...zeros(values)],
            answer: flagAt(values, current.get(key) ?? 0),
          })),
        ],
      };
    },
  });
}

/** Each key once and some again, in random order; a key that comes again has another value. */
function drawPairs(
  keys: readonly number[],
  overwrites: number,
  values: number,
  random: Random,
): Pair[] {
  const again = Array.from({ length: overwrites }, () => keys[random.int(keys.length)]);
  const all = [...keys, ...again];
  const order = random.choose(all.length, all.length).map((i) => all[i]);
  const current = new Map<number, number>();
  return order.map((key) => {
    const before = current.get(key);
    const value =
      before === undefined ? random.int(values) : (before + 1 + random.int(values - 1)) % values;
    current.set(key, value);
    return { key, value };
  });
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** a, b, ... z, a1, b1, ... */
function keyName(i: number): string {
  const turn = Math.floor(i / LETTERS.length);
  return LETTERS[i % LETTERS.length] + (turn === 0 ? '' : String(turn));
}
