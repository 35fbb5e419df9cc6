import { exported } from './bindings';

/** The variables of a notebook: one property a name, read and written there by every cell. */
export type Scope = Record<string, unknown>;

export const createScope = (): Scope => Object.create(null) as Scope;

/**
 * Makes imported names variables of the notebook. They follow the module (an export that changes
 * later is seen), until a cell puts something else in their place.
 * @param names what each name stands for in the module: `default`, `*`, or the name of an export
 */
export function bindImports(
  scope: Scope,
  exports: unknown,
  names: Readonly<Record<string, string>>,
): void {
  for (const [local, name] of Object.entries(names)) {
    if (name === '*') {
      define(scope, local, exported(exports, name));
      continue;
    }
    Object.defineProperty(scope, local, {
      configurable: true,
      enumerable: true,
      get: () => exported(exports, name),
      set: (value: unknown) => define(scope, local, value),
    });
  }
}

function define(scope: Scope, name: string, value: unknown): void {
  Object.defineProperty(scope, name, {
    configurable: true,
    enumerable: true,
    writable: true,
    value,
  });
}

/**
 * Tells which names a cell came to before it failed: those that are new, or stand for something
 * else than before.
 */
export class Before {
  private readonly values: ReadonlyMap<string, unknown>;

  constructor(
    private readonly scope: Scope,
    private readonly names: readonly string[],
  ) {
    this.values = new Map(
      names.filter((name) => name in scope).map((name) => [name, valueOf(scope, name)]),
    );
  }

  /** Names that the cell has not come to. */
  missed(): string[] {
    return this.names.filter((name) => {
      if (!(name in this.scope)) return true;
      return this.values.has(name) && Object.is(this.values.get(name), valueOf(this.scope, name));
    });
  }
}

/** The value of a variable, or for an import the getter, which a new import replaces. */
function valueOf(scope: Scope, name: string): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(scope, name) as
    { readonly get?: unknown; readonly value?: unknown } | undefined;
  return descriptor?.get ?? descriptor?.value;
}
