import { types } from 'node:util';

/**
 * What an import statement takes out of a module.
 * @param exports what the module exports, as `require` or `import()` gives it
 * @param name `default`, `*` for all of it, else the name of an export
 */
export function exported(exports: unknown, name: string): unknown {
  if (name === '*') return asNamespace(exports);
  if (name === 'default' && !hasDefault(exports)) return exports;
  return (exports as Record<string, unknown> | null | undefined)?.[name];
}

/** Whether a module names its own default export; a CommonJS module is its own default. */
function hasDefault(exports: unknown): boolean {
  if (types.isModuleNamespaceObject(exports)) return 'default' in (exports as object);
  return Boolean((exports as { __esModule?: unknown } | null | undefined)?.__esModule);
}

/** A module as `import * as x` and `await import('x')` give it. */
export function asNamespace(exports: unknown): unknown {
  const isObject =
    (typeof exports === 'object' || typeof exports === 'function') && exports !== null;
  if (!isObject) return { default: exports };
  if (types.isModuleNamespaceObject(exports) || hasDefault(exports)) return exports;
  const namespace = Object.create(null) as Record<string, unknown>;
  for (const key of Object.getOwnPropertyNames(exports)) {
    if (key === 'default' || (typeof exports === 'function' && !isOwnProperty(exports, key)))
      continue;
    Object.defineProperty(namespace, key, {
      enumerable: true,
      get: () => (exports as Record<string, unknown>)[key],
    });
  }
  return Object.assign(namespace, { default: exports });
}

/** Properties that every function has are none of the module's. */
function isOwnProperty(exports: object, key: string): boolean {
  return Object.getOwnPropertyDescriptor(exports, key)?.enumerable ?? false;
}
