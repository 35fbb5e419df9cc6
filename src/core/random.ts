import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { skipN } from 'pure-rand/utils/skipN';
import { z } from 'zod';
import { argumentError, checkWholeNumber } from './arguments';
import { fnv1a } from './hash';
import { describe } from './text';
import { parseValue } from './validation';

/**
 * A seeded stream of random numbers. The same seed gives the same numbers on every machine; the
 * state can be stored and restored, so a stopped run goes on with the numbers it would have drawn.
 */
export interface Random {
  /** A number in [0, 1) with 32 random bits. */
  uniform(): number;
  /** A standard normal number (mean 0, standard deviation 1; Box and Muller 1958). */
  normal(): number;
  /** A whole number in [0, bound). */
  int(bound: number): number;
  /** `count` different whole numbers in [0, bound), in random order. */
  choose(count: number, bound: number): number[];
  /**
   * A stream of its own, fixed by this stream's seed and the name: adding draws in one place does
   * not move those of another.
   */
  fork(name: string): Random;
  /** The generator's state: JSON numbers for `restoreRandom`. */
  state(): RandomState;
}

/** Everything a stream needs to go on where it stopped. */
export interface RandomState {
  readonly seed: number;
  readonly generator: readonly number[];
}

/**
 * Makes a stream from a seed.
 * @param seed a whole number in [0, 2^32)
 * @throws RangeError naming the seed if it is not such a number
 * @example createRandom(1).int(6) === createRandom(1).int(6)
 */
export function createRandom(seed: number): Random {
  checkWholeNumber('seed', seed, 0, 2 ** 32 - 1);
  const generator = xoroshiro128plus(seed | 0);
  skipN(generator, 64); // the first outputs of neighbouring seeds are alike
  return wrap(seed, generator);
}

/** @throws RangeError naming the argument that is no stream of random numbers */
export function checkRandom(name: string, value: unknown): asserts value is Random {
  const { uniform, choose } = (value ?? {}) as Partial<Random>;
  if (typeof uniform !== 'function' || typeof choose !== 'function')
    throw argumentError(name, describe(value), 'a stream of random numbers (createRandom)');
}

/** What the state of a stream must be. */
export const randomStateSchema = z.strictObject({
  seed: z
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  generator: z.array(z.int32()).length(4).describe('4 whole numbers of 32 bits'),
});

/** Continues a stream from `state()`. @throws ConfigError naming the field that is wrong */
export function restoreRandom(state: RandomState): Random {
  const { seed, generator } = parseValue('random', randomStateSchema, state);
  return wrap(seed, xoroshiro128plusFromState(generator));
}

function wrap(seed: number, generator: JumpableRandomGenerator): Random {
  const uniform = (): number => (generator.next() >>> 0) / 2 ** 32;
  const int = (bound: number): number => {
    checkWholeNumber('bound', bound);
    return uniformInt(generator, 0, bound - 1);
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    int,
    choose(count, bound) {
      if (!Number.isInteger(count) || count < 0 || count > bound)
        throw new RangeError(
          `count: got ${count}, expected a whole number from 0 to bound (${bound})`,
        );
      // Fisher-Yates, stopped after `count` places; only those that changed are kept, so that a few
      // of a million cost little
      const moved = new Map<number, number>();
      return Array.from({ length: count }, (_, i) => {
        const j = i + int(bound - i);
        const chosen = moved.get(j) ?? j;
        moved.set(j, moved.get(i) ?? i);
        return chosen;
      });
    },
    fork: (name) => createRandom(fnv1a(`${seed}/${name}`)),
    state: () => ({ seed, generator: [...generator.getState()] }),
  };
}
