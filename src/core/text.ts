import { inspect, types } from 'node:util';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text in which halves of letters that stand alone became �: UTF-8 has no bytes for them. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Text made safe inside HTML, attributes in quotes of either kind included. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** Text made safe inside XML whose attributes stand in double quotes, such as SVG. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]);
}

/** Text made safe where tags are read and quotes are not, as in Plotly's titles. */
export function escapeTags(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character]);
}

/**
 * A count with its noun.
 * @example plural(1, 'figure') // '1 figure'
 * @example plural(2, 'figure') // '2 figures'
 */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * Words in single quotes, as error messages list them.
 * @example quoted(['lstm', 'dnc']) // "'lstm', 'dnc'"
 */
export function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}

/** An error message shows at most this many characters of a value. */
const LONGEST_VALUE = 100;

/**
 * Any value as a short text for an error message, on one line: a number as it is, a text in double
 * quotes, an object or array with what is in it, long ones cut. Never throws, whatever getters,
 * inspectors or traps the value has.
 * @example describe(NaN) // 'NaN'
 * @example describe('lstm') // '"lstm"'
 * @example describe({ sizes: [1, 2] }) // '{ sizes: [ 1, 2 ] }'
 * @example describe(new Float32Array(18)) // 'Float32Array of 18 numbers'
 */
export function describe(value: unknown): string {
  try {
    return shortened(onOneLine(asText(value)));
  } catch {
    return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
  }
}

function asText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (types.isTypedArray(value)) return typedArrayText(value);
  if (types.isNativeError(value)) return `an error: ${errorMessage(value)}`;
  return inspect(value, {
    breakLength: Infinity,
    compact: true,
    customInspect: false,
    depth: 2,
    maxArrayLength: 10,
    maxStringLength: LONGEST_VALUE,
    showProxy: true,
  });
}

const TypedArray = Object.getPrototypeOf(Uint8Array) as { prototype: object };

/** The name and length of the array itself: own properties could say otherwise, or throw. */
function typedArrayText(value: NodeJS.TypedArray): string {
  const name = Reflect.get(TypedArray.prototype, Symbol.toStringTag, value) as string;
  const length = Reflect.get(TypedArray.prototype, 'length', value) as number;
  return `${name} of ${plural(length, 'number')}`;
}

/** A text on one line: breaks become spaces. */
export function onOneLine(text: string): string {
  return text.replace(/\s*[\r\n\u2028\u2029]\s*/g, ' ');
}

function shortened(text: string): string {
  if (text.length <= LONGEST_VALUE) return text;
  const halfCharacter = /[\uD800-\uDBFF]$/;
  return `${text.slice(0, LONGEST_VALUE - 2).replace(halfCharacter, '')} …`;
}

/**
 * What went wrong, in the error's own words, whatever was thrown. Never throws, whatever the
 * getters of the error do.
 */
export function errorMessage(error: unknown): string {
  try {
    const message: unknown = error instanceof Error ? error.message : error;
    return typeof message === 'string' ? message : describe(message);
  } catch {
    return 'an error whose message cannot be read';
  }
}
