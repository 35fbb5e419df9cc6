import * as path from 'node:path';
import { FileError } from '../../core/errors';
import { titleAndSummary } from '../body';
import { withoutLabelLines, type CellLabel } from '../labels';
import { joined, notebookName, type Cell, type Notebook } from '../notebookFile';

/** A chapter of the book, before it is turned into HTML. */
export interface BookChapter {
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
): BookChapter[] {
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
    const labelled = withoutLabelLines(notebook);
    const cells = labelled.notebook.cells.map(withoutTeachers);
    const { title, summary } = titleAndSummary(notebook);
    return {
      file: path.resolve(file),
      name,
      number,
      title: title || name,
      summary,
      notebook: { ...notebook, cells },
      labels: labelled.labels,
    };
  });
}

/** Pages that every book has. */
const OWN_PAGES = ['index', 'bibliography'];

const FOR_TEACHERS = /<!--\s*BEGIN TEACHER\b[\s\S]*?<!--\s*END TEACHER\s*-->/g;

/** A text without its notes for teachers, and without the heading over them. */
function withoutTeachers(cell: Cell): Cell {
  if (cell.cell_type !== 'markdown') return cell;
  const source = joined(cell.source);
  const rest = source.replace(FOR_TEACHERS, '').replace(/^#+ For teachers[ \t]*$/m, '');
  return rest === source ? cell : { ...cell, source: rest.trim() };
}
