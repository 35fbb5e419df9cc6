import { displayBundle } from '../notebook/bundle';
import { escapeHtml } from '../core/text';

/** MIME type under which a notebook states its key numbers. */
export const NUMBERS_MIME = 'application/vnd.neural-memory-lab.numbers+json';

/**
 * How far another run may be away: `abs` in the number's own unit, `rel` as a share of its size.
 * With both, one of them is enough.
 */
export interface Tolerance {
  readonly abs?: number;
  readonly rel?: number;
}

/** A number and its tolerance, as stored in the notebook. */
export interface KeyNumber {
  readonly value: number;
  readonly tolerance: Tolerance;
}

/** Key numbers by name. */
export type KeyNumbers = { readonly [name: string]: KeyNumber };

/** Whether two values agree within a tolerance; `committed` is what `rel` is a share of. */
export function agree(committed: number, value: number, tolerance: Tolerance): boolean {
  const allowed = Math.max(tolerance.abs ?? 0, (tolerance.rel ?? 0) * Math.abs(committed));
  return Math.abs(value - committed) <= allowed;
}

/** A tolerance in words: `± 0.01`, `± 20 %`, `exact`. */
export function spokenTolerance({ abs, rel }: Tolerance): string {
  const parts = [
    abs === undefined ? '' : `± ${abs}`,
    rel === undefined ? '' : `± ${+(rel * 100).toPrecision(3)} %`,
  ].filter(Boolean);
  return abs || rel ? parts.join(' or ') : 'exact';
}

/** Four digits are what a reader takes in; integers stay whole. */
function spokenNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(+value.toPrecision(4));
}

function checked(name: string, value: number, tolerance: Tolerance): KeyNumber {
  if (!Number.isFinite(value))
    throw new RangeError(`keyNumbers: '${name}' must be a finite number, got ${String(value)}`);
  for (const [kind, allowed] of Object.entries(tolerance)) {
    if (!Number.isFinite(allowed) || (allowed as number) < 0) {
      throw new RangeError(
        `keyNumbers: '${name}' has tolerance ${kind} = ${String(allowed)}; expected a finite ` +
          'number, 0 or more',
      );
    }
  }
  return { value: +value.toPrecision(6), tolerance };
}

/**
 * Shows the numbers a notebook stands for, as a table, and stores them with their tolerances;
 * `npm run notebooks -- --check` runs the notebook again and compares.
 *
 * @param numbers name to `[value, tolerance]`; names are unique in the notebook and say the unit
 * where there is one.
 * @throws RangeError for a value or tolerance that is not a finite number: it names the entry.
 * @example
 * keyNumbers({
 *   'held-out error, task 1, with replay': [0.0024, { rel: 0.5 }],
 *   'rows in the memory': [200, { abs: 0 }],
 * });
 */
export function keyNumbers(numbers: {
  readonly [name: string]: readonly [number, Tolerance];
}): void {
  const entries = Object.entries(numbers).map(
    ([name, [value, tolerance]]) => [name, checked(name, value, tolerance)] as const,
  );
  const row = ([name, { value, tolerance }]: (typeof entries)[number]): string[] => [
    name,
    spokenNumber(value),
    spokenTolerance(tolerance),
  ];
  const rows = entries.map(row);
  const head = ['key number', 'this run', 'other runs'];
  const cells = (texts: string[], tag: string): string =>
    `<tr>${texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
  const body = rows.map((texts) => cells(texts, 'td')).join('');
  const table = `<thead>${cells(head, 'th')}</thead><tbody>${body}</tbody>`;
  displayBundle({
    [NUMBERS_MIME]: Object.fromEntries(entries),
    'text/html': `<table class="key-numbers">${table}</table>`,
    'text/plain': rows
      .map(([name, value, tolerance]) => `${name}: ${value} (${tolerance})`)
      .join('\n'),
  });
}
