/**
 * Whether a value is an object as `{}` or JSON makes it: no array, date, map or instance of a
 * class. One from another realm, such as a worker, counts as well.
 */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * A field of an object or a place of a list, or undefined: never what it inherits, such as
 * `constructor` or `__proto__`.
 */
export function ownValue(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<PropertyKey, unknown>)[key];
}
