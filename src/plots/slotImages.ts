import { z } from 'zod';
import { checkArguments, countField, finiteNumbers, text, titled } from './arguments';
import { digitGrid, type DigitCell, type DigitGroup } from './digitGrid';
import type { Figure } from './figure';
import type { TitledOptions } from './frame';
import { indices } from './numbers';
import { colours, ink } from './palette';

/** A store of images, or a memory whose slots are images. */
export interface StoredImages {
  /**
   * `[count, side * side]`: 8 x 8 pixels each if nothing else is said, row after row from the top,
   * from 0 (white) to 1 (black).
   */
  readonly images: ArrayLike<number>;
  /** `[count]` */
  readonly labels: ArrayLike<number>;
  /** Rows that each stands for, `[count]`; left out: one each. */
  readonly counts?: ArrayLike<number>;
}

export interface ImagesByLabelOptions extends TitledOptions {
  /** Images of a label at most; default 14. The small print counts what is left out. */
  readonly most?: number;
  /** Pixels along a side of each image. Default 8. */
  readonly side?: number;
}

export interface SlotImagesOptions extends TitledOptions {
  /** What the same slots held before: the line under each says what has become of it. */
  readonly before?: StoredImages;
}

const PIXELS = 64;
/** Counts can be read under so many images; under more there is no room. */
const CAPTIONED = 60;

const stored = z.looseObject({
  images: finiteNumbers,
  labels: finiteNumbers,
  counts: finiteNumbers.optional(),
});
const byLabelOptions = z.strictObject({
  ...titled,
  most: countField.optional(),
  side: countField.optional(),
});
const slotOptions = z.strictObject({ ...titled, before: stored.optional() });

/**
 * Images by their labels, a line a label; those that stand for most rows first, with their counts.
 * @throws RangeError for no image, or not `side` x `side` numbers for each label
 * @example imagesByLabel({ images: train.x, labels }, { title: 'The first of each digit' });
 */
export function imagesByLabel(store: StoredImages, options: ImagesByLabelOptions): Figure {
  checkArguments({ store: stored, options: byLabelOptions }, { store, options });
  const { most = 14, note = '', ...rest } = options;
  const pixels = rest.side === undefined ? PIXELS : rest.side ** 2;
  checkStored('store', store, pixels);
  const { labels, counts } = store;
  const places = indices(labels.length);
  const byWeight = counts ? places.sort((i, j) => counts[j] - counts[i]) : places;
  const found = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const rows = found.map((label) => {
    const own = byWeight.filter((i) => labels[i] === label).slice(0, most);
    return { name: String(label), cells: own.map((i) => cellOf(store, i, true, pixels)) };
  });
  const shown = rows.reduce((sum, { cells }) => sum + cells.length, 0);
  const left = labels.length - shown;
  const leftOut = left > 0 ? `${left.toLocaleString('en')} more are not shown.` : '';
  const smallPrint = [note, leftOut].filter(Boolean).join(' ');
  return digitGrid(rows, {
    ...rest,
    yLabel: 'label',
    ...(smallPrint !== '' && { note: smallPrint }),
  });
}

/**
 * Images in named lines, each line from the left.
 * @param rows images of 8 x 8 pixels, by the name that stands at their left
 * @throws RangeError for no image, or one that does not have 64 numbers
 * @example imageRows({ 'as they are': plain, shifted }, { title: 'The same digits twice' });
 */
export function imageRows(
  rows: Readonly<Record<string, readonly ArrayLike<number>[]>>,
  options: TitledOptions,
): Figure {
  const fields = { rows: z.record(text, z.array(finiteNumbers)), options: z.strictObject(titled) };
  checkArguments(fields, { rows, options });
  const lines = Object.entries(rows).map(([name, images]) => ({
    name,
    cells: images.map((image) => ({ image })),
  }));
  return digitGrid(lines, options);
}

const changes: readonly DigitGroup[] = [
  { name: 'freed and given away', colour: colours[1] },
  { name: 'moved, or more rows', colour: colours[0] },
  { name: 'as it was', colour: ink.mark },
];

/**
 * The slots of a memory of images, each at its own place, with the rows it stands for. With
 * `before` the line under a slot says what has become of it: another label or fewer rows is another
 * content.
 * @throws RangeError for no image, or not 64 numbers for each label
 * @example slotImages(film[k], { before: film[k - 1], title: 'After 90 updates' });
 */
export function slotImages(memory: StoredImages, options: SlotImagesOptions): Figure {
  checkArguments({ memory: stored, options: slotOptions }, { memory, options });
  checkStored('memory', memory);
  const { before, ...rest } = options;
  if (before) checkStored('options.before', before);
  const slots = memory.labels.length;
  const lines = Math.max(1, Math.round(Math.sqrt(slots / 3.5)));
  const cells = indices(slots).map((i) => ({
    ...cellOf(memory, i, slots <= CAPTIONED),
    ...(before && { group: changeOf(memory, before, i) }),
  }));
  return digitGrid([{ cells }], {
    ...rest,
    columns: Math.ceil(slots / lines),
    ...(before && { groups: changes }),
  });
}

function cellOf(store: StoredImages, i: number, captioned: boolean, pixels = PIXELS): DigitCell {
  const image = imageOf(store, i, pixels);
  return store.counts && captioned ? { image, caption: `×${store.counts[i]}` } : { image };
}

const imageOf = ({ images }: StoredImages, i: number, pixels = PIXELS): number[] =>
  indices(pixels).map((p) => images[pixels * i + p]);

/** What has become of a slot since `before`. */
function changeOf(now: StoredImages, before: StoredImages, i: number): string {
  const [another, moved, same] = changes.map(({ name }) => name);
  if (i >= before.labels.length || now.labels[i] !== before.labels[i]) return another;
  const countNow = now.counts?.[i] ?? 1;
  const countBefore = before.counts?.[i] ?? 1;
  if (countNow < countBefore) return another;
  const old = imageOf(before, i);
  const apart = imageOf(now, i).some((value, p) => Math.abs(value - old[p]) > 1e-4);
  return countNow > countBefore || apart ? moved : same;
}

function checkStored(
  name: string,
  { images, labels, counts }: StoredImages,
  pixels = PIXELS,
): void {
  if (images.length !== pixels * labels.length)
    throw new RangeError(
      `${name}.images: got ${images.length} numbers, expected ${pixels * labels.length}: ` +
        `${pixels} for each of the ${labels.length} labels`,
    );
  if (counts && counts.length !== labels.length)
    throw new RangeError(
      `${name}.counts: got ${counts.length}, expected ${labels.length}, one for each label`,
    );
}
