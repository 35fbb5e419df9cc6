import { z } from 'zod';
import type { Random } from '../core/random';
import { ConfigError } from '../core/errors';

/** A whole number from 1 up, as the options of the sequence tasks are. */
export const atLeastOne = (max: number) => z.number().int().min(1).max(max);

/** Names of bits. @example bitNames(2, 'key ') // ['key bit 0', 'key bit 1'] */
export const bitNames = (count: number, before = ''): string[] =>
  Array.from({ length: count }, (_, i) => `${before}bit ${i}`);

/** `count` random bits. */
export const randomBits = (count: number, random: Random): number[] =>
  Array.from({ length: count }, () => random.int(2));

/** A whole number from `low` to `high`, both included. */
export const between = (low: number, high: number, random: Random): number =>
  low + random.int(high - low + 1);

/** `count` zeros. */
export const zeros = (count: number): number[] => new Array<number>(count).fill(0);

/** `length` zeros with a value at one place: a flag. */
export const flagAt = (length: number, place: number, value = 1): number[] =>
  zeros(length).map((_, i) => (i === place ? value : 0));

/**
 * `count` words of random bits, no two alike, so that a question about one of them has one answer.
 */
export function differentWords(count: number, bits: number, random: Random): number[][] {
  const words = new Map<string, number[]>();
  while (words.size < count) {
    const word = randomBits(bits, random);
    words.set(word.join(''), word);
  }
  return [...words.values()];
}

/** @throws ConfigError naming `max` unless it is at least `min` */
export function inOrder(
  task: string,
  min: readonly [string, number],
  max: readonly [string, number],
): void {
  if (max[1] < min[1])
    throw new ConfigError(`${task}.${max[0]}`, max[1], `at least ${min[0]} (${min[1]})`);
}

/** @throws ConfigError naming `field` if there are not that many different words of so many bits */
export function enoughWords(task: string, field: string, count: number, bits: number): void {
  if (bits < 31 && count > 2 ** bits)
    throw new ConfigError(
      `${task}.${field}`,
      count,
      `at most ${2 ** bits}: there are no more different words of ${bits} bits`,
    );
}
