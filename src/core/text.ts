const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

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

/**
 * Any value as a short text for an error message: a number as it is, a text in double quotes, an
 * object as JSON. Never throws.
 * @example describe(NaN) // 'NaN'
 * @example describe('lstm') // '"lstm"'
 */
export function describe(value: unknown): string {
  if (!hasJson(value)) return String(value);
  try {
    return JSON.stringify(value) ?? 'an object';
  } catch {
    return 'an object'; // it refers to itself, or holds a bigint
  }
}

function hasJson(value: unknown): boolean {
  return typeof value === 'object' || typeof value === 'string';
}

/** What went wrong, in the error's own words, whatever was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
