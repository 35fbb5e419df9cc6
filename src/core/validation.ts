import { z } from 'zod';

/**
 * A config value that is out of range, of the wrong type, or unknown. `field` is its path,
 * `received` what came, `expected` the allowed range.
 */
export class ConfigError extends RangeError {
  override readonly name = 'ConfigError';
  constructor(
    readonly field: string,
    readonly received: unknown,
    readonly expected: string,
  ) {
    super(`${field}: got ${show(received)}, expected ${expected}`);
  }
}

/**
 * Checks `options` against a schema, fills in its defaults and freezes the result, nested objects
 * included.
 * @throws ConfigError for the first field that is wrong, with the whole range it allows
 */
export function read<S extends z.ZodType>(name: string, shape: S, options: unknown): z.infer<S> {
  const result = shape.safeParse(options);
  if (result.success) return freeze(result.data);
  const issue = result.error.issues[0];
  const path = [...issue.path, ...(issue.code === 'unrecognized_keys' ? [issue.keys[0]] : [])].map(
    String,
  );
  const received = path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    options,
  );
  throw new ConfigError(
    [name, ...path].join('.'),
    received,
    issue.code === 'custom' ? issue.message : expectation(shape, path),
  );
}

function expectation(shape: z.ZodType, path: readonly string[]): string {
  const schema = follow(shape, path);
  if (schema === undefined)
    return (
      'one of the fields there are: ' +
      `${Object.keys((follow(shape, path.slice(0, -1)) as z.ZodObject).shape).join(', ')}`
    );
  if (schema instanceof z.ZodEnum)
    return `one of ${schema.options.map((option) => `'${option}'`).join(', ')}`;
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodObject)
    return `an object with some of ${Object.keys(schema.shape).join(', ')}`;
  return range(schema);
}

function range(schema: z.ZodType): string {
  const { type, minimum, maximum, exclusiveMinimum } = z.toJSONSchema(schema) as {
    type?: string;
    minimum?: number;
    maximum?: number;
    exclusiveMinimum?: number;
  };
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  const low = exclusiveMinimum !== undefined ? `above ${exclusiveMinimum}` : `from ${minimum}`;
  const high =
    maximum === undefined
      ? ''
      : exclusiveMinimum !== undefined
        ? `, at most ${maximum}`
        : ` to ${maximum}`;
  return `${kind} ${low}${high}`;
}

/**
 * Follows a path to its schema, through the wrappers that carry defaults; undefined where there is
 * no such field.
 */
function follow(shape: z.ZodType, path: readonly string[]): z.ZodType | undefined {
  const bare = (s: z.ZodType): z.ZodType =>
    s instanceof z.ZodDefault || s instanceof z.ZodPrefault ? bare(s.unwrap() as z.ZodType) : s;
  let schema: z.ZodType | undefined = bare(shape);
  for (const key of path) {
    if (!(schema instanceof z.ZodObject)) return undefined;
    const inner = schema.shape[key] as z.ZodType | undefined;
    schema = inner && bare(inner);
  }
  return schema;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

const show = (value: unknown): string =>
  typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
