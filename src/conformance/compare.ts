/** A file of vectors says its form in `format`, for instance "cl-metrics/1". */
export interface VectorFile {
  readonly format: string;
}

/** Whether a value is a list with something in it. */
export function isFilledList(value: unknown): value is readonly [unknown, ...unknown[]] {
  return Array.isArray(value) && value.length > 0;
}

/** The result of one section of a file: its largest absolute error, and what is allowed. */
export interface Section {
  readonly name: string;
  readonly error: number;
  readonly tolerance: number;
}

/**
 * The largest absolute difference between two structures of numbers, nulls, arrays and objects.
 * Every key of `expected` must be there; what only `actual` has is not compared. A null against a
 * number, another length or a missing key is an infinite error.
 */
export function largestError(actual: unknown, expected: unknown): number {
  if (typeof expected === 'number')
    return typeof actual === 'number' && !Number.isNaN(actual - expected)
      ? Math.abs(actual - expected)
      : Infinity;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return Infinity;
    return Math.max(0, ...expected.map((value, i) => largestError(actual[i], value)));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return Infinity;
    return Math.max(
      0,
      ...Object.entries(expected).map(([key, value]) =>
        largestError((actual as Record<string, unknown>)[key], value),
      ),
    );
  }
  return actual === expected ? 0 : Infinity;
}
