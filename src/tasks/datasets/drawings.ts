import { argumentError, checkWholeNumber } from '../../core/arguments';

/** Pixels of a drawing's side. */
export const DRAWING_SIDE = 105;
const PIXELS = DRAWING_SIDE * DRAWING_SIDE;

/** Bytes of a packed drawing: eight pixels in each, the last not full. */
export const DRAWING_BYTES = Math.ceil(PIXELS / 8);

/** Whether a pixel of a packed drawing is ink. @param at the drawing's first byte */
export function isInk(bits: Uint8Array, at: number, pixel: number): boolean {
  return (bits[at + (pixel >> 3)] & (128 >> (pixel & 7))) !== 0;
}

/**
 * Packs a drawing, eight pixels a byte, the first of them the highest bit.
 * @param ink whether a pixel is ink, row after row
 * @returns `[DRAWING_BYTES]`
 */
export function packDrawing(ink: (pixel: number) => boolean): Uint8Array {
  const bits = new Uint8Array(DRAWING_BYTES);
  for (let pixel = 0; pixel < PIXELS; pixel++)
    if (ink(pixel)) bits[pixel >> 3] |= 128 >> (pixel & 7);
  return bits;
}

/**
 * Where the ink of a drawing is: `[points, 2]`, the row and the column of each pixel, 0 to 104.
 * @param drawing its number
 */
export function inkPoints(bits: Uint8Array, drawing: number): Uint8Array {
  const at = checkedDrawing(bits, drawing) * DRAWING_BYTES;
  const points: number[] = [];
  for (let pixel = 0; pixel < PIXELS; pixel++)
    if (isInk(bits, at, pixel)) points.push(Math.floor(pixel / DRAWING_SIDE), pixel % DRAWING_SIDE);
  return Uint8Array.from(points);
}

/** A row of the small image, or a column, and the share of it that one of the drawing covers. */
interface Cover {
  readonly place: number;
  readonly share: number;
}

/**
 * Drawings as small images, each pixel the mean of the ink in its area, 0 (white) to 1. Where the
 * side does not divide 105, pixels of the drawing count in two areas, in each with the part that
 * lies in it.
 * @param bits packed drawings, `[drawings, DRAWING_BYTES]`
 * @param side of the images in pixels, 1 to 105
 * @returns `[drawings, side * side]`
 * @throws RangeError naming `bits` or `side`
 * @example drawingImages(omniglot.background.bits)
 */
export function drawingImages(bits: Uint8Array, side = 28): Float32Array {
  checkWholeNumber('side', side, 1, DRAWING_SIDE);
  const count = drawingCount(bits);
  const covers = coversOf(side);
  const images = new Float32Array(count * side * side);
  for (let drawing = 0; drawing < count; drawing++)
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      if (!isInk(bits, drawing * DRAWING_BYTES, pixel)) continue;
      for (const row of covers[Math.floor(pixel / DRAWING_SIDE)])
        for (const column of covers[pixel % DRAWING_SIDE])
          images[(drawing * side + row.place) * side + column.place] += row.share * column.share;
    }
  return images;
}

/** Drawings in packed bytes. @throws RangeError naming `bits` */
export function drawingCount(bits: Uint8Array): number {
  if (bits.length % DRAWING_BYTES === 0) return bits.length / DRAWING_BYTES;
  throw argumentError('bits', `${bits.length} bytes`, `drawings of ${DRAWING_BYTES}`);
}

function checkedDrawing(bits: Uint8Array, drawing: number): number {
  checkWholeNumber('drawing', drawing, 0, drawingCount(bits) - 1);
  return drawing;
}

/** For each row (or column) of a drawing the rows of the small image that it lies in. */
function coversOf(side: number): readonly (readonly Cover[])[] {
  const length = DRAWING_SIDE / side;
  return Array.from({ length: DRAWING_SIDE }, (_, from) => {
    const first = Math.floor(from / length);
    const last = Math.min(side - 1, Math.floor((from + 1) / length));
    return Array.from({ length: last - first + 1 }, (_, k) => {
      const place = first + k;
      const overlap = Math.min(from + 1, (place + 1) * length) - Math.max(from, place * length);
      return { place, share: Math.max(0, overlap) / length };
    });
  });
}
