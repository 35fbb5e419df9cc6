import { z } from 'zod';
import { ownValue } from './objects';
import { quoted } from './text';

/**
 * What a schema allows, in words, as an error message says what was expected: 'a whole number from
 * 1 to 8', "one of 'lstm', 'feedforward'", 'a list'. What it is described as (`describe`) comes
 * first.
 */
export function schemaText(wrapped: z.ZodType): string {
  const schema = unwrapped(wrapped);
  if (schema.description !== undefined) return schema.description;
  if (schema instanceof z.ZodEnum) return `one of ${quoted(schema.options.map(String))}`;
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(literalText).join(' or ');
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodString) return 'a text';
  if (schema instanceof z.ZodNull) return 'null';
  if (schema instanceof z.ZodNumber) return numberText(schema);
  if (schema instanceof z.ZodArray || schema instanceof z.ZodTuple) return 'a list';
  if (schema instanceof z.ZodRecord) return 'an object';
  if (schema instanceof z.ZodObject) return objectText(schema);
  if (schema instanceof z.ZodNullable) return `${schemaText(inner(schema))} or null`;
  if (schema instanceof z.ZodUnion) return unionText(schema.options as z.ZodType[]);
  return 'another value';
}

/**
 * The schema of the field at a path; undefined if there is no such field.
 * @param value what is checked: of several forms, the one that its field names is followed
 */
export function schemaAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  value?: unknown,
): z.ZodType | undefined {
  let field: z.ZodType | undefined = unwrapped(schema);
  let inside = value;
  for (const key of path) {
    if (field instanceof z.ZodNullable) field = unwrapped(inner(field));
    const next = field && partOf(field, key, inside);
    if (next === undefined) return undefined;
    field = unwrapped(next);
    inside = ownValue(inside, key);
  }
  return field;
}

function partOf(schema: z.ZodType, key: PropertyKey, value: unknown): z.ZodType | undefined {
  if (schema instanceof z.ZodDiscriminatedUnion) return partOfForm(schema, key, value);
  if (schema instanceof z.ZodUnion) {
    const options = schema.options as z.ZodType[];
    return options.map((option) => partOf(unwrapped(option), key, value)).find(Boolean);
  }
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodTuple) return schema.def.items[Number(key)] as z.ZodType | undefined;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (!(schema instanceof z.ZodObject)) return undefined;
  if (Object.hasOwn(schema.shape, key)) return schema.shape[key as string] as z.ZodType;
  const { catchall } = schema.def;
  return catchall instanceof z.ZodNever ? undefined : (catchall as z.ZodType | undefined);
}

/** A part of the form that the value says it has; of the field that says so, all there are. */
function partOfForm(
  schema: z.ZodDiscriminatedUnion,
  key: PropertyKey,
  value: unknown,
): z.ZodType | undefined {
  const { discriminator } = schema.def;
  const forms = (schema.options as z.ZodObject[]).map(({ shape }) => shape);
  const named = ({ [discriminator]: name }: z.ZodObject['shape']): z.ZodType => name as z.ZodType;
  if (key === discriminator) return z.union(forms.map(named));
  const form = forms.find((one) => named(one).safeParse(ownValue(value, discriminator)).success);
  return form && Object.hasOwn(form, key) ? (form[key as string] as z.ZodType) : undefined;
}

/** The schema itself, without what it says of a value that is missing. */
function unwrapped(schema: z.ZodType): z.ZodType {
  const wraps =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodReadonly;
  return wraps ? unwrapped(inner(schema)) : schema;
}

const inner = (schema: { unwrap(): unknown }): z.ZodType => schema.unwrap() as z.ZodType;

const literalText = (value: unknown): string =>
  typeof value === 'string' ? `'${value}'` : String(value);

/** All values of all options where each is a literal or one of several, else what each allows. */
function unionText(options: readonly z.ZodType[]): string {
  const fixed = options.flatMap((option) => {
    if (option instanceof z.ZodLiteral) return [...option.values].map(literalText);
    return option instanceof z.ZodEnum ? option.options.map(literalText) : [undefined];
  });
  if (fixed.includes(undefined)) return options.map(schemaText).join(' or ');
  return `one of ${fixed.join(', ')}`;
}

function objectText(schema: z.ZodObject): string {
  return `an object with some of ${Object.keys(schema.shape).join(', ')}`;
}

/** The range of a number: `a whole number from 1 to 8`, `a number above 0, at most 1`. */
function numberText(schema: z.ZodNumber): string {
  const { type, minimum, maximum, exclusiveMinimum } = z.toJSONSchema(schema) as {
    type?: string;
    minimum?: number;
    maximum?: number;
    exclusiveMinimum?: number;
  };
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : maximum;
  if (exclusiveMinimum !== undefined)
    return `${kind} above ${exclusiveMinimum}${most === '' ? '' : `, at most ${most}`}`;
  if (minimum === undefined || minimum === Number.MIN_SAFE_INTEGER)
    return most === '' ? kind : `${kind} of at most ${most}`;
  return most === '' ? `${kind} of at least ${minimum}` : `${kind} from ${minimum} to ${most}`;
}
