import { round } from '../plots/numbers';

const short = (v: number, digits: number): number | null =>
  Number.isFinite(v) ? round(v, digits) : null;

/**
 * A copy for a saved notebook: typed arrays become arrays, numbers lose the digits that are noise
 * (7 are kept of 32-bit numbers, 12 of others), what JSON cannot hold becomes null.
 */
export function compact(value: unknown): unknown {
  if (typeof value === 'number') return short(value, 12);
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Float32Array) return Array.from(value, (v) => short(v, 7));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number | bigint>, compact);
  if (Array.isArray(value)) return value.map(compact);
  if (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    const entries = Object.entries(value).filter(
      ([, v]) => v !== undefined && typeof v !== 'function',
    );
    return Object.fromEntries(entries.map(([k, v]) => [k, compact(v)]));
  }
  return value;
}
