import { argumentError } from './arguments';
import { describe } from './text';

/**
 * A value as JSON from which the same value is read again.
 * @param name what the value is called in an error
 * @throws RangeError naming a part that JSON would leave out or change: a number that is not
 * finite, a BigInt, a function, a date, an array of numbers of one type, a circle. Fields that are
 * undefined are left out
 * @example jsonText('settings', { rate: NaN }) // RangeError: settings: rate: got NaN, expected …
 */
export function jsonText(name: string, value: unknown): string {
  const open: unknown[] = [];
  function check(this: unknown, key: string, part: unknown): unknown {
    while (open.length > 0 && open[open.length - 1] !== this) open.pop();
    const place = key === '' ? name : `${name}: ${key}`;
    if (open.includes(part))
      throw argumentError(place, 'a value that holds itself', 'what JSON can hold');
    const given = (this as Record<string, unknown>)[key]; // toJSON may have made another of it
    const isLeftOut = part === undefined && Array.isArray(this);
    if (!isJson(given) || given !== part || isLeftOut)
      throw argumentError(place, describe(given), 'what JSON can hold');
    if (typeof part === 'object' && part !== null) open.push(part);
    return part;
  }
  const text = JSON.stringify(value, check) as string | undefined;
  if (text === undefined) throw argumentError(name, describe(value), 'what JSON can hold');
  return text;
}

function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (['bigint', 'function', 'symbol'].includes(typeof value)) return false;
  return !(value instanceof Map || value instanceof Set || ArrayBuffer.isView(value));
}
