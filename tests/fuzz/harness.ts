// What every kind of fuzz shares: an input is used as it was meant, or refused by one clear line.
import assert from 'node:assert/strict';
import fc from 'fast-check';

/** Inputs of one kind, and what must hold for each. */
export interface FuzzKind<Input = unknown> {
  /** Draws inputs: right ones, and many that are not. */
  readonly inputs: fc.Arbitrary<Input>;
  /**
   * Uses one input. Throws an AssertionError for a defect: a wrong load, an unclear error, a file
   * half-written.
   * @returns whether the input was used or refused
   */
  readonly use: (input: Input) => Outcome | Promise<Outcome>;
  /** Removes what the kind made, after all inputs. */
  readonly end?: () => void | Promise<void>;
}

/** What became of an input. */
export type Outcome = 'used' | 'refused';

/** What became of the inputs of a kind. */
export interface FuzzResult {
  readonly seed: number;
  readonly used: number;
  readonly refused: number;
  /** The smallest input that fails and the words of the failure; null if none does. */
  readonly failure: { readonly input: string; readonly message: string } | null;
}

/** How many inputs, and which. */
export interface FuzzOptions {
  readonly seed: number;
  readonly inputs: number;
  /** When to stop, as `Date.now()` tells it. Left out: after all inputs. */
  readonly until?: number;
}

/** Draws inputs of a kind and uses each. The same seed draws the same inputs. */
export async function fuzz<Input>(
  kind: FuzzKind<Input>,
  { seed, inputs, until }: FuzzOptions,
): Promise<FuzzResult> {
  const outcomes = { used: 0, refused: 0 };
  const property = fc.asyncProperty(kind.inputs, async (input) => {
    outcomes[await kind.use(input)]++;
  });
  const limit = until === undefined ? {} : { interruptAfterTimeLimit: until - Date.now() };
  const found = await fc.check(property, { seed, numRuns: inputs, ...limit });
  if (!found.failed || found.counterexample === null) return { seed, ...outcomes, failure: null };
  const error = found.errorInstance;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const input = fc.stringify(found.counterexample[0]);
  return { seed, ...outcomes, failure: { input, message } };
}

/**
 * Runs what uses an input, and checks the error where it is refused.
 * @param right checks what an input that is taken gives; throws an AssertionError where it is wrong
 */
export function usedOrRefused<T>(use: () => T, right: (result: T) => void = () => {}): Outcome {
  let result: T;
  try {
    result = use();
  } catch (error) {
    checkClear(error);
    return 'refused';
  }
  right(result);
  return 'used';
}

/** The same for work that takes its time. */
export async function usedOrRefusedLater<T>(
  use: () => Promise<T>,
  right: (result: T) => void | Promise<void> = () => {},
): Promise<Outcome> {
  let result: T;
  try {
    result = await use();
  } catch (error) {
    checkClear(error);
    return 'refused';
  }
  await right(result);
  return 'used';
}

/** Words of JavaScript, Rust or Python about their own insides: they tell a person nothing. */
const INSIDES = new RegExp(
  [
    'Cannot (read|set|convert|destructure|use|mix|access)',
    'is not (a function|iterable|defined|a constructor|an object)',
    'Invalid (array length|typed array length|array buffer|time value)',
    'circular structure|serialize a BigInt|Maximum call stack|Reduce of empty',
    'panicked|RUST_BACKTRACE|Traceback|undefined:|\\[object ',
    '\\n\\s+at ',
  ].join('|'),
);

/** An error that a person can act on: one line, of its own words, not too long. */
export function checkClear(error: unknown): void {
  if (error instanceof assert.AssertionError) throw error;
  assert.ok(error instanceof Error, `thrown was no Error but ${typeof error}`);
  checkClearText(error.message, error.stack);
}

/** The same for the text of an error. */
export function checkClearText(message: string, stack = ''): void {
  assert.ok(message.trim().length > 0, `an error without words\n${stack}`);
  assert.ok(!INSIDES.test(message), `unclear: ${message}\n${stack}`);
  assert.ok(!/[\r\n]/.test(message), `more than one line: ${JSON.stringify(message)}\n${stack}`);
  assert.ok(message.length <= 1000, `${message.length} characters: ${message}\n${stack}`);
}
