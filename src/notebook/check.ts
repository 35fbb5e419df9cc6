import { displayBundle } from './bundle';
import { escapeHtml } from './html';

/** What a failed exercise check throws. */
export class CheckFailed extends Error { override readonly name = 'CheckFailed'; }

type Outcome = boolean | void;

/**
 * Checks an exercise: says that it passed, or throws with the hint.
 * @param name number and name of the exercise: "2.1 soft look-up"
 * @param test a truth, or a function that returns false or throws when the answer is wrong; it may be async, then `await check(...)`
 * @param hint what to look at when it fails
 * @throws CheckFailed with the exercise, what the test threw, and the hint
 * @example check('2.1 soft look-up', () => Math.abs(sum(weights) - 1) < 1e-6, 'Weights must sum to 1: is the softmax over the slots?');
 */
export function check(name: string, test: boolean | (() => Outcome), hint?: string): void;
export function check(name: string, test: () => Promise<Outcome>, hint?: string): Promise<void>;
export function check(name: string, test: boolean | (() => Outcome | Promise<Outcome>), hint = ''): void | Promise<void> {
  let outcome: Outcome | Promise<Outcome>;
  try { outcome = typeof test === 'function' ? test() : test; } catch (e) { throw failed(name, hint, e); }
  if (outcome instanceof Promise) return outcome.then((r) => conclude(name, r, hint), (e: unknown) => { throw failed(name, hint, e); });
  conclude(name, outcome, hint);
}

function conclude(name: string, outcome: Outcome, hint: string): void {
  if (outcome === false) throw failed(name, hint);
  if (outcome !== true && outcome !== undefined) throw failed(name, `${hint} (the test gave ${String(outcome)}, expected true or false)`.trim());
  const text = `✓ ${name}: passed`;
  displayBundle({ 'text/html': `<span style="color:#00815e;font-weight:600">${escapeHtml(text)}</span>`, 'text/plain': text });
}

function failed(name: string, hint: string, cause?: unknown): CheckFailed {
  const why = cause === undefined ? '' : ` ${cause instanceof Error ? cause.message : String(cause)}.`;
  return new CheckFailed(`${name}: not yet.${why}${hint === '' ? '' : ` ${hint}`}`, cause === undefined ? undefined : { cause });
}
