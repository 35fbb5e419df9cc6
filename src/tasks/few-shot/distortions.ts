import { z } from 'zod';
import { argumentError, checkWholeNumber } from '../../core/arguments';
import type { Random } from '../../core/random';
import { parseNamed } from '../../core/validation';
import type { EpisodeImages, FewShotEpisode } from './episodes';

/** How far an image may be distorted; each amount is drawn evenly between its two bounds. */
export interface DistortionOptions {
  /** Turned by at most so many degrees, to either side (10). */
  readonly degrees?: number;
  /** Larger or smaller by at most this factor, in each direction of its own (1.2). */
  readonly scale?: number;
  /** Slanted: a row moves by at most so many pixels for each row above it (0.2). */
  readonly shear?: number;
  /** Moved by at most so many pixels in each direction (2). */
  readonly shift?: number;
}

const distortionSchema = z.strictObject({
  degrees: z.number().min(0).max(180).default(10),
  scale: z.number().min(1).max(4).default(1.2),
  shear: z.number().min(0).max(2).default(0.2),
  shift: z.number().min(0).max(1000).default(2),
});

/** Where a pixel of the distorted image comes from: matrix times place from the middle, moved. */
interface AffineMap {
  readonly matrix: readonly [number, number, number, number];
  readonly shift: readonly [number, number];
}

/**
 * Square images, each turned, scaled, slanted and moved at random about its middle (an affine map,
 * as in Koch et al. 2015). Between pixels it is interpolated; what comes from outside is 0.
 * @param images `[count, side * side]`
 * @param pixels `side * side`
 * @returns new images of the same shape
 * @throws RangeError naming what is wrong
 * @example distortedImages(episode.support.x, 784, random)
 */
export function distortedImages(
  images: Float32Array,
  pixels: number,
  random: Random,
  options: DistortionOptions = {},
): Float32Array {
  const bounds = parseNamed(distortionSchema, options);
  const side = Math.sqrt(pixels);
  checkWholeNumber('side', side);
  if (images.length % pixels !== 0)
    throw argumentError('images', `${images.length} numbers`, `images of ${pixels}`);
  const distorted = new Float32Array(images.length);
  for (let from = 0; from < images.length; from += pixels)
    distort(images, distorted, from, side, drawMap(bounds, random));
  return distorted;
}

/** An episode whose support and query images are all distorted, each in a way of its own. */
export function distortedEpisode(
  episode: FewShotEpisode,
  random: Random,
  options: DistortionOptions = {},
): FewShotEpisode {
  const distorted = (images: EpisodeImages): EpisodeImages => ({
    ...images,
    x: distortedImages(images.x, images.x.length / images.count, random, options),
  });
  return { ...episode, support: distorted(episode.support), query: distorted(episode.query) };
}

function drawMap(
  { degrees, scale, shear, shift }: Required<DistortionOptions>,
  random: Random,
): AffineMap {
  const within = (bound: number): number => (2 * random.uniform() - 1) * bound;
  const angle = (within(degrees) * Math.PI) / 180;
  const height = Math.exp(within(Math.log(scale)));
  const width = Math.exp(within(Math.log(scale)));
  const slant = within(shear);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return {
    matrix: [
      height * cosine,
      -width * sine,
      height * (sine + slant * cosine),
      width * (cosine - slant * sine),
    ],
    shift: [within(shift), within(shift)],
  };
}

/** Writes the image at `start`, mapped, to the same place of `to`. */
function distort(
  from: Float32Array,
  to: Float32Array,
  start: number,
  side: number,
  { matrix: [rowByRow, rowByColumn, columnByRow, columnByColumn], shift }: AffineMap,
): void {
  const middle = (side - 1) / 2;
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const down = row - middle;
      const right = column - middle;
      to[start + row * side + column] = between(
        from,
        start,
        side,
        middle + rowByRow * down + rowByColumn * right + shift[0],
        middle + columnByRow * down + columnByColumn * right + shift[1],
      );
    }
}

/** An image at a place between pixels (bilinear). */
function between(
  images: Float32Array,
  start: number,
  side: number,
  row: number,
  column: number,
): number {
  const top = Math.floor(row);
  const left = Math.floor(column);
  const below = row - top;
  const right = column - left;
  const at = (r: number, c: number): number =>
    r < 0 || c < 0 || r >= side || c >= side ? 0 : images[start + r * side + c];
  return (
    (1 - below) * ((1 - right) * at(top, left) + right * at(top, left + 1)) +
    below * ((1 - right) * at(top + 1, left) + right * at(top + 1, left + 1))
  );
}
