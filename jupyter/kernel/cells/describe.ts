import { inspect, types } from 'node:util';

const OPTIONS = {
  depth: 5,
  breakLength: 88,
  maxArrayLength: 100,
  maxStringLength: 10_000,
} as const;

/**
 * Any value in words; never throws. Getters that throw, inspectors that fail and proxies that
 * refuse are told as such. Long lists and texts are cut, and say by how much.
 */
export function describeValue(value: unknown): string {
  try {
    return inspect(value, { ...OPTIONS, showProxy: types.isProxy(value) });
  } catch {
    return describePlainly(value);
  }
}

function describePlainly(value: unknown): string {
  try {
    return inspect(value, { ...OPTIONS, customInspect: false, showProxy: true });
  } catch {
    return 'a value that cannot be shown: looking at it fails';
  }
}

/** Whether a value is an instance of a class; false where looking at it fails. */
export function isInstance<T>(
  value: unknown,
  type: abstract new (...args: never[]) => T,
): value is T {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}

/** A property of any value; undefined where looking at it fails. */
export function propertyOf(value: unknown, name: PropertyKey): unknown {
  try {
    return (value as Record<PropertyKey, unknown>)[name];
  } catch {
    return undefined;
  }
}

/** The same as text; empty if it is not one. */
export function textOf(value: unknown, name: PropertyKey): string {
  const found = propertyOf(value, name);
  return typeof found === 'string' ? found : '';
}

/** Whether a value is an Error, of this or another realm; a proxy is not looked into. */
export function isError(value: unknown): value is Error {
  if (types.isNativeError(value)) return true;
  return !types.isProxy(value) && isInstance(value, Error);
}
