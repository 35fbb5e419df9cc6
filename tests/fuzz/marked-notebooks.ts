import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseValue } from '../../src/core/validation';
import { answersOf } from '../../src/course/answers';
import { chapterOf, studentCopy, teacherCopy } from '../../src/course/copies';
import { movedTo } from '../../src/course/links';
import { nbgraderSource } from '../../src/course/nbgrader';
import { joined, type Cell, type Notebook } from '../../src/report/notebookFile';
import { notebookSchema } from '../../src/report/notebookSchema';
import { type FuzzKind, type Outcome, usedOrRefused } from './harness';

/** Stands in every line that no student may see. */
const SECRET = 'SECRET';
const FILE = 'mine.ipynb';
const MINE = { tags: ['mine'], nbgrader: { mine: true }, alt: 'my words' };

const prose = (source: string): Cell => ({ cell_type: 'markdown', metadata: MINE, source });
const code = (source: string): Cell => ({
  cell_type: 'code',
  metadata: MINE,
  source,
  outputs: [{ output_type: 'stream', name: 'stdout', text: 'said' }],
  execution_count: 3,
});

const solution = (id: string): string =>
  [
    `<!-- BEGIN SOLUTION ${id} -->`,
    '<details><summary>s</summary>',
    `${SECRET} because`,
    '```ts',
    `const a = '${SECRET}';`,
    '```',
    '</details>',
    '<!-- END SOLUTION -->',
  ].join('\n');

const exercise = (id: string): Cell[] => [
  prose(`**${id}** ★★ What is it?`),
  code(`const a = 1;\n\ncheck('${id}', a);`),
  prose(solution(id)),
];

/** Cells that belong together. */
const groups: readonly Cell[][] = [
  [prose('# Title [a](b.ipynb) ![c](d.png)')],
  [prose(`text\n<!-- BEGIN TEACHER -->\n${SECRET}\n<!-- END TEACHER -->\nmore`)],
  [prose('```\n<!-- BEGIN TEACHER -->\n```')],
  [code(`// BEGIN SOLUTION\nconst b = '${SECRET}';\n// END SOLUTION\nb;`)],
  [code(`// BEGIN SOLUTION\n${SECRET}\n// END SOLUTION\n// BEGIN PROMPT\n// b\n// END PROMPT`)],
  [code(`const c = '${SECRET}'; // SOLUTION\nconst d = '${SECRET}'; // SOLUTION NO PROMPT`)],
  [{ cell_type: 'raw', metadata: {}, source: '# ASSIGNMENT CONFIG' }],
];
const sound: fc.Arbitrary<Cell[]> = fc.oneof(
  fc.stringMatching(/^[1-9]\.[1-9]$/).map(exercise),
  fc.constantFrom(...groups),
);

/** Lines that may make no sense where they come to stand. */
const line = fc.constantFrom(
  ...['<!-- BEGIN SOLUTION 1.1 -->', '<!-- END SOLUTION -->', '<!-- BEGIN TEACHER -->', '```ts'],
  ...['<!-- END TEACHER -->', '<!-- begin teacher -->', '<!-- BEGIN SOLUTION -->', '```', ''],
  ...['// BEGIN SOLUTION', '// END SOLUTION', '// BEGIN PROMPT', '// END PROMPT', '// x'],
  ...["check('1.1', a);", 'await check(', "  '1.2',", 'const a = (b = 1) => b; // SOLUTION'],
  ...['\ud800', '[x](%E0%A4%A)', '![x](//y)', '<img src="">', 'import x from "y";', '{', '`'],
);
const odd = fc
  .tuple(fc.boolean(), fc.array(line, { maxLength: 6 }))
  .map(([isCode, lines]) => [(isCode ? code : prose)(lines.join('\n'))]);

/** Notebooks with marks: right ones, and some whose marks make no sense. */
const inputs: fc.Arbitrary<Notebook> = fc
  .array(fc.oneof({ weight: 8, arbitrary: sound }, { weight: 1, arbitrary: odd }), {
    maxLength: 8,
  })
  .map((parts) => ({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells: parts.flat() }));

const textOf = (notebook: Notebook): string =>
  notebook.cells.map((cell) => joined(cell.source)).join('\n');

/** All copies of a notebook, the student's first. */
function copies(notebook: Notebook): Notebook[] {
  const chapter = chapterOf(FILE, notebook);
  const made = [studentCopy(chapter), teacherCopy(chapter), answersOf(chapter)];
  const all = [...made, nbgraderSource(chapter)].filter((copy) => copy !== undefined);
  const place = { from: '/a/b', to: '/a/c', siblings: new Set<string>() };
  return all.map((copy) => movedTo(copy, place).notebook);
}

function use(notebook: Notebook): Outcome {
  return usedOrRefused(
    () => copies(notebook),
    (made) => {
      assert.ok(!textOf(made[0]).includes(SECRET), 'a student sees a solution');
      for (const copy of made) {
        parseValue('copy', notebookSchema, copy);
        const ids = copy.cells.map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length, 'two cells of one id');
      }
      for (const { metadata, outputs = [], cell_type: kind } of made[0].cells) {
        assert.equal(outputs.length, 0);
        if (kind !== 'raw') assert.deepEqual(metadata, MINE);
      }
    },
  );
}

/** Notebooks as authors mark them, for the copies of a course. */
export const markedNotebooks: FuzzKind<Notebook> = { inputs, use };
