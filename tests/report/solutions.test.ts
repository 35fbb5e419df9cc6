// Solutions of exercises: at the end on paper, and left out if asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookOptions } from '../../src/cli/report/bookOptions';
import { reportOptions } from '../../src/cli/report/options';
import type { Body } from '../../src/report/body';
import type { Cell, Notebook } from '../../src/report/notebookFile';
import {
  isForTeachers,
  SOLUTIONS_HEADING,
  withoutSolutions,
  withSolutionsLast,
} from '../../src/report/solutions';

const prose = (source: string): Cell => ({ cell_type: 'markdown', source, metadata: {} });
const solution = (id: string): string =>
  `<!-- BEGIN SOLUTION ${id} -->\nAnswer ${id}\n<!-- END SOLUTION -->`;
const CELLS = [
  prose('Question 1'),
  prose(solution('1')),
  prose(`Question 2\n\n${solution('2')}\n\nGo on.`),
  prose(`${solution('3a')}\n\n${solution('3b')}\n`),
  { ...prose(solution('4')), cell_type: 'code' as const },
  prose('In text <!-- BEGIN SOLUTION --> is no mark.'),
];
const notebook: Notebook = { nbformat: 4, metadata: {}, cells: CELLS };
const heading = { level: 2, id: 'a', html: 'A' };
const page = (cells: readonly string[]): Body => ({
  html: '',
  cells,
  headings: [heading],
  figures: [],
  styles: { light: '', dark: '' },
});

test('left out: the texts between the marks go, all else stays in its cell', () => {
  assert.deepEqual(
    withoutSolutions(notebook).cells.map(({ source }) => source),
    ['Question 1', '', 'Question 2\n\n\n\nGo on.', '', CELLS[4].source, CELLS[5].source],
  );
});

test('on paper: cells of solutions stand at the end, under a heading in the contents', () => {
  const { cells, html, headings } = withSolutionsLast(page(['q1', 's1', 'q2', 's3', 'c', '']), {
    ...notebook,
  });
  assert.deepEqual([...cells.slice(0, 4), ...cells.slice(-2)], ['q1', 'q2', 'c', '', 's1', 's3']);
  assert.match(html, /^q1\nq2\nc\n<section.*<h2 id="solutions-of-.*<\/section>\ns1\ns3$/);
  assert.deepEqual(headings, [heading, SOLUTIONS_HEADING]);
});

test('without solutions that are seen nothing changes', () => {
  const cells = ['q1', '', 'q2', '', 'c', 't'];
  const made = withSolutionsLast(page(cells), notebook);
  assert.deepEqual([made.cells, made.headings], [cells, [heading]]);
});

test('notes for teachers go with the solutions; on paper they come behind all else', () => {
  const notes = '<!-- BEGIN TEACHER -->\nMinutes\n<!-- END TEACHER -->';
  const taught: Notebook = {
    ...notebook,
    cells: [prose(notes), ...CELLS.slice(0, 2), prose(`For all\n\n${notes}`)],
  };
  assert.deepEqual(taught.cells.map(isForTeachers), [true, false, false, false]);
  assert.deepEqual(
    withoutSolutions(taught).cells.map(({ source }) => source),
    ['', 'Question 1', '', 'For all'],
  );
  const { cells } = withSolutionsLast(page(['t', 'q1', 's1', 'all']), taught);
  assert.deepEqual([cells[0], cells[1], cells[3], cells[4]], ['q1', 'all', 's1', 't']);
  const unsolved = { ...taught, cells: taught.cells.slice(0, 2) };
  const made = withSolutionsLast(page(['t', 'q1']), unsolved);
  assert.deepEqual([made.cells, made.headings], [['q1', 't'], [heading]]);
});

test('the commands leave them out if asked for', () => {
  for (const options of [reportOptions, bookOptions]) {
    assert.equal(options(['--no-solutions'])?.solutions, false);
    assert.equal(options([])?.solutions, true);
  }
});
