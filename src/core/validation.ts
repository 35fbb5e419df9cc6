import { z } from 'zod';
import { ConfigError } from './errors';
import { quoted } from './text';

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
  const result = schema.safeParse(options);
  if (result.success) return freeze(result.data);
  const issue = result.error.issues[0];
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') path.push(issue.keys[0]);
  const expected = issue.code === 'custom' ? issue.message : expectation(schema, path);
  throw new ConfigError([name, ...path].join('.'), valueAt(options, path), expected);
}

function valueAt(options: unknown, path: readonly string[]): unknown {
  let value = options;
  for (const key of path) value = (value as Record<string, unknown> | undefined)?.[key];
  return value;
}

/** What the schema allows at a path, in words. */
function expectation(schema: z.ZodType, path: readonly string[]): string {
  const field = fieldAt(schema, path);
  if (field === undefined) {
    const parent = fieldAt(schema, path.slice(0, -1)) as z.ZodObject;
    return `one of the fields there are: ${Object.keys(parent.shape).join(', ')}`;
  }
  if (field instanceof z.ZodEnum) return `one of ${quoted(field.options.map(String))}`;
  if (field instanceof z.ZodBoolean) return 'true or false';
  if (field instanceof z.ZodObject)
    return `an object with some of ${Object.keys(field.shape).join(', ')}`;
  return range(field);
}

/** The range of a number in words: `a whole number from 1 to 8`, `a number above 0, at most 1`. */
function range(schema: z.ZodType): string {
  const { type, minimum, maximum, exclusiveMinimum } = z.toJSONSchema(schema) as {
    type?: string;
    minimum?: number;
    maximum?: number;
    exclusiveMinimum?: number;
  };
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  if (exclusiveMinimum === undefined)
    return `${kind} from ${minimum}${maximum === undefined ? '' : ` to ${maximum}`}`;
  return `${kind} above ${exclusiveMinimum}${maximum === undefined ? '' : `, at most ${maximum}`}`;
}

/** The schema of the field at a path, without its default; undefined if there is no such field. */
function fieldAt(schema: z.ZodType, path: readonly string[]): z.ZodType | undefined {
  let field: z.ZodType | undefined = withoutDefault(schema);
  for (const key of path) {
    if (!(field instanceof z.ZodObject)) return undefined;
    const inner = field.shape[key] as z.ZodType | undefined;
    field = inner && withoutDefault(inner);
  }
  return field;
}

function withoutDefault(schema: z.ZodType): z.ZodType {
  if (!(schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)) return schema;
  return withoutDefault(schema.unwrap() as z.ZodType);
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
