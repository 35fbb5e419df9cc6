import * as fs from 'node:fs';
import { argumentError } from '../core/arguments';
import { fileError } from '../core/errors';
import { describe, escapeHtml } from '../core/text';
import { isPromise } from '../core/promises';
import { displayBundle } from './bundle';
import { judge, type Exercise, type Level, type Verdict } from './exercise';

/** The form in which a check stands in a notebook's outputs, for machines. */
export const CHECK_MIME = 'application/vnd.neural-memory-lab.check+json';

/** An exercise that is not solved, where `LAB_CHECK=throw` asks for an error. */
export class UnsolvedError extends Error {
  override readonly name = 'UnsolvedError';
  constructor(readonly verdict: Verdict) {
    super(`${verdict.id} is not solved: ${verdict.problem}`);
  }
}

/** Exercises by their numbers. */
type Exercises = Readonly<Record<string, Exercise<never>>>;

/** What the test of an exercise must be told besides the answer, if anything. */
type Given<Of> = Of extends Exercise<infer G> ? ([G] extends [void] ? [] : [given: G]) : never;

/**
 * The `check` of a chapter. It shows whether an answer is right, and if not, what is wrong with
 * two hints to open one after the other. A wrong answer is no error, so that a notebook with open
 * exercises runs to its end; with the environment variable `LAB_CHECK=throw` it is one. With
 * `LAB_CHECK_LOG=FILE` every check adds a line of JSON to the file (see `Verdict`).
 * @throws RangeError for a number that no exercise has, and for environment variables of other
 * values
 * @throws UnsolvedError if `LAB_CHECK=throw` and the answer is wrong
 * @example
 * const check = checker({ '2.1': slotsNeeded });
 * check('2.1', 17); // ✓ 2.1: solved (1 point)
 */
export function checker<const Table extends Exercises>(exercises: Table) {
  /** How hard each exercise is. */
  const levels: Readonly<Record<string, Level>> = Object.fromEntries(
    Object.entries(exercises).map(([id, { level }]) => [id, level]),
  );
  return Object.assign(check, { levels });

  function check<Id extends keyof Table & string>(
    id: Id,
    answer: unknown,
    ...given: Given<Table[Id]>
  ): void | Promise<void> {
    const found = Object.hasOwn(exercises, id) ? exercises[id] : undefined;
    if (found === undefined)
      throw argumentError('exercise', describe(id), `one of ${Object.keys(exercises).join(', ')}`);
    const one = found as unknown as Exercise<unknown>;
    const [context]: readonly unknown[] = given;
    const verdict = judge(id, one, answer, context);
    if (isPromise(verdict)) return Promise.resolve(verdict).then((v) => conclude(one, v));
    conclude(one, verdict);
  }
}

function conclude({ hints }: Exercise<unknown>, verdict: Verdict): void {
  displayBundle({
    'text/html': inHtml(verdict, hints),
    'text/plain': inWords(verdict, hints),
    [CHECK_MIME]: verdict,
  });
  const { LAB_CHECK_LOG: log, LAB_CHECK: onUnsolved } = process.env;
  if (log) writeLog(log, verdict);
  if (onUnsolved && onUnsolved !== 'throw')
    throw argumentError('LAB_CHECK', describe(onUnsolved), "'throw' or nothing");
  if (!verdict.passed && onUnsolved === 'throw') throw new UnsolvedError(verdict);
}

function writeLog(file: string, verdict: Verdict): void {
  try {
    fs.appendFileSync(file, `${JSON.stringify(verdict)}\n`);
  } catch (error) {
    const { problem } = fileError(file, error);
    throw argumentError('LAB_CHECK_LOG', describe(file), `a file that can be written (${problem})`);
  }
}

/** White on a dark ground of its own: it can be read on a light page and on a dark one. */
const chip = (colour: string, text: string): string =>
  `<span style="background:${colour};color:#fff;font-weight:600;padding:1px 8px;` +
  `border-radius:4px">${escapeHtml(text)}</span>`;

function inHtml({ id, passed, of, problem }: Verdict, hints: readonly string[]): string {
  if (passed) return chip('#00694c', `✓ ${id}: solved (${pointsOf(of)})`);
  const [first, second] = hints.map(escapeHtml);
  return (
    `${chip('#8a4f00', `○ ${id}: not yet`)} ${escapeHtml(sentence(problem))}` +
    `<details><summary>First hint</summary>${first}` +
    `<details><summary>Second hint</summary>${second}</details></details>`
  );
}

function inWords({ id, passed, of, problem }: Verdict, hints: readonly string[]): string {
  if (passed) return `✓ ${id}: solved (${pointsOf(of)})`;
  return `○ ${id}: not yet. ${sentence(problem)} First hint: ${hints[0]}`;
}

const pointsOf = (points: number): string => (points === 1 ? '1 point' : `${points} points`);

/** A problem as a sentence: a capital letter, if it does not begin with a call; a full stop. */
function sentence(problem = ''): string {
  const text = problem.trim();
  const isCall = /^\w+\(/.test(text);
  const start = isCall ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
