// Marks inside code cells, as otter assign has them in Python:
// https://otter-grader.readthedocs.io (Notebook Format, Solution Removal). `//` stands for `#`.

import { describe } from '../core/text';

/** Whose copy a cell is made for. */
export type Reader = 'student' | 'teacher';

/** What stands where a student writes. */
const YOURS = '// YOUR ANSWER';

const BEGIN_SOLUTION = /^\s*\/\/\s*BEGIN SOLUTION( NO PROMPT)?\s*$/;
const END_SOLUTION = /^\s*\/\/\s*END SOLUTION\s*$/;
const BEGIN_PROMPT = /^\s*(?:\/\*\s*)?\/\/\s*BEGIN PROMPT\s*$/;
const END_PROMPT = /^\s*(?:\*\/\s*;?\s*)?\/\/\s*END PROMPT\s*$/;
const SOLUTION_LINE = /^(.*\S)?\s*\/\/\s*SOLUTION( NO PROMPT)?\s*$/;
const LOOKS_LIKE_MARK = /(?:\/\/|\/\*|#|<!--)\s*(?:BEGIN|END)\s+(?:SOLUTION|PROMPT)\b/i;
const ANY_MARK = [BEGIN_SOLUTION, END_SOLUTION, BEGIN_PROMPT, END_PROMPT, SOLUTION_LINE];

/** Whether a cell holds a mark. */
export function hasCodeMarks(source: string): boolean {
  return source.split('\n').some((line) => ANY_MARK.some((mark) => mark.test(line)));
}

/** A region of marked lines that is open. */
interface OpenRegion {
  readonly kind: 'SOLUTION' | 'PROMPT';
  readonly noPrompt: boolean;
  readonly indent: string;
}

/**
 * The code of a cell for one kind of reader. A teacher gets the solutions without the marks; a
 * student gets a stub in their place: the lines of a prompt, or a comment.
 * - `// BEGIN SOLUTION` … `// END SOLUTION`: a comment in their place, or nothing with `NO PROMPT`
 *   or before a prompt
 * - `// BEGIN PROMPT` … `// END PROMPT`: lines, each behind `//`, that the student gets without it
 * - `const x = 2; // SOLUTION`: the value is left out; any other such line is left out
 * @param fail what is thrown for a mark that makes no sense
 */
export function codeFor(reader: Reader, source: string, fail: (problem: string) => Error): string {
  const lines = source.split('\n');
  const made: string[] = [];
  let open: OpenRegion | undefined;
  for (const [at, line] of lines.entries()) {
    const begins = beginOf(line);
    const ends = endOf(line);
    if (!begins && !ends && LOOKS_LIKE_MARK.test(line))
      throw fail(`got ${describe(line.trim())}, expected a mark such as // BEGIN SOLUTION`);
    if (begins) {
      if (open) throw fail(`BEGIN ${begins.kind} inside BEGIN ${open.kind}`);
      open = begins;
    } else if (ends) {
      if (open?.kind !== ends) throw fail(`END ${ends} without its beginning`);
      if (reader === 'student' && ends === 'SOLUTION') made.push(...inPlaceOf(open, lines, at));
      open = undefined;
    } else if (open) {
      if (reader === 'teacher' && open.kind === 'SOLUTION') made.push(line);
      if (reader === 'student' && open.kind === 'PROMPT') made.push(uncommented(line));
    } else made.push(...singleLine(reader, line));
  }
  if (open) throw fail(`BEGIN ${open.kind} has no end`);
  return made.join('\n');
}

function beginOf(line: string): OpenRegion | undefined {
  const indent = /^\s*/.exec(line)![0];
  const solution = BEGIN_SOLUTION.exec(line);
  if (solution) return { kind: 'SOLUTION', noPrompt: solution[1] !== undefined, indent };
  return BEGIN_PROMPT.test(line) ? { kind: 'PROMPT', noPrompt: true, indent } : undefined;
}

function endOf(line: string): OpenRegion['kind'] | undefined {
  if (END_SOLUTION.test(line)) return 'SOLUTION';
  return END_PROMPT.test(line) ? 'PROMPT' : undefined;
}

/**
 * The stub of a solution that ends at a line. Inside braces it throws, so that a function whose
 * body is left out is still one that can be compiled.
 */
function inPlaceOf(
  { noPrompt, indent }: OpenRegion,
  lines: readonly string[],
  end: number,
): string[] {
  if (noPrompt || BEGIN_PROMPT.test(lines[end + 1] ?? '')) return [];
  if (indent === '') return [YOURS];
  return [`${indent}throw new Error('not written yet'); ${YOURS}`];
}

/** A line of a prompt without the comment that hides it; others as they are. */
function uncommented(line: string): string {
  return line.replace(/^(\s*)\/\/ ?/, '$1');
}

/** A line outside all regions, which may be a solution by itself. */
function singleLine(reader: Reader, line: string): string[] {
  const marked = SOLUTION_LINE.exec(line);
  if (!marked) return [line];
  const [, code = '', noPrompt] = marked;
  if (reader === 'teacher') return code === '' ? [] : [code];
  if (noPrompt !== undefined) return [];
  const assigned = /^(\s*(?:(?:const|let|var)\s+)?[^=]*[^=!<>]=)(?![=>])/.exec(code);
  if (assigned) return [`${assigned[1]} undefined as any; ${YOURS}`];
  return [`${/^\s*/.exec(line)![0]}${YOURS}`];
}
