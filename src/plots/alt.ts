import { drawable } from './numbers';

import { list, say } from './text';

/** How a line goes, in a sentence: where it starts, ends, and how far it strays. */
export function describeLine(
  name: string,
  y: ArrayLike<number | null>,
  x?: ArrayLike<number>,
  unit = '',
): string {
  const points: [number, number][] = [];
  for (let i = 0; i < y.length; i++) {
    const v = y[i];
    if (drawable(v)) points.push([x ? x[i] : i + 1, v]);
  }
  const missing = y.length - points.length;
  const u = unit === '' ? '' : ` ${unit}`;
  const lost = missing > 0 ? ', with gaps' : '';
  if (points.length === 0) return `${name} has no value that can be drawn.`;
  const first = points[0][1];
  const last = points[points.length - 1][1];
  if (points.length === 1) return `${name} is ${say(first)}${u}${lost}.`;
  const values = points.map((p) => p[1]);
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const verb = last > first ? 'rises' : last < first ? 'falls' : 'stays';
  const path =
    verb === 'stays'
      ? `${name} starts and ends at ${say(first)}${u}`
      : `${name} ${verb} from ${say(first)} to ${say(last)}${u}`;
  const extra: string[] = [];
  if (low < Math.min(first, last))
    extra.push(`lowest ${say(low)} at ${say(points[values.indexOf(low)][0])}`);
  if (high > Math.max(first, last))
    extra.push(`highest ${say(high)} at ${say(points[values.indexOf(high)][0])}`);
  return `${path}${extra.length ? ` (${list(extra)})` : ''}${lost}.`;
}

/** Smallest, largest and their places in a matrix, in a sentence. */
export function describeMatrix(
  values: readonly (readonly (number | null)[])[],
  where: (row: number, column: number) => string,
  unit = '',
): string {
  let low = Infinity;
  let high = -Infinity;
  let atLow = '';
  let atHigh = '';
  let missing = 0;
  values.forEach((row, i) =>
    row.forEach((v, j) => {
      if (v === null || !Number.isFinite(v)) {
        missing++;
        return;
      }
      if (v < low) {
        low = v;
        atLow = where(i, j);
      }
      if (v > high) {
        high = v;
        atHigh = where(i, j);
      }
    }),
  );
  if (low > high) return 'No cell has a value.';
  const u = unit === '' ? '' : ` ${unit}`;
  const lost = missing > 0 ? ` ${missing} cells have no value.` : '';
  return (
    (low === high
      ? `Every cell is ${say(low)}${u}.`
      : `Values go from ${say(low)}${u} (${atLow}) to ${say(high)}${u} (${atHigh}).`) + lost
  );
}

/** The sentences of a text summary, without empty ones. */
export const sentences = (...parts: readonly string[]): string =>
  parts
    .filter((p) => p !== '')
    .map((p) => (/[.!?]$/.test(p) ? p : `${p}.`))
    .join(' ');
