import type { Body, Heading } from './body';
import { joined, type Cell, type Notebook } from './notebookFile';

/** A solution in a Markdown cell, with its marks; the marks stand alone on their lines. */
const SOLUTION =
  /^[ \t]*<!--\s*BEGIN SOLUTION\b[^>]*-->[^]*?^[ \t]*<!--\s*END SOLUTION\s*-->[ \t]*$/gm;

function withoutSolution(cell: Cell): Cell {
  if (cell.cell_type !== 'markdown') return cell;
  const source = joined(cell.source);
  const rest = source.replace(SOLUTION, '');
  return rest === source ? cell : { ...cell, source: rest.trim() };
}

/** A notebook without its solutions of exercises; cells of these alone are empty. */
export function withoutSolutions(notebook: Notebook): Notebook {
  return { ...notebook, cells: notebook.cells.map(withoutSolution) };
}

/** Whether a cell holds a solution and nothing else. */
function isSolution(cell: Cell): boolean {
  const rest = withoutSolution(cell);
  return rest !== cell && rest.source === '';
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
 * cannot be folded, and nobody should read an answer with its question. A solution that shares its
 * cell with other text stays where it is.
 * @param cells as HTML, one entry a cell of the notebook
 */
export function solutionsLast(cells: readonly string[], notebook: Notebook): readonly string[] {
  const isMoved = (html: string, place: number): boolean =>
    html !== '' && isSolution(notebook.cells[place]);
  const moved = cells.filter(isMoved);
  if (moved.length === 0) return cells;
  return [...cells.filter((html, place) => !isMoved(html, place)), HEADING_HTML, ...moved];
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
