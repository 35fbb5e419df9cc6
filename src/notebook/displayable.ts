import type { Bundle } from './bundle';

/**
 * The name of the method by which a value says how it is shown; other TypeScript kernels know
 * it, too.
 */
export const DISPLAY = Symbol.for('Jupyter.display');

/** MIME types and their contents, at least one. */
export type MimeBundle = { readonly [mime: string]: unknown };

/** A value that says itself how it is shown. */
export interface Displayable<
  B extends MimeBundle | PromiseLike<MimeBundle> = MimeBundle | PromiseLike<MimeBundle>,
> {
  [DISPLAY](): B;
}

/** Whether a value says itself how it is shown. */
export function isDisplayable(value: unknown): value is Displayable {
  const kind = typeof value;
  if (value === null || (kind !== 'object' && kind !== 'function')) return false;
  return typeof (value as Partial<Displayable>)[DISPLAY] === 'function';
}

/** Whether a bundle has nothing in it: its value has shown itself already. */
export function isEmpty(data: MimeBundle): boolean {
  return Object.keys(data).length === 0;
}

/** A bundle with words in it, for places where nothing else can be shown. */
export function withText(data: MimeBundle): Bundle {
  const text = data['text/plain'];
  if (typeof text === 'string') return data as Bundle;
  if (Array.isArray(text)) return { ...data, 'text/plain': text.join('') };
  const html = data['text/markdown'] ?? data['text/html'];
  const words = typeof html === 'string' ? html : `[${Object.keys(data).join(', ')}]`;
  return { ...data, 'text/plain': words };
}
