import type { Body, Heading } from './body';
import { joined, type Cell, type Notebook } from './notebookFile';

/** A solution in a Markdown cell, with its marks; the marks stand alone on their lines. */
const SOLUTION = marked('SOLUTION');

/** Notes for teachers, marked in the same way. */
const FOR_TEACHERS = marked('TEACHER');

function marked(kind: string): RegExp {
  const line = (word: string): string => `^[ \\t]*<!--\\s*${word} ${kind}\\b[^>]*-->`;
  return new RegExp(`${line('BEGIN')}[^]*?${line('END')}[ \\t]*$`, 'gm');
}

function without(part: RegExp, cell: Cell): Cell {
  if (cell.cell_type !== 'markdown') return cell;
  const source = joined(cell.source);
  const rest = source.replace(part, '');
  return rest === source ? cell : { ...cell, source: rest.trim() };
}

/**
 * A notebook without its solutions of exercises, and without its notes for teachers, which speak of
 * them; cells of these alone are empty.
 */
export function withoutSolutions(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) => without(FOR_TEACHERS, without(SOLUTION, cell)));
  return { ...notebook, cells };
}

/** Whether a cell holds a part of a kind, and nothing else. */
function isOnly(part: RegExp, cell: Cell): boolean {
  const rest = without(part, cell);
  return rest !== cell && rest.source === '';
}

/** Whether a cell holds notes for teachers and nothing else. */
export function isForTeachers(cell: Cell): boolean {
  return isOnly(FOR_TEACHERS, cell);
}

/** Stands over the solutions at the end of a chapter on paper. */
export const SOLUTIONS_HEADING: Heading = {
  level: 2,
  id: 'solutions-of-the-exercises',
  html: 'Solutions of the exercises',
};

const HEADING_HTML =
  `<section class="cell prose"><h2 id="${SOLUTIONS_HEADING.id}">${SOLUTIONS_HEADING.html}</h2>` +
  '</section>';

/**
 * The cells of a page on paper with the solutions at its end, under a heading of their own: paper
 * cannot be folded, and nobody should read an answer with its question. Notes for teachers come
 * behind all else. A solution that shares its cell with other text stays where it is.
 * @param cells as HTML, one entry a cell of the notebook
 */
export function solutionsLast(cells: readonly string[], notebook: Notebook): readonly string[] {
  const rest: string[] = [];
  const solutions: string[] = [];
  const notes: string[] = [];
  cells.forEach((html, place) => {
    const cell = notebook.cells[place];
    if (html !== '' && isOnly(SOLUTION, cell)) solutions.push(html);
    else if (html !== '' && isForTeachers(cell)) notes.push(html);
    else rest.push(html);
  });
  const headed = solutions.length > 0 ? [HEADING_HTML, ...solutions] : [];
  return headed.length + notes.length > 0 ? [...rest, ...headed, ...notes] : cells;
}

/** The headings of a page on paper, of which `solutionsLast` made the cells. */
export function headingsOnPaper({ headings }: Body, cells: readonly string[]): readonly Heading[] {
  return cells.includes(HEADING_HTML) ? [...headings, SOLUTIONS_HEADING] : headings;
}

/** A page for paper with the solutions at its end. */
export function withSolutionsLast(body: Body, notebook: Notebook): Body {
  const cells = solutionsLast(body.cells, notebook);
  const html = cells.filter(Boolean).join('\n');
  return { ...body, cells, html, headings: headingsOnPaper(body, cells) };
}
