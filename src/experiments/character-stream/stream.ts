import { z } from 'zod';
import { createRandom } from '../../core/random';
import { parseNamed } from '../../core/validation';
import type { ClassImages } from '../../tasks/few-shot';

/** Drawings of each character that are never shown and judge what was learned. */
export const HELD_OUT = 10;

/** A stream of characters: each arrives once, one after the other. */
export interface CharacterStream {
  /** The classes of a pool in the order in which they arrive, `[characters]`. */
  readonly order: readonly number[];
  /** Of each character in that order the drawings that are shown, `[characters][shots]`. */
  readonly shown: readonly (readonly number[])[];
  /** Drawings that are never shown, the same numbers for all characters, `[heldOut]`. */
  readonly heldOut: readonly number[];
}

/** How a stream is drawn. */
export interface CharacterStreamOptions {
  /** Drawings of each character that are shown, one at a time. */
  readonly shots: number;
  readonly seed: number;
  /** Drawings of each character that judge (10). */
  readonly heldOut?: number;
}

/**
 * Draws a stream: the characters of a pool in random order, of each some drawings by random people.
 * Whoever drew what judges has drawn nothing that is shown. The same seed shows the same characters
 * in the same order, and with more shots the same drawings first.
 * @throws RangeError naming the option that is wrong
 * @example drawCharacterStream(omniglotClasses('test'), { shots: 1, seed: 0 })
 */
export function drawCharacterStream(
  { classes, perClass }: Pick<ClassImages, 'classes' | 'perClass'>,
  options: CharacterStreamOptions,
): CharacterStream {
  const { shots, seed, heldOut } = parseNamed(streamOptions(perClass), options);
  const random = createRandom(seed).fork('character-stream');
  const drawers = random.fork('drawers').choose(perClass, perClass);
  const order = random.fork('order').choose(classes, classes);
  const shownBy = drawers.slice(heldOut);
  const drawn = random.fork('drawings');
  const shown = order.map(() => {
    const places = drawn.choose(shownBy.length, shownBy.length);
    return places.slice(0, shots).map((place) => shownBy[place]);
  });
  return { order, shown, heldOut: drawers.slice(0, heldOut) };
}

function streamOptions(perClass: number) {
  return z
    .strictObject({
      shots: z.int().min(1).max(perClass),
      seed: z
        .int()
        .min(0)
        .max(2 ** 32 - 1),
      heldOut: z
        .int()
        .min(1)
        .max(perClass - 1)
        .default(Math.min(HELD_OUT, perClass - 1)),
    })
    .superRefine(({ shots, heldOut }, context) => {
      const most = perClass - heldOut;
      if (shots > most)
        context.addIssue({
          code: 'custom',
          path: ['shots'],
          message: `at most ${most}: ${heldOut} of ${perClass} drawings are held out`,
        });
    });
}
