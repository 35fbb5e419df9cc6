import { round } from '../plots/figure';

/** A copy for a saved notebook: typed arrays become arrays, fractions keep seven digits, what JSON cannot hold becomes null. */
export function compact(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? round(value, 12) : null;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as unknown as ArrayLike<number | bigint>, (v) => (typeof v === 'number' && Number.isFinite(v) ? round(v, 7) : typeof v === 'bigint' ? Number(v) : null));
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined && typeof v !== 'function').map(([k, v]) => [k, compact(v)]));
  }
  return value;
}
