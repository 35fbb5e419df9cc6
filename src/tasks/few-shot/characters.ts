import { argumentError, checkWholeNumber } from '../../core/arguments';
import { describe } from '../../core/text';
import { drawingImages, type DrawingOptions, loadOmniglot, type Omniglot } from '../datasets';

/** Images of classes, as many of each. */
export interface ClassImages {
  readonly classes: number;
  /** Images of a class. */
  readonly perClass: number;
  /** Pixels of an image. */
  readonly pixels: number;
  /** `[classes, perClass, pixels]`, 0 (white) to 1 (ink). */
  readonly images: Float32Array;
  /** The group of each class, an alphabet: `[classes]`. */
  readonly groups: readonly string[];
}

/**
 * Which alphabets are learned from, which settings are chosen by, which are judged on: no character
 * of one part is in another. Latin and Greek, which readers know, are learned from.
 */
export const omniglotParts = {
  training: ['Greek', 'Japanese_(katakana)', 'Korean', 'Latin'],
  validation: ['Balinese', 'Early_Aramaic'],
  test: ['Sanskrit', 'Tagalog'],
} as const;

/** A part of Omniglot's background sets. */
export type OmniglotPart = keyof typeof omniglotParts;

/** How characters become classes. */
export interface CharacterOptions extends DrawingOptions {
  /** Side of the images in pixels; 28 by default. */
  readonly side?: number;
  /** Each character turned by 90, 180 and 270 degrees is a class of its own; not by default. */
  readonly rotations?: boolean;
}

/**
 * The characters of a part as classes.
 * @throws RangeError naming `part` or `side`
 * @example omniglotClasses('training', { rotations: true }) // 548 classes of 20 images
 */
export function omniglotClasses(
  part: OmniglotPart,
  { side = 28, rotations = false, fitted }: CharacterOptions = {},
  { background }: Omniglot = loadOmniglot(),
): ClassImages {
  if (!Object.hasOwn(omniglotParts, part)) {
    const known = Object.keys(omniglotParts).join(', ');
    throw argumentError('part', describe(part), `one of ${known}`);
  }
  const alphabets: readonly string[] = omniglotParts[part];
  const chosen = [...background.characters.keys()].filter((label) =>
    alphabets.includes(background.characters[label].alphabet),
  );
  const all = drawingImages(background.bits, side, { fitted });
  const pixels = side * side;
  const perClass = background.count / background.characters.length;
  const images = new Float32Array(chosen.length * perClass * pixels);
  const placeOf = new Map(chosen.map((label, place) => [label, place * perClass]));
  background.labels.forEach((label, drawing) => {
    const place = placeOf.get(label);
    if (place === undefined) return;
    const to = place + background.drawers[drawing] - 1;
    images.set(all.subarray(drawing * pixels, (drawing + 1) * pixels), to * pixels);
  });
  const groups = chosen.map((label) => background.characters[label].alphabet);
  const upright = { classes: chosen.length, perClass, pixels, images, groups };
  return rotations ? withRotations(upright) : upright;
}

/**
 * Every class four times, its images turned by 0, 90, 180 and 270 degrees: classes 0 to n - 1 as
 * they are, then all turned by 90, and so on. The groups are those of the class that was turned.
 * @throws RangeError unless images are square
 */
export function withRotations(upright: ClassImages): ClassImages {
  const { classes, perClass, pixels, images, groups } = upright;
  const side = Math.sqrt(pixels);
  checkWholeNumber('side', side);
  const turned = new Float32Array(4 * images.length);
  turned.set(images);
  for (let start = images.length; start < turned.length; start += pixels)
    turn(turned, start - images.length, start, side);
  return {
    classes: 4 * classes,
    perClass,
    pixels,
    images: turned,
    groups: [...groups, ...groups, ...groups, ...groups],
  };
}

/** Writes the image at `from`, turned by 90 degrees against the clock, to `to`. */
function turn(images: Float32Array, from: number, to: number, side: number): void {
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++)
      images[to + (side - 1 - column) * side + row] = images[from + row * side + column];
}
