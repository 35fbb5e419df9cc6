import { displayBundle } from './bundle';
import { z } from 'zod';
import { isPromise } from '../core/promises';
import { describe, errorMessage, escapeHtml } from '../core/text';
import { checkArguments, text } from '../plots/arguments';

type Outcome = boolean | void;

/**
 * Checks an exercise and shows whether it is solved, with the hint if it is not. It does not throw,
 * so that a notebook with open exercises runs to its end.
 * @throws RangeError for a name or hint that is no text, or a test that is neither a truth nor a
 * function
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
  checkArguments({ name: text, test: testField, hint: text }, { name, test, hint });
  let outcome: Outcome | PromiseLike<Outcome>;
  try {
    outcome = typeof test === 'function' ? test() : test;
  } catch (error) {
    return open(name, hint, error);
  }
  if (isPromise(outcome))
    return Promise.resolve(outcome).then(
      (value) => conclude(name, value, hint),
      (error: unknown) => open(name, hint, error),
    );
  conclude(name, outcome, hint);
}

const testField = z.custom<boolean | (() => unknown)>(
  (test) => typeof test === 'boolean' || typeof test === 'function' || isPromise(test),
  'true, false or a function that says which',
);

function conclude(name: string, outcome: Outcome, hint: string): void {
  if (outcome === true || outcome === undefined) display(`✓ ${name}: solved`, '#00815e');
  else if (!outcome) open(name, hint);
  else open(name, hint, `The test gave ${describe(outcome)}, expected true or false`);
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
