import { types } from 'node:util';
import { z } from 'zod';
import { describe, errorMessage } from '../core/text';
import { schemaAt, schemaText } from '../core/schemaText';
import { isPromise } from '../core/promises';
import { functionField } from '../core/validation';

/** How hard an exercise is, and what it counts: 1 a first step, 2 practice, 3 a challenge. */
export type Level = 1 | 2 | 3;

/** What a test finds wrong with an answer, as a sentence; nothing where the answer is right. */
export type Problem = string | undefined;

/**
 * An exercise that checks itself.
 * - `answer` is the form that an answer must have; what has another form gets the first hint
 * - `problem` says what is wrong with an answer, or nothing: it tests what must be true of every
 *   right answer, not one text. An error that it throws (or that the answer throws) is a problem
 * - `Given` is what the test needs to know of the notebook: the knobs as they are set
 */
export interface ExerciseOptions<Answer extends z.ZodType, Given> {
  readonly level: Level;
  readonly hints: readonly [first: string, second: string];
  readonly answer: Answer;
  readonly problem: (answer: z.infer<Answer>, given: Given) => Problem | Promise<Problem>;
}

/** An exercise of any kind of answer. */
export interface Exercise<Given = void> {
  readonly level: Level;
  readonly hints: readonly [first: string, second: string];
  readonly problem: (answer: unknown, given: Given) => Problem | Promise<Problem>;
}

/** What came of a check: a line that a machine can read. */
export interface Verdict {
  readonly id: string;
  readonly passed: boolean;
  /** Points reached, and those there are. */
  readonly points: number;
  readonly of: number;
  /** What is wrong, where it did not pass. */
  readonly problem?: string;
}

/**
 * An exercise whose answer is checked for its form first.
 * @example
 * const slotsNeeded = exercise({
 *   level: 1,
 *   hints: ['The links take N² numbers.', '4 N² bytes are 1,024 for N = 16.'],
 *   answer: z.int(),
 *   problem: (slots) => (slots === 17 ? undefined : `with ${slots} slots the links are smaller`),
 * });
 */
export function exercise<Answer extends z.ZodType, Given = void>({
  level,
  hints,
  answer: form,
  problem,
}: ExerciseOptions<Answer, Given>): Exercise<Given> {
  return {
    level,
    hints,
    problem(answer, given) {
      const parsed = inForm(form, answer);
      return 'problem' in parsed ? parsed.problem : problem(parsed.data, given);
    },
  };
}

/**
 * The form of an answer that is a function whose values are tested at once: where one is a promise,
 * the student is told so.
 */
export function functionAnswer<F extends (...values: never[]) => unknown>() {
  return functionField<F>().transform((answer) => {
    const call = (...values: never[]): unknown => {
      const result = answer(...values);
      if (!isPromise(result)) return result;
      ignoreRejection(result);
      throw new TypeError('the function returns a promise, expected its value: leave out async');
    };
    return call as F;
  });
}

/** What a promise ends with is not asked for: without this its error would end the process. */
function ignoreRejection(promise: PromiseLike<unknown>): void {
  promise.then(undefined, () => undefined);
}

/** An answer as its form has it, or what is wrong with it. */
function inForm<Form extends z.ZodType>(
  form: Form,
  answer: unknown,
): { readonly data: z.infer<Form> } | { readonly problem: string } {
  try {
    const parsed = form.safeParse(answer);
    if (parsed.success) return { data: parsed.data };
    if (isPromise(answer)) ignoreRejection(answer);
    return { problem: wrongForm(form, answer, parsed.error.issues[0]) };
  } catch (error) {
    const fields = `expected fields that can be read (${thrownText(error)})`;
    return { problem: `got ${describe(answer)}, ${fields}` };
  }
}

/** What came in place of an answer of the right form, and what was expected there. */
function wrongForm(form: z.ZodType, answer: unknown, issue: z.core.$ZodIssue): string {
  if (isPromise(answer))
    return `got a promise, ${expectation(form, answer, issue)}: write await before it`;
  const place = issue.path.length > 0 ? ` (see ${issue.path.join('.')})` : '';
  return `got ${describe(answer)}${place}, ${expectation(form, answer, issue)}`;
}

function expectation(form: z.ZodType, answer: unknown, issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') return `expected ${issue.message}`;
  const isCount = issue.code === 'too_big' || issue.code === 'too_small';
  const isLength = isCount && issue.origin === 'array';
  if (isLength) return issue.message.replace(/^Too (?:big|small): /, '');
  return `expected ${schemaText(schemaAt(form, issue.path, answer) ?? form)}`;
}

/** Judges an answer. It never throws; where the test waits, so does this. */
export function judge<Given>(
  id: string,
  { level, problem }: Exercise<Given>,
  answer: unknown,
  given: Given,
): Verdict | Promise<Verdict> {
  const failed = (error: unknown) => verdict(id, level, thrownText(error));
  try {
    const found = problem(answer, given);
    if (!isPromise(found)) return verdict(id, level, found);
    return Promise.resolve(found).then((later) => verdict(id, level, later), failed);
  } catch (error) {
    return failed(error);
  }
}

/** What was thrown, in words: an error that says nothing, or what is no error, is named. */
function thrownText(error: unknown): string {
  if (!types.isNativeError(error)) return `it throws ${describe(error)}`;
  return errorMessage(error).trim() || 'it throws an error without a message';
}

function verdict(id: string, of: number, problem: Problem): Verdict {
  if (problem === undefined) return { id, passed: true, points: of, of };
  return { id, passed: false, points: 0, of, problem };
}
