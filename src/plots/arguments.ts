// What the arguments of figures are, for all of them: one check, one way to say what is wrong.
import { types } from 'node:util';
import { z } from 'zod';
import { parseNamed } from '../core/validation';

/** A text, such as a name or the title of an axis. */
export const text = z.string();
export const booleanField = z.boolean();
export const countField = z.int().min(1).max(1_000_000);
/** A number that can be drawn. */
export const number = z.number().min(-1e300).max(1e300).describe('a finite number');
/** Any number: where it stands, a check that knows more says what it may be. */
export const anyNumber = z.custom<number>((value) => typeof value === 'number', 'a number');
/** A colour of its own. */
export const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i)
  .describe('six hexadecimal digits after #, as in "#0072b2"');
/** Pixels from top to bottom. */
export const heightField = z.number().min(100).max(10_000);

/**
 * A thing that a figure draws: it may hold more than the figure shows, but no colour under another
 * name.
 */
export const item = <Fields extends z.ZodRawShape>(fields: Fields) =>
  z.looseObject({ ...fields, color: z.undefined().describe('no color: it is colour').optional() });

/** Numbers, in a list or a typed array; NaN is a gap. */
export const numbers = z.custom<ArrayLike<number>>().superRefine((values: unknown, context) => {
  if (types.isTypedArray(values) && !types.isBigInt64Array(values)) return;
  const refuse = (message: string, ...path: number[]): void =>
    context.addIssue({ code: 'custom', message, path });
  if (!Array.isArray(values)) return refuse('a list of numbers');
  const list: unknown[] = values;
  for (let i = 0; i < list.length; i++)
    if (typeof list[i] !== 'number') return refuse('a number (NaN is a gap)', i);
});

/** Numbers, all of which can be drawn. */
export const finiteNumbers = numbers.superRefine((values, context) => {
  const list = Array.from(values ?? []);
  const place = list.findIndex((value) => !number.safeParse(value).success);
  if (place >= 0) context.addIssue({ code: 'custom', message: 'a finite number', path: [place] });
});

/** Rows of numbers. */
export const matrix = z.array(numbers);

/** A list of texts. */
export const names = z.array(text);

/** Words of the author for people who do not see the figure. */
export const altField = { alt: text.optional() };

/** What every figure in a frame has. */
export const titled = { title: text, note: text.optional(), ...altField };

/** What an axis is called. */
export const labels = { xLabel: text, yLabel: text };

/**
 * Checks the arguments of a figure against a table of what each is, by name.
 * @throws RangeError naming the argument, or the part of it, what came and what was expected
 * @example checkArguments({ series: z.array(line), options }, { series, options })
 */
export function checkArguments<Fields extends z.ZodRawShape>(
  fields: Fields,
  given: Readonly<Record<keyof Fields, unknown>>,
): void {
  parseNamed(z.object(fields), given);
}
