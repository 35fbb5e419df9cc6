import * as fs from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { FileError } from '../core/errors';
import { readBytes, writeFileAtomic } from '../core/files';
import { temporaryFolder } from '../core/temporaryFolder';
import { plural } from '../core/text';
import { CHECK_MIME } from '../notebook/check';
import { titleAndSummary } from '../report/body';
import { makeNotebookReport } from '../report/makeReport';
import { notebookName, readNotebook, type Cell, type Output } from '../report/notebookFile';
import { chapterOf, studentCell, type Chapter } from './copies';
import { movedTo } from './links';
import type { MarkedExercise } from './marks';
import { inMarkdown, notebookText, proseCell, withCells } from './notebookParts';

/** A check as a notebook stores it (see `Verdict`). */
const verdictSchema = z.object({
  id: z.string(),
  passed: z.boolean(),
  points: z.number(),
  of: z.number(),
  problem: z.string().optional(),
});
type StoredVerdict = z.infer<typeof verdictSchema>;

/** The answers of one student as a notebook: questions, answers with their outputs, verdicts. */
export interface AnswerSheet {
  readonly notebook: ReturnType<typeof withCells>;
  readonly points: number;
  readonly of: number;
  /** Exercises whose check was never run. */
  readonly notRun: readonly string[];
}

/**
 * Takes the exercises out of a notebook that a student handed in: for each its question, all cells
 * from there to its check, and their outputs. Solutions and notes for teachers are left out.
 * @param student the name that stands on it
 */
function answerSheet(chapter: Chapter, student: string): AnswerSheet {
  const { file, notebook, exercises } = chapter;
  const verdicts = exercises.map((exercise) =>
    lastVerdict(notebook.cells[exercise.cell], exercise),
  );
  const points = sum(verdicts.map((verdict) => verdict?.points ?? 0));
  const of = sum(exercises.map(({ level }, at) => verdicts[at]?.of ?? level));
  const notRun = exercises.filter((_, at) => verdicts[at] === undefined).map(({ id }) => id);
  const title = titleAndSummary(notebook).title || notebookName(file);
  const open = notRun.length === 0 ? '' : ` Not run: ${notRun.join(', ')}.`;
  const head =
    `# ${inMarkdown(student)}: answers to ${title}\n\n` +
    `${points} of ${plural(of, 'point')} by the verdicts saved in the notebook.${open}`;
  const cells = exercises.flatMap((exercise) => cellsOfExercise(chapter, exercise));
  return {
    notebook: withCells(notebook, [proseCell('sheet', head), ...cells]),
    points,
    of,
    notRun,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function cellsOfExercise(chapter: Chapter, exercise: MarkedExercise): Cell[] {
  const { cells } = chapter.notebook;
  const first = exercise.question[0] ?? exercise.cell;
  return cells.slice(first, exercise.cell + 1).flatMap((cell, index) => {
    const [clean] = studentCell(chapter, cell, first + index);
    if (clean === undefined) return [];
    const open = { ...clean, metadata: {} }; // nothing of an answer is folded
    if (cell.cell_type !== 'code') return [open];
    return [{ ...open, outputs: (cell.outputs ?? []).map(withoutHints) }];
  });
}

function verdictIn(output: Output): StoredVerdict | undefined {
  if (!('data' in output)) return undefined;
  return verdictSchema.safeParse(output.data[CHECK_MIME]).data;
}

function lastVerdict({ outputs = [] }: Cell, { id }: MarkedExercise): StoredVerdict | undefined {
  return outputs.map(verdictIn).findLast((verdict) => verdict?.id === id);
}

/** The output of a check as one line; its hints are for learners. Others as they are. */
function withoutHints(output: Output): Output {
  const verdict = verdictIn(output);
  if (verdict === undefined) return output;
  const { id, passed, points, of, problem = '' } = verdict;
  const words = passed ? 'solved' : 'not yet';
  const line = `**${passed ? '✓' : '○'} ${id}: ${words}, ${points} of ${plural(of, 'point')}**`;
  const text = passed ? line : `${line} ${inMarkdown(problem)}`;
  return { output_type: 'display_data', data: { 'text/markdown': text }, metadata: {} };
}

/** What a sheet is printed from and to. */
export interface SheetOptions {
  readonly file: string;
  readonly student: string;
  /** The folder of the PDF. */
  readonly to: string;
  readonly browser: string;
}

/**
 * Prints the answers of a student as a PDF.
 * @returns the PDF's file
 * @throws FileError naming the notebook: it cannot be read, has no exercise, a mark that makes no
 * sense, or cannot be printed
 */
export async function printSheet(
  { file, student, to, browser }: SheetOptions,
  say: (state: string) => void,
): Promise<AnswerSheet & { readonly pdf: string }> {
  const chapter = chapterOf(file, readNotebook(file));
  if (chapter.exercises.length === 0)
    throw new FileError(file, "got no exercise, expected a cell that ends in check('4.1', …)");
  const sheet = answerSheet(chapter, student);
  const folder = temporaryFolder('lab-sheet');
  const name = shortened(`${notebookName(file)}-${fileWords(student)}`);
  try {
    const place = { from: path.dirname(file), to: folder, siblings: new Set<string>() };
    const { notebook, pictures } = movedTo(sheet.notebook, place);
    for (const [picture, copy] of pictures)
      if (fs.existsSync(picture)) writeFileAtomic(path.join(folder, copy), readBytes(picture));
    const reduced = path.join(folder, `${name}.ipynb`);
    writeFileAtomic(reduced, notebookText(notebook));
    const out = path.join(folder, 'out');
    fs.mkdirSync(out);
    const settings = { authors: [student] };
    const run = { mode: 'quick', execute: false, hideCode: false } as const;
    // the notebook is somebody else's: nothing of it runs while it is printed
    const page = { settings, eachPage: student, safe: true };
    const options = { reports: [name], out, ...page, ...run, browser };
    await makeNotebookReport(reduced, options, say);
    const pdf = path.join(to, `${name}.pdf`);
    writeFileAtomic(pdf, readBytes(path.join(out, `${name}.pdf`)));
    return { ...sheet, pdf };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Bytes that a file's name may have: 255 less those of temporary names and endings. */
const NAME_BYTES = 180;

/** A file's name that file systems take. */
function shortened(name: string): string {
  const characters = [...name];
  while (Buffer.byteLength(characters.join('')) > NAME_BYTES) characters.pop();
  return characters.join('');
}

/** A name as a part of a file's name: `ada-lovelace`. */
function fileWords(name: string): string {
  const words =
    name
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.join('-') || 'sheet';
}
