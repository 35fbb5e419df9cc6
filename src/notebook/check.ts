import { displayBundle } from './bundle';
import { errorMessage, escapeHtml } from '../core/text';

type Outcome = boolean | void;

/**
 * Checks an exercise and shows whether it is solved, with the hint if it is not. It does not throw,
 * so that a notebook with open exercises runs to its end.
 * @param name number and name of the exercise: "2.1 soft look-up"
 * @param test a truth, or a function that returns false or throws when the answer is wrong; it may
 * be async, then `await check(...)`
 * @param hint what to look at when it is not solved
 * @example
 * check('2.1 soft look-up', () => Math.abs(sum(weights) - 1) < 1e-6,
 *   'Weights must sum to 1: is the softmax over the slots?');
 */
export function check(name: string, test: boolean | (() => Outcome), hint?: string): void;
export function check(name: string, test: () => Promise<Outcome>, hint?: string): Promise<void>;
export function check(
  name: string,
  test: boolean | (() => Outcome | Promise<Outcome>),
  hint = '',
): void | Promise<void> {
  let outcome: Outcome | Promise<Outcome>;
  try {
    outcome = typeof test === 'function' ? test() : test;
  } catch (error) {
    return open(name, hint, error);
  }
  if (outcome instanceof Promise)
    return outcome.then(
      (value) => conclude(name, value, hint),
      (error: unknown) => open(name, hint, error),
    );
  conclude(name, outcome, hint);
}

function conclude(name: string, outcome: Outcome, hint: string): void {
  if (outcome === true || outcome === undefined) display(`✓ ${name}: solved`, '#00815e');
  else open(name, hint);
}

function open(name: string, hint: string, cause?: unknown): void {
  const why = cause === undefined ? '' : ` ${errorMessage(cause)}.`;
  display(`○ ${name}: not yet.${why}${hint === '' ? '' : ` ${hint}`}`, '#9a5b00');
}

function display(text: string, colour: string): void {
  displayBundle({
    'text/html': `<span style="color:${colour};font-weight:600">${escapeHtml(text)}</span>`,
    'text/plain': text,
  });
}
