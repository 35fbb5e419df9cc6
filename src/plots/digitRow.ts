import { z } from 'zod';
import { checkArguments, finiteNumbers, names, titled } from './arguments';
import { digitGrid, type DigitCell } from './digitGrid';
import type { Figure } from './figure';
import type { TitledOptions } from './frame';

export interface DigitRowOptions extends TitledOptions {
  /** A few letters under each image. */
  readonly captions?: readonly string[];
}

const rowOptions = z.strictObject({ ...titled, captions: names.optional() });

/**
 * Images of digits side by side.
 * @param images each of 8 x 8 pixels, row after row from the top, from 0 (white) to 1 (black)
 * @throws RangeError for no image, one that does not have 64 numbers, or not one caption an image
 * @example digitRow(images, { title: 'Six surprising rows', captions: ['a 4', 'a 9'] });
 */
export function digitRow(images: readonly ArrayLike<number>[], options: DigitRowOptions): Figure {
  checkArguments({ images: z.array(finiteNumbers), options: rowOptions }, { images, options });
  const { captions, ...rest } = options;
  const count = captions?.length ?? images.length;
  if (count !== images.length)
    throw new RangeError(`captions: got ${count}, expected ${images.length}, one for each image`);
  const cells = images.map((image, i): DigitCell =>
    captions === undefined ? { image } : { image, caption: captions[i] },
  );
  return digitGrid([{ cells }], rest);
}
