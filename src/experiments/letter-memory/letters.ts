import { argumentError } from '../../core/arguments';
import { describe } from '../../core/text';

/** Numbers in a word: the five binary digits of a letter's place in the alphabet. */
export const LETTER_WIDTH = 5;

/** What is read where no letter is: nothing, or a mixture of several. */
export const NO_LETTER = '·';

/**
 * A letter as a word of memory `[5]`: its place in the alphabet in binary, -1 for 0. A space is
 * place 0.
 * @throws RangeError for what is no letter from A to Z and no space
 * @example letterWord('A') // [-1, -1, -1, -1, 1]
 */
export function letterWord(letter: string): number[] {
  if (!/^[A-Z ]$/.test(letter))
    throw argumentError('letter', describe(letter), 'one letter, A to Z, or a space');
  const place = letter === ' ' ? 0 : letter.charCodeAt(0) - 64;
  return Array.from({ length: LETTER_WIDTH }, (_, j) =>
    (place >> (LETTER_WIDTH - 1 - j)) & 1 ? 1 : -1,
  );
}

/**
 * The letter that a word is, or `·` where some number is nearer to 0 than to 1 or -1: an empty slot
 * or a mixture.
 */
export function letterOf(word: ArrayLike<number>): string {
  const numbers = Array.from(word);
  if (numbers.some((value) => !(Math.abs(value) >= 0.5))) return NO_LETTER;
  const place = numbers.reduce((sum, value) => 2 * sum + (value > 0 ? 1 : 0), 0);
  if (place > 26) return NO_LETTER;
  return place === 0 ? ' ' : String.fromCharCode(64 + place);
}
