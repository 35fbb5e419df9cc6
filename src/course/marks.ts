import { FileError } from '../core/errors';
import type { Cell, Notebook } from '../report/notebookFile';
import { codeFor, hasCodeMarks } from './codeMarks';
import { sourceText } from './notebookParts';

/** How hard an exercise is; it counts as many points. */
export type ExerciseLevel = 1 | 2 | 3;

/** An exercise of a notebook. Places of cells are counted from 0. */
export interface MarkedExercise {
  /** Such as `4.1`. */
  readonly id: string;
  /** Markdown cells that ask it. */
  readonly question: readonly number[];
  /** The level that the question's stars say; 2 where it says none. */
  readonly level: ExerciseLevel;
  /** The code cell that the learner edits. */
  readonly cell: number;
  /** Its lines above the check: as the learner gets them, and as they solve it. */
  readonly stub: string;
  readonly solution?: string;
  /** Its lines from the check on. */
  readonly check: string;
  /** The Markdown cell that holds the solution. */
  readonly solutionCell?: number;
  /** Why the solution is right: Markdown, without the code. */
  readonly reason: string;
}

/** Which part of a Markdown cell is for whom. */
export interface MarkedText {
  readonly kind: 'everyone' | 'solution' | 'teacher';
  readonly text: string;
  /** The exercise that a solution belongs to. */
  readonly id?: string;
}

const MARK = /^[ \t]*<!--\s*(BEGIN|END) (SOLUTION|TEACHER)(?:[ \t]+([\w.-]+))?\s*-->[ \t]*$/;
const LOOKS_LIKE_MARK = /<!--\s*(?:BEGIN|END)\s+(?:SOLUTION|TEACHER)/i;
const CHECK = /^(?:await\s+)?check\(\s*(['"])([\w.-]+)\1/gm;
const FENCE = /^```(?:ts|typescript)[ \t]*\n([\s\S]*?)^```[ \t]*$/m;

/** Parts of a Markdown text that are open. */
interface OpenPart {
  readonly kind: MarkedText['kind'];
  readonly id?: string;
  readonly lines: string[];
}

/**
 * Splits a Markdown text at its marks.
 * @param fail what is thrown for a mark that makes no sense
 */
function splitText(text: string, fail: (problem: string) => Error): MarkedText[] {
  const parts: OpenPart[] = [{ kind: 'everyone', lines: [] }];
  let fenced = false;
  let hidden = false; // whether the fence that is open holds a mark
  for (const line of text.split('\n')) {
    if (/^\s*(?:```|~~~)/.test(line)) {
      fenced = !fenced;
      hidden = false;
    }
    if (fenced && LOOKS_LIKE_MARK.test(line)) hidden = true;
    const mark = fenced ? null : MARK.exec(line);
    if (!mark && !fenced && LOOKS_LIKE_MARK.test(line))
      throw fail(`got ${JSON.stringify(line.trim())}, expected a mark alone on its line`);
    if (mark) parts.push(afterMark(parts.at(-1)!, mark, fail));
    else parts.at(-1)!.lines.push(line);
  }
  if (hidden) throw fail('a mark inside a fence of code (```) that has no end');
  const { kind, id } = parts.at(-1)!;
  if (kind !== 'everyone') throw fail(`${markName(kind, id)} has no end`);
  return parts
    .map((part) => ({ kind: part.kind, id: part.id, text: part.lines.join('\n').trim() }))
    .filter((part) => part.text !== '' || part.kind !== 'everyone');
}

function afterMark(
  open: OpenPart,
  [, end, word, id]: RegExpExecArray,
  fail: (problem: string) => Error,
): OpenPart {
  const kind = word === 'SOLUTION' ? 'solution' : 'teacher';
  if (end === 'END') {
    if (open.kind === 'everyone') throw fail(`END ${word} without its beginning`);
    if (open.kind !== kind) throw fail(`${markName(open.kind, open.id)} ends as END ${word}`);
    return { kind: 'everyone', lines: [] };
  }
  if (open.kind !== 'everyone')
    throw fail(`${markName(kind, id)} inside ${markName(open.kind, open.id)}`);
  if (kind === 'solution' && id === undefined)
    throw fail("BEGIN SOLUTION: got no exercise's number, expected such as BEGIN SOLUTION 4.1");
  return { kind, id, lines: [] };
}

const markName = (kind: MarkedText['kind'], id?: string): string =>
  `BEGIN ${[kind.toUpperCase(), id].filter(Boolean).join(' ')}`;

/** An error about a cell, which it names as editors count: from 1. */
export function cellError(file: string, cell: number, problem: string): FileError {
  return new FileError(file, `cell ${cell + 1}: ${problem}`);
}

/** The parts of a Markdown cell. */
export function partsOf(cell: Cell, at: number, file: string): MarkedText[] {
  return splitText(sourceText(cell), (problem) => cellError(file, at, problem));
}

/** Where the check of a code cell begins, and the exercise it is about. */
export function findCheck(source: string): { readonly id: string; readonly line: number } | null {
  const last = [...source.matchAll(CHECK)].at(-1);
  if (last === undefined) return null;
  return { id: last[2], line: source.slice(0, last.index).split('\n').length - 1 };
}

/** A solution as it stands in a notebook. */
interface FoundSolution {
  readonly cell: number;
  readonly code?: string;
  readonly reason: string;
}

/**
 * The exercises of a notebook, in their order.
 * @param file named in errors
 * @throws FileError naming the cell: a mark without its end, one inside another, a solution for no
 * exercise, two solutions or two cells of one exercise, a solution without code
 */
export function readExercises(file: string, { cells }: Notebook): MarkedExercise[] {
  const solutions = findSolutions(file, cells);
  const exercises: MarkedExercise[] = [];
  for (const [at, cell] of cells.entries()) {
    if (cell.cell_type !== 'code') continue;
    const exercise = readExercise(file, cells, at, solutions);
    if (exercise === undefined) continue;
    if (exercises.some(({ id }) => id === exercise.id))
      throw cellError(file, at, `exercise ${exercise.id} has a cell before this one`);
    exercises.push(exercise);
  }
  for (const [id, { cell }] of solutions)
    if (!exercises.some((exercise) => exercise.id === id))
      throw cellError(file, cell, `a solution for ${id}, which no cell checks`);
  return exercises;
}

function findSolutions(file: string, cells: readonly Cell[]): Map<string, FoundSolution> {
  const found = new Map<string, FoundSolution>();
  for (const [at, cell] of cells.entries()) {
    if (cell.cell_type !== 'markdown') continue;
    for (const { kind, id = '', text } of partsOf(cell, at, file)) {
      if (kind !== 'solution') continue;
      if (found.has(id)) throw cellError(file, at, `a second solution for ${id}`);
      found.set(id, { cell: at, code: FENCE.exec(text)?.[1].trimEnd(), reason: reasonOf(text) });
    }
  }
  return found;
}

/** The words of a solution: what is folded, without the fold and the code. */
function reasonOf(text: string): string {
  return text
    .replace(FENCE, '')
    .replace(/<summary>[\s\S]*?<\/summary>/g, '')
    .replace(/<\/?details\b[^>]*>/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function readExercise(
  file: string,
  cells: readonly Cell[],
  at: number,
  solutions: ReadonlyMap<string, FoundSolution>,
): MarkedExercise | undefined {
  const source = sourceText(cells[at]).trimEnd();
  const fail = (problem: string) => cellError(file, at, problem);
  const stubbed = codeFor('student', source, fail);
  const check = findCheck(stubbed);
  if (check === null) return undefined;
  const lines = stubbed.split('\n');
  const given = solutions.get(check.id);
  const inCell = hasCodeMarks(source) ? codeFor('teacher', source, fail) : undefined;
  if (given && inCell === undefined && given.code === undefined)
    throw cellError(file, given.cell, `the solution of ${check.id} has no code (\`\`\`ts)`);
  const stub = lines.slice(0, check.line).join('\n').trimEnd();
  const fromText = given?.code === undefined ? undefined : withImports(stub, given.code);
  const question = questionOf(file, cells, at, check.id);
  return {
    id: check.id,
    question,
    level: levelOf(question.map((place) => sourceText(cells[place])).join('\n')),
    cell: at,
    stub,
    solution: inCell === undefined ? fromText : aboveCheck(inCell),
    check: lines.slice(check.line).join('\n'),
    solutionCell: given?.cell,
    reason: given?.reason ?? '',
  };
}

/** A solution with the imports at the top of the stub, but for modules that it imports itself. */
function withImports(stub: string, solution: string): string {
  const [top = ''] = /^(?:import\b[^;]*;\s*)+/.exec(stub) ?? [];
  const missing = (top.match(/import\b[^;]*;/g) ?? []).filter((line) => {
    const [, module] = /(['"][^'"]+['"])\s*;$/.exec(line) ?? [];
    return module !== undefined && !solution.includes(module);
  });
  return [...missing, solution].join('\n');
}

function aboveCheck(source: string): string {
  const { line } = findCheck(source) ?? { line: Infinity };
  return source.split('\n').slice(0, line).join('\n').trimEnd();
}

/** Stars of a question, as in `**4.1** ★★ (2 points)`. */
function levelOf(question: string): ExerciseLevel {
  const stars = /★{1,3}/.exec(question)?.[0].length ?? 2;
  return stars as ExerciseLevel;
}

/**
 * The Markdown cells that ask an exercise: from the nearest above that names it down to its cell,
 * else the nearest above. Cells of other exercises are not passed.
 */
function questionOf(file: string, cells: readonly Cell[], at: number, id: string): number[] {
  const prose: number[] = [];
  const number = new RegExp(`(?<![\\d.])${id.replace(/\./g, '\\.')}(?![\\d.]*\\d)`);
  for (let place = at - 1; place >= 0; place--) {
    const cell = cells[place];
    const text = sourceText(cell);
    if (cell.cell_type === 'code' && findCheck(text) !== null) break;
    if (cell.cell_type !== 'markdown') continue;
    if (partsOf(cell, place, file).some(({ kind }) => kind !== 'everyone')) break;
    prose.unshift(place);
    if (number.test(text)) return prose;
  }
  return prose.slice(-1);
}
