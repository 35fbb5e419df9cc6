import { inspect } from 'node:util';
import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { describe } from '../core/text';
import { checkArguments, countField, text } from '../plots/arguments';
import { displayBundle, type Bundle } from './bundle';
import { compact } from './compact';
import {
  DISPLAY,
  isDisplayable,
  isEmpty,
  withText,
  type Displayable,
  type MimeBundle,
} from './displayable';
import { bundleFor } from './format';
import { isSeries, isTable, tableBundle, type TableOptions } from './table';
import { isPromise } from '../core/promises';

/**
 * Shows a value below the cell; outside a notebook its text form is printed.
 * - a figure: one display with three forms (interactive in JupyterLab, a picture on GitHub and on
 *   paper, words for screen readers)
 * - a polars data frame or series, or a list of records: a table with short numbers, which says how
 *   many rows are left out
 * - a tensor: shape, type and values
 * - a value with a method `Symbol.for('Jupyter.display')`, such as those of `md`, `html`, `svg`,
 *   `json` and `image`: what the method returns; where that is a promise, `await show(value)`
 * - text: as it is; anything else as JSON
 * @example
 * show(learningCurve(series, {
 *   title: 'Replay keeps task 1', xLabel: 'update', yLabel: 'loss (MSE)',
 * }));
 * @example show(frame, { rows: 10, caption: 'First episodes' });
 */
export function show(value: Displayable<PromiseLike<MimeBundle>>): Promise<void>;
export function show(value: unknown, options?: TableOptions): void;
export function show(value: unknown, options: TableOptions = {}): void | Promise<void> {
  checkArguments({ options: tableOptions }, { options });
  const isData = isTable(value) || isSeries(value); // polars would show all rows in its own way
  if (isData || !isDisplayable(value)) return displayBundle(bundleOf(value, options));
  const data = value[DISPLAY]();
  return isPromise(data) ? Promise.resolve(data).then(display) : display(data);
}

function display(data: MimeBundle): void {
  if (typeof data !== 'object' || data === null)
    throw argumentError('what the value shows', describe(data), 'MIME types and their contents');
  if (!isEmpty(data)) displayBundle(withText(data));
}

/** The forms of a value that does not show itself. */
function bundleOf(value: unknown, options: TableOptions): Bundle {
  if (isSeries(value)) return tableBundle(value.toFrame(), options);
  if (isTable(value)) return tableBundle(value, options);
  return bundleFor(value) ?? { 'text/plain': plain(value) };
}

function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(compact(value)) ?? String(value);
  } catch {
    return inspect(value, { customInspect: false }); // it holds itself, or what cannot be read
  }
}

const tableOptions = z.strictObject({
  rows: countField.optional(),
  digits: z.int().min(1).max(21).optional(),
  caption: text.optional(),
});

/**
 * Shows Markdown, with the numbers that a cell has just computed: a sentence that stays true
 * when the numbers change.
 */
export function note(markdown: string): void {
  checkArguments({ markdown: text }, { markdown });
  displayBundle({ 'text/markdown': markdown, 'text/plain': markdown });
}
