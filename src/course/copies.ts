import { describe } from '../core/text';
import type { Cell, Notebook } from '../report/notebookFile';
import { codeFor, type Reader } from './codeMarks';
import { cellError, partsOf, readExercises, type MarkedExercise } from './marks';
import { beforeRun, sourceText, withCells, withSource } from './notebookParts';

/** A notebook that copies are made of. */
export interface Chapter {
  /** The file, named in errors. */
  readonly file: string;
  readonly notebook: Notebook;
  readonly exercises: readonly MarkedExercise[];
}

/**
 * Reads the marks of a notebook.
 * @throws FileError naming the cell with a mark that makes no sense (see `readExercises`)
 */
export function chapterOf(file: string, notebook: Notebook): Chapter {
  return { file, notebook, exercises: readExercises(file, notebook) };
}

/**
 * The student's copy: stubs in place of solutions, no notes for teachers, no outputs. Metadata that
 * people wrote (nbgrader's, otter's, tags, folds, alt texts) stays.
 */
export function studentCopy(chapter: Chapter): Notebook {
  const cells = chapter.notebook.cells.flatMap((cell, at) => studentCell(chapter, cell, at));
  return withCells(chapter.notebook, cells);
}

/** A cell of the student's copy; none where nothing of it is for students. */
export function studentCell({ file }: Chapter, cell: Cell, at: number): Cell[] {
  const clean = beforeRun(cell);
  if (cell.cell_type === 'code') return [withCode('student', file, clean, at)];
  if (cell.cell_type === 'raw') {
    refuseMarks(file, cell, at);
    return [clean];
  }
  const parts = partsOf(cell, at, file);
  const open = parts.filter(({ kind }) => kind === 'everyone');
  if (open.length === parts.length) return [clean];
  const text = open.map((part) => part.text).join('\n\n');
  return text === '' ? [] : [withSource(withAttachmentsOf(clean, text), text)];
}

/** A cell without the attached pictures that a text does not show: those of its solution. */
function withAttachmentsOf(cell: Cell, text: string): Cell {
  if (cell.attachments === undefined) return cell;
  const shown = Object.entries(cell.attachments).filter(([name]) =>
    [name, encodeURI(name)].some((written) => text.includes(`attachment:${written}`)),
  );
  return { ...cell, attachments: Object.fromEntries(shown) };
}

/** In a raw cell a mark would be text, and what it marks in every copy. */
function refuseMarks(file: string, cell: Cell, at: number): void {
  const [mark] = /\b(?:BEGIN|END) (?:SOLUTION|TEACHER|PROMPT)\b.*/.exec(sourceText(cell)) ?? [];
  if (mark === undefined) return;
  throw cellError(file, at, `got ${describe(mark)} in a raw cell, expected Markdown or code`);
}

function withCode(reader: Reader, file: string, cell: Cell, at: number): Cell {
  const source = sourceText(cell);
  const code = codeFor(reader, source, (problem) => cellError(file, at, problem));
  return code === source ? cell : withSource(cell, code);
}

/**
 * The teacher's copy: each exercise solved, reasons and notes unfolded, the outputs of all cells
 * but those that are solved now.
 */
export function teacherCopy(chapter: Chapter): Notebook {
  const cells = chapter.notebook.cells.map((cell, at) => teacherCell(chapter, cell, at));
  return withCells(chapter.notebook, cells);
}

function teacherCell({ file, exercises }: Chapter, cell: Cell, at: number): Cell {
  if (cell.cell_type === 'markdown') {
    const parts = partsOf(cell, at, file);
    if (parts.every(({ kind }) => kind === 'everyone')) return cell;
    const texts = parts.map(({ kind, text }) => (kind === 'everyone' ? text : unfolded(text)));
    return withSource(cell, texts.join('\n\n'));
  }
  if (cell.cell_type !== 'code') return cell;
  const exercise = exercises.find((one) => one.cell === at);
  if (exercise?.solution !== undefined) return solvedCell(cell, exercise);
  const plain = withCode('teacher', file, cell, at);
  return plain === cell ? cell : beforeRun(plain);
}

/** What can be folded is open. */
function unfolded(text: string): string {
  return text.replace(/<details\b(?![^>]*\bopen\b)/g, '<details open');
}

/** The cell of an exercise with its solution in place of the stub. */
export function solvedCell(cell: Cell, { solution = '', check }: MarkedExercise): Cell {
  return withSource(beforeRun(cell), `${solution}\n\n${check}`.trimStart());
}
