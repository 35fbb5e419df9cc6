/** Beyond this Plotly, too, cannot place a point. */
const LARGEST = 1e300;

/** Whether a value can be drawn at all. */
export const drawable = (v: number | null | undefined): v is number =>
  typeof v === 'number' && Math.abs(v) <= LARGEST;

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
  let low = Infinity;
  let high = -Infinity;
  for (const v of values)
    if (drawable(v)) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
  const close = high > low ? Math.log10(Math.max(Math.abs(low), Math.abs(high)) / (high - low)) : 0;
  const digits = Math.min(15, Math.max(6, 6 + Math.ceil(close)));
  return (v) => round(v, digits);
}
