import { drawable, extent } from './numbers';
import { list, say } from './text';

/** How a figure is put into words. */
export interface SpokenOptions {
  /**
   * What the figure shows, for people who do not see it; default words made of its numbers. Say
   * what a reader should take from the picture, with its numbers.
   */
  readonly alt?: string;
}

/** The words of the author for those who do not see a figure, else those made of its numbers. */
export const altText = ({ alt }: SpokenOptions, ...parts: readonly string[]): string =>
  alt ?? sentences(...parts);

/** How a line goes, in a sentence: where it starts, ends, and how far it strays. */
export function describeLine(
  name: string,
  y: ArrayLike<number | null>,
  x?: ArrayLike<number>,
): string {
  const places: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < y.length; i++) {
    const value = y[i];
    if (!drawable(value)) continue;
    places.push(x ? x[i] : i + 1);
    values.push(value);
  }
  const ends = extent(values);
  if (!ends) return `${name} has no value that can be drawn.`;
  const first = values[0];
  const last = values[values.length - 1];
  const gaps = values.length < y.length ? ', with gaps' : '';
  if (values.length === 1) return `${name} is ${say(first)}${gaps}.`;
  const [low, high] = ends;
  const at = (value: number): string => `${say(value)} at ${say(places[values.indexOf(value)])}`;
  const strays: string[] = [];
  if (low < Math.min(first, last)) strays.push(`lowest ${at(low)}`);
  if (high > Math.max(first, last)) strays.push(`highest ${at(high)}`);
  const between = strays.length > 0 ? ` (${list(strays)})` : '';
  return `${name} ${course(first, last)}${between}${gaps}.`;
}

function course(first: number, last: number): string {
  if (first === last) return `starts and ends at ${say(first)}`;
  return `${last > first ? 'rises' : 'falls'} from ${say(first)} to ${say(last)}`;
}

/** Smallest, largest and their places in a matrix, in a sentence. */
export function describeMatrix(
  values: readonly (readonly (number | null)[])[],
  where: (row: number, column: number) => string,
): string {
  let lowest = { value: Infinity, at: '' };
  let highest = { value: -Infinity, at: '' };
  let missing = 0;
  values.forEach((row, i) =>
    row.forEach((value, j) => {
      if (value === null || !Number.isFinite(value)) missing++;
      else {
        if (value < lowest.value) lowest = { value, at: where(i, j) };
        if (value > highest.value) highest = { value, at: where(i, j) };
      }
    }),
  );
  const [low, high] = [lowest.value, highest.value];
  if (low > high) return 'No cell has a value.';
  const empty = missing > 0 ? ` ${missing} cells have no value.` : '';
  if (low === high) return `Every cell is ${say(low)}.${empty}`;
  const span = `from ${say(low)} (${lowest.at}) to ${say(high)} (${highest.at})`;
  return `Values go ${span}.${empty}`;
}

/** The sentences of a text summary, without empty ones; each ends with a full stop. */
export function sentences(...parts: readonly string[]): string {
  const spoken = parts.filter((part) => part !== '');
  return spoken.map((part) => (/[.!?]$/.test(part) ? part : `${part}.`)).join(' ');
}

/** The sentences under a figure, without empty ones. */
export function smallPrint(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
