import * as path from 'node:path';
import { FileError } from '../../core/errors';
import { titleAndSummary } from '../body';
import { joined, notebookName, type Cell, type Notebook } from '../notebookFile';

/** A chapter of the book, before it is turned into HTML. */
export interface Chapter {
  readonly file: string;
  /** Its page is `NAME.html`. */
  readonly name: string;
  /** Stands before the numbers of its figures and formulas. */
  readonly number: number;
  readonly title: string;
  readonly summary: string;
  readonly notebook: Notebook;
  /** What the cells say about their figures, by place. */
  readonly labels: readonly CellLabel[];
}

/** What a code cell says about its first figure. */
export interface CellLabel {
  /** The name by which text refers to it: `fig-forgetting`. */
  readonly label?: string;
  readonly caption?: string;
}

/** The number that a notebook's name starts with: 4 of `04-replay`. */
export function leadingNumber(file: string): number | undefined {
  const digits = /^\d+/.exec(notebookName(file))?.[0];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * The notebooks of a folder that are chapters: those whose names start with a number. Where none
 * does, all are.
 */
export function chapterFiles(files: readonly string[]): string[] {
  const numbered = files.filter((file) => leadingNumber(file) !== undefined);
  return numbered.length > 0 ? numbered : [...files];
}

/**
 * Prepares the notebooks for the book: numbers them (`05-meta-learning` and `05-more` are both
 * 5; one without a number comes after the highest), takes the lines `//| label:` and
 * `//| caption:` out of their code, and what is for teachers out of their text.
 * @throws FileError for two notebooks of one name, or one that has a name the book needs
 */
export function chaptersOf(
  notebooks: readonly { readonly file: string; readonly notebook: Notebook }[],
): Chapter[] {
  let highest = 0;
  return notebooks.map(({ file, notebook }, index) => {
    const name = notebookName(file);
    if (OWN_PAGES.includes(name.toLowerCase()))
      throw new FileError(file, `the book has a page of that name: rename it`);
    const other = notebooks.findIndex((one) => notebookName(one.file) === name);
    if (other !== index)
      throw new FileError(file, `a chapter of that name is taken from ${notebooks[other].file}`);
    const number = leadingNumber(file) ?? highest + 1;
    highest = Math.max(highest, number);
    const labelled = notebook.cells.map(labelledCell);
    const cells = labelled.map(({ cell }) => withoutTeachers(cell));
    const { title, summary } = titleAndSummary(notebook);
    return {
      file: path.resolve(file),
      name,
      number,
      title: title || name,
      summary,
      notebook: { ...notebook, cells },
      labels: labelled.map(({ label, caption }) => ({ label, caption })),
    };
  });
}

/** Pages that every book has. */
const OWN_PAGES = ['index', 'bibliography'];

/** A line of a code cell that says something about its figure, as Quarto and MyST have them. */
const OPTION = /^\/\/\|[ \t]*(label|caption):[ \t]*(.*?)[ \t]*$/;

/** A cell without its option lines, and what they say. */
function labelledCell(cell: Cell): CellLabel & { readonly cell: Cell } {
  if (cell.cell_type !== 'code') return { cell };
  const lines = joined(cell.source).split('\n');
  const options = lines.map((line) => OPTION.exec(line));
  const said = options.flatMap((option) => (option ? [[option[1], option[2]]] : []));
  if (said.length === 0) return { cell };
  const source = lines.filter((_, index) => !options[index]).join('\n');
  const label: CellLabel = Object.fromEntries(said) as CellLabel;
  return { ...label, cell: { ...cell, source } };
}

const FOR_TEACHERS = /<!--\s*BEGIN TEACHER\b[\s\S]*?<!--\s*END TEACHER\s*-->/g;

/** A text without its notes for teachers, and without the heading over them. */
function withoutTeachers(cell: Cell): Cell {
  if (cell.cell_type !== 'markdown') return cell;
  const source = joined(cell.source);
  const rest = source.replace(FOR_TEACHERS, '').replace(/^#+ For teachers[ \t]*$/m, '');
  return rest === source ? cell : { ...cell, source: rest.trim() };
}
