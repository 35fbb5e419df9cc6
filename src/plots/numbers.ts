/** Beyond this Plotly, too, cannot place a point. */
const LARGEST = 1e300;

/** Whether a value can be drawn at all. */
export const drawable = (v: number | null | undefined): v is number =>
  typeof v === 'number' && Math.abs(v) <= LARGEST;

/** Smallest and largest of the values that can be drawn; undefined where there is none. */
export function extent(values: Iterable<number | null>): [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) {
    if (!drawable(v)) continue;
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  return low <= high ? [low, high] : undefined;
}

/**
 * The number with `digits` significant digits: what a saved figure needs, and half its size. Whole
 * numbers stay as they are.
 */
export function round(value: number, digits = 6): number {
  return Number.isFinite(value) && !Number.isSafeInteger(value)
    ? Number(value.toPrecision(digits))
    : value + 0; // + 0: -0 becomes 0
}

/**
 * A rounding that keeps these values apart: six digits, and more where they lie close together far
 * from 0.
 */
export function rounding(values: Iterable<number | null>): (v: number) => number {
  const [low, high] = extent(values) ?? [0, 0];
  const close = high > low ? Math.log10(Math.max(Math.abs(low), Math.abs(high)) / (high - low)) : 0;
  const digits = Math.min(15, Math.max(6, 6 + Math.ceil(close)));
  return (v) => round(v, digits);
}

/** The whole numbers from 0 up to `count`, without it. */
export function indices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** @throws RangeError where a count is no whole number of at least 1 */
export function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`${name} is ${value}, expected a whole number of at least 1`);
}
