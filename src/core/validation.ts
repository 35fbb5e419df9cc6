import { z } from 'zod';
import { ConfigError } from './errors';
import { isPlainObject, ownValue } from './objects';
import { schemaAt, schemaText } from './schemaText';
import { describe } from './text';

/**
 * Checks `options` against a schema, fills in its defaults and freezes the result, nested objects
 * included.
 * @param name what the options are called in an error: 'MemoryConfig'
 * @throws ConfigError for the first field that is wrong, with the whole range it allows
 */
export function parseOptions<S extends z.ZodType>(
  name: string,
  schema: S,
  options: unknown,
): z.infer<S> {
  return freeze(parseValue(name, schema, options));
}

/**
 * Checks a value against a schema and fills in its defaults.
 * @param name what the value is called in an error
 * @throws ConfigError for the first part that is wrong: its path, what came, what is allowed
 */
export function parseValue<S extends z.ZodType>(
  name: string,
  schema: S,
  value: unknown,
): z.infer<S> {
  let issue: z.core.$ZodIssue;
  try {
    checkPlain(name, schema, value);
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    [issue] = result.error.issues; // Zod looks at the value once more for these
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(name, value, 'fields that can be read', { cause: error }); // a getter
  }
  const path = issuePath(issue);
  if (issue.code === 'unrecognized_keys') path.push(issue.keys[0]);
  const expected = issue.code === 'custom' ? issue.message : expectation(schema, path, value);
  const received = isDefault(issue) ? issue.params.received : readAt(name, value, path);
  throw new ConfigError(pathText(name, path), received, expected);
}

/** Whether a rule of several fields refused one that was left out, so that its default stands. */
function isDefault(
  issue: z.core.$ZodIssue,
): issue is z.core.$ZodIssueCustom & { params: { received: unknown } } {
  return issue.code === 'custom' && issue.params !== undefined && 'received' in issue.params;
}

/**
 * Checks arguments that an error tells by their own names alone: `seed: got -1, expected …`.
 * @throws ConfigError for the first that is wrong; it calls the object itself `options`
 */
export function parseNamed<S extends z.ZodType>(schema: S, options: unknown): z.infer<S> {
  try {
    return parseValue('', schema, options);
  } catch (error) {
    if (!(error instanceof ConfigError) || error.field !== '') throw error;
    throw new ConfigError('options', options, error.expected, { cause: error });
  }
}

/** A function among options, such as a callback. */
export const functionField = <F>() =>
  z.custom<F>((value) => typeof value === 'function', 'a function');

/**
 * Options over defaults, part by part: a field that is left out, or is undefined, keeps its
 * default. What is no plain object, or cannot be read, is taken as it is, so that the check that
 * follows can refuse it.
 * @example mergeOptions({ memory: { links: true } }, { memory: { memorySize: 4 } })
 * // { memory: { links: true, memorySize: 4 } }
 */
export function mergeOptions<Options extends object>(defaults: Options, options: Options): Options {
  const merged = new Map<string, unknown>(Object.entries(defaults));
  try {
    if (!isPlainObject(options)) return options;
    for (const [field, value] of Object.entries(options)) {
      if (value === undefined) continue;
      const standard = merged.get(field);
      merged.set(field, isPlainObject(standard) ? mergeOptions(standard, value as object) : value);
    }
  } catch {
    return options;
  }
  return Object.fromEntries(merged) as Options;
}

/** Zod takes a date, a map or an inherited field for an object of options. @throws ConfigError */
function checkPlain(name: string, schema: z.ZodType, value: unknown, path: string[] = []): void {
  const inside = readAt(name, value, path);
  const field = schemaAt(schema, path, value);
  if (!(field instanceof z.ZodObject) || typeof inside !== 'object' || inside === null) return;
  if (!isPlainObject(inside))
    throw new ConfigError(pathText(name, path), inside, schemaText(field));
  for (const key of Object.keys(field.shape)) checkPlain(name, schema, value, [...path, key]);
}

/** The value at a path. @throws ConfigError naming the object whose field cannot be read */
function readAt(name: string, value: unknown, path: readonly PropertyKey[]): unknown {
  try {
    return valueAt(value, path);
  } catch (error) {
    const holder = path.slice(0, -1);
    const expected = 'fields that can be read';
    throw new ConfigError(pathText(name, holder), valueAt(value, holder), expected, {
      cause: error,
    });
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(ownValue, value);
}

/** Where a value is wrong: of several forms, where the one fails that it fits the furthest. */
function issuePath(issue: z.core.$ZodIssue): PropertyKey[] {
  if (issue.code !== 'invalid_union') return [...issue.path];
  const furthest = issue.errors
    .map(([first]) => issuePath(first))
    .reduce((best, path) => (path.length > best.length ? path : best), []);
  return [...issue.path, ...furthest];
}

/** The path of a part: `MemoryConfig.memorySize`, `runs[3].seed`, `data["image/png"]`. */
function pathText(name: string, path: readonly PropertyKey[]): string {
  const parts = path.map((key) => {
    if (typeof key === 'number') return `[${key}]`;
    const field = String(key);
    return /^[\w$-]+$/.test(field) ? `.${field}` : `[${describe(field)}]`;
  });
  return [name, ...parts].join('').replace(/^\./, '');
}

/** What the schema allows at a path, in words. */
function expectation(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): string {
  const field = schemaAt(schema, path, value);
  if (field !== undefined) return schemaText(field);
  const parent = schemaAt(schema, path.slice(0, -1), value);
  if (!(parent instanceof z.ZodObject)) return 'another value';
  return `one of the fields there are: ${Object.keys(parent.shape).join(', ')}`;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
