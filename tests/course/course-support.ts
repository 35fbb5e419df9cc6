// Notebooks made for tests of the course.
import type { Cell, Notebook } from '../../src/report/notebookFile';

const KERNEL = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };

/** A Markdown cell. */
export function prose(source: string, fields: object = {}): Cell {
  return { cell_type: 'markdown', metadata: {}, source, ...fields };
}

/** A code cell that ran. */
export function code(source: string, fields: object = {}): Cell {
  const output = { output_type: 'stream', name: 'stdout', text: 'ran\n' } as const;
  return {
    cell_type: 'code',
    metadata: {},
    source,
    execution_count: 1,
    outputs: [output],
    ...fields,
  };
}

/** A notebook with ids for its cells. */
export function notebookOf(cells: readonly Cell[], metadata: object = {}): Notebook {
  const named = cells.map((cell, at) => ({ id: `cell-${at}`, ...cell }));
  const form = { nbformat: 4, nbformat_minor: 5 };
  return { ...form, metadata: { kernelspec: KERNEL, ...metadata }, cells: named } as Notebook;
}

/** A Markdown cell with a solution. */
export function solution(id: string, lines: string, why = 'Because it is.'): Cell {
  return prose(
    [
      `<!-- BEGIN SOLUTION ${id} -->`,
      `<details><summary>Solution of ${id}</summary>`,
      '',
      why,
      '',
      '```ts',
      lines,
      '```',
      '',
      '</details>',
      '<!-- END SOLUTION -->',
    ].join('\n'),
  );
}

/** Notes for teachers. */
export const notes = prose(
  [
    '<!-- BEGIN TEACHER -->',
    '<details><summary>For teachers</summary>',
    '',
    'Ten minutes.',
    '',
    '</details>',
    '<!-- END TEACHER -->',
  ].join('\n'),
);

/**
 * A small chapter with two exercises, which checks by an exercise table of its own, so that it runs
 * wherever the laboratory's kernel finds `./src`.
 */
export function smallChapter(): Notebook {
  return notebookOf([
    prose('# Small chapter\n\nTwo exercises.'),
    code("import { checker, exercise } from './src/notebook';\nimport { z } from 'zod';"),
    code(`const even = exercise({
  level: 1,
  hints: ['Divide by two.', 'Four is even.'],
  answer: z.int(),
  problem: (n: number) => (n % 2 === 0 ? undefined : \`\${n} is odd\`),
});
const double = exercise({
  level: 3,
  hints: ['A function.', 'Two times the number.'],
  answer: z.custom<(n: number) => number>((f) => typeof f === 'function', 'a function'),
  problem: (f: (n: number) => number) => (f(21) === 42 ? undefined : 'f(21) is not 42'),
});`),
    code("const check = checker({ '9.1': even, '9.2': double });"),
    code('const unused = 1;\nconst factor = 2;'),
    prose('**9.1** ★ (1 point) An even number.'),
    code("const mine = 1;\n\ncheck('9.1', mine);"),
    solution('9.1', 'const mine = 4;'),
    prose('**9.2** ★★★ (3 points) A function that doubles.'),
    code("const twice = (n: number) => n;\n\ncheck('9.2', twice);"),
    solution('9.2', 'const twice = (n: number) => factor * n;'),
    notes,
    code('console.log(unused);'),
  ]);
}
