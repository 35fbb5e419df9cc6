// Inputs that several kinds of fuzz draw from.
import fc from 'fast-check';

const fail = (): never => {
  throw new Error('reading this value fails');
};

function circle(): unknown {
  const value: Record<string, unknown> = { name: 'circle' };
  value['self'] = value;
  return value;
}

/** Values that make code stumble which reads them without care. */
const hostile: fc.Arbitrary<unknown> = fc
  .constantFrom<(() => unknown)[]>(
    () => circle(),
    () => new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail }),
    () => Object.defineProperty({}, 'memorySize', { get: fail, enumerable: true }),
    () => ({ toString: fail, valueOf: fail, toJSON: fail }),
    () => Object.create({ hiddenSize: 5 }) as unknown,
    () => JSON.parse('{"__proto__": {"seed": 1}}') as unknown,
    () => new Array(3),
    () => new Date(NaN),
    () => new Map([['a', 1]]),
    () => new Float32Array(3),
    () => Symbol('s'),
    () => 10n,
    () => () => 1,
    () => new Number(1),
  )
  .map((make) => make());

/** Numbers at the edges, where checks that are nearly right fail. */
export const oddNumber: fc.Arbitrary<number> = fc.constantFrom(
  ...[0, -0, 1, -1, 0.5, 1.5, NaN, Infinity, -Infinity, 1e308, 5e-324, 2 ** 31, 2 ** 32, 2 ** 53],
);

/** Names that every object inherits, and some that look like others. */
export const oddName: fc.Arbitrary<string> = fc.constantFrom(
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'length', '', ' ', '0'],
);

/** Any value at all. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(null, undefined, true, false, '', 'x', [], {}) },
  { weight: 3, arbitrary: oddNumber },
  { weight: 2, arbitrary: hostile },
  { weight: 1, arbitrary: fc.anything({ maxDepth: 2, withBigInt: true, withDate: true }) },
  { weight: 1, arbitrary: fc.dictionary(oddName, oddNumber, { noNullPrototype: false }) },
);

/** Any value that JSON can hold. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(null, true, false, '', 'x', [], {}, [null]) },
  { weight: 3, arbitrary: oddNumber.map((value) => (Number.isFinite(value) ? value : null)) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: oddName.map((name) => Object.fromEntries([[name, 1]]) as unknown) },
);

/**
 * A value with one to three places changed: replaced, removed, doubled or with a field added. A few
 * stay as they are.
 * @param base plain objects, lists and values; it is copied
 * @param replacement what may stand at a place
 */
export function mutated(base: unknown, replacement: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.record({
    place: fc.nat(1e6),
    kind: fc.constantFrom('replace', 'replace', 'remove', 'add'),
    name: oddName,
    value: replacement,
  });
  return fc.array(change, { maxLength: 3 }).map((changes) => {
    let value: unknown = structuredClone(base);
    const places = placesOf(value);
    for (const one of changes) value = changed(value, places, one);
    return value;
  });
}

interface Change {
  readonly place: number;
  readonly kind: string;
  readonly name: string;
  readonly value: unknown;
}

type Holder = Record<string, unknown>;
type Place = readonly [holder: Holder, key: string];

function changed(
  root: unknown,
  places: readonly Place[],
  { place, kind, name, value }: Change,
): unknown {
  if (place % (places.length + 1) === 0) return value;
  const [holder, key] = places[(place % (places.length + 1)) - 1];
  if (kind === 'remove' && Array.isArray(holder)) removeAt(holder, Number(key));
  else if (kind === 'remove') delete holder[key];
  else setOwn(holder, kind === 'add' ? name : key, value);
  return root;
}

/** As `splice`, which fails on a list that was given a field `constructor`. */
function removeAt(list: unknown[], place: number): void {
  if (!(place < list.length)) return;
  list.copyWithin(place, place + 1);
  list.length--;
}

/** An assignment to `__proto__` would change the object and not a field. */
function setOwn(holder: Holder, key: string, value: unknown): void {
  if (Array.isArray(holder) && !/^\d+$/.test(key)) return; // lists have no fields with names
  Object.defineProperty(holder, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** Every field of every object and every place of every list, the outermost first. */
function placesOf(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  const holder = value as Holder;
  const own = Object.keys(holder).map((key): Place => [holder, key]);
  return [...own, ...own.flatMap(([, key]) => placesOf(holder[key]))];
}

/**
 * The bytes of a file, damaged: bits flipped, cut, a piece doubled or filled with zeros, or other
 * bytes altogether. A few stay as they are.
 */
export function damaged(base: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat({ max: Math.max(0, base.length - 1) });
  return fc.oneof(
    fc.constant(base),
    fc
      .array(fc.tuple(at, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 3 })
      .map((flips) => {
        const bytes = Uint8Array.from(base);
        for (const [place, bits] of flips) bytes[place] ^= bits;
        return bytes;
      }),
    at.map((length) => base.slice(0, length)),
    fc.tuple(at, fc.integer({ min: 1, max: 64 })).map(([from, length]) => {
      return Uint8Array.from(base).fill(0, from, from + length);
    }),
    fc.tuple(at, fc.integer({ min: 1, max: 64 })).map(([from, length]) => {
      const piece = base.slice(from, from + length);
      return Uint8Array.from([...base.slice(0, from), ...piece, ...base.slice(from)]);
    }),
    fc.uint8Array({ maxLength: 200 }),
  );
}
