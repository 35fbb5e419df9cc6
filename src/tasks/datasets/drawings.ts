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

/** How drawings become small images. */
export interface DrawingOptions {
  /**
   * Each drawing's ink is brought to one size and into the middle: the longer side of its box takes
   * five sevenths of the image's side, 20 of 28 pixels as in MNIST (LeCun et al. 1998). Not by
   * default: as large as it was drawn, where it was drawn.
   */
  readonly fitted?: boolean;
}

/** A row of the small image, or a column, and the share of it that one of the drawing covers. */
interface Cover {
  readonly place: number;
  readonly share: number;
}

/** The part of a drawing, along one side, that the small image shows. */
interface Span {
  /** Where it begins, in pixels of the drawing; may lie outside. */
  readonly start: number;
  /** Pixels of the drawing in one of the small image. */
  readonly scale: number;
}

/** The share of the image's side that the ink of a fitted drawing takes. */
const FITTED_SHARE = 5 / 7;

/**
 * Drawings as small images, each pixel the mean of the ink in its area, 0 (white) to 1. Where a
 * pixel of the drawing lies in two areas, it counts in each with the part that lies in it.
 * @param bits packed drawings, `[drawings, DRAWING_BYTES]`
 * @param side of the images in pixels, 1 to 105
 * @returns `[drawings, side * side]`
 * @throws RangeError naming `bits` or `side`
 * @example drawingImages(omniglot.background.bits)
 */
export function drawingImages(
  bits: Uint8Array,
  side = 28,
  { fitted = false }: DrawingOptions = {},
): Float32Array {
  checkWholeNumber('side', side, 1, DRAWING_SIDE);
  const count = drawingCount(bits);
  const whole = coversOf({ start: 0, scale: DRAWING_SIDE / side }, side);
  const images = new Float32Array(count * side * side);
  for (let drawing = 0; drawing < count; drawing++) {
    const at = drawing * DRAWING_BYTES;
    const spans = fitted ? inkSpans(bits, drawing, side) : undefined;
    const [rows, columns] = spans?.map((span) => coversOf(span, side)) ?? [whole, whole];
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      if (!isInk(bits, at, pixel)) continue;
      for (const row of rows[Math.floor(pixel / DRAWING_SIDE)])
        for (const column of columns[pixel % DRAWING_SIDE])
          images[(drawing * side + row.place) * side + column.place] += row.share * column.share;
    }
  }
  return images;
}

/** Rows and columns of a square with the ink in its middle; undefined where there is no ink. */
function inkSpans(bits: Uint8Array, drawing: number, side: number): [Span, Span] | undefined {
  const points = inkPoints(bits, drawing);
  if (points.length === 0) return undefined;
  const bounds = [0, 1].map((axis) => {
    const places = points.filter((_, i) => i % 2 === axis);
    return { least: Math.min(...places), most: Math.max(...places) + 1 };
  });
  const longest = Math.max(...bounds.map(({ least, most }) => most - least));
  const scale = longest / FITTED_SHARE / side;
  const [rows, columns] = bounds.map(({ least, most }) => ({
    start: (least + most) / 2 - (scale * side) / 2,
    scale,
  }));
  return [rows, columns];
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
function coversOf({ start, scale }: Span, side: number): readonly (readonly Cover[])[] {
  return Array.from({ length: DRAWING_SIDE }, (_, from) => {
    const first = Math.max(0, Math.floor((from - start) / scale));
    const last = Math.min(side - 1, Math.floor((from + 1 - start) / scale));
    return Array.from({ length: Math.max(0, last - first + 1) }, (_unused, k) => {
      const place = first + k;
      const begin = start + place * scale;
      const overlap = Math.min(from + 1, begin + scale) - Math.max(from, begin);
      return { place, share: Math.max(0, overlap) / scale };
    });
  });
}
