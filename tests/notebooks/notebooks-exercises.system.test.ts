// Every exercise that checks itself: as it stands it is open, with the solution printed below it it
// is solved.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { joined, readNotebook, type Notebook } from '../../src/report/notebookFile';
import { folderWith, ROOT, run } from '../report/report-support';

/** `printed` is how the notebook's folded solutions give it, where that is not the whole line. */
interface Exercise {
  readonly name: string;
  readonly stub: string;
  readonly solution: string;
  readonly printed?: string;
}
interface Chapter {
  readonly notebook: string;
  readonly exercises: readonly Exercise[];
  /** Stands for the cells above the exercises where those take minutes. */
  readonly instead?: string;
}

const chapters: readonly Chapter[] = [
  {
    notebook: '03-controller',
    instead: `import { memoryConfig } from './src/config';
import { interfaceSize } from './src/controller';
import { createRandom } from './src/core/random';
const sizes = { memorySize: 16, memoryDim: 16, numReadHeads: 1 };
const sigma = (v: number) => 1 / (1 + Math.exp(-v));
const countByHand = (W: number, R: number, H: number) =>
  R * W + R + H * W + H + H * W + H * W + R + H + H + R * (2 * H + 1);`,
    exercises: [
      {
        name: '3.1',
        stub: 'const mine = countByHand(64, 4, 1);',
        solution: 'const mine = countByHand(sizes.memoryDim, sizes.numReadHeads, 1);',
        printed: '`countByHand(sizes.memoryDim, sizes.numReadHeads, 1)`',
      },
      { name: '3.2', stub: 'const enough = 3;', solution: 'const enough = 9;' },
      {
        name: '3.3',
        stub: 'const answered = (list: number[][]) => list;',
        solution: 'const answered = (list: number[][]) => [...list].reverse();',
      },
    ],
  },
];

const said = (notebook: Notebook): string =>
  JSON.stringify(notebook.cells.map((cell) => cell.outputs ?? []));

const committed = (name: string): Notebook =>
  readNotebook(path.join(ROOT, 'notebooks', `${name}.ipynb`));

for (const { notebook: name, exercises } of chapters)
  test(`${name}: exercises are open as they stand, and their solutions are printed`, () => {
    const { cells } = committed(name);
    const prose = cells
      .filter((cell) => cell.cell_type === 'markdown')
      .map((cell) => joined(cell.source))
      .join('\n');
    for (const { name: exercise, stub, solution, printed = solution } of exercises) {
      assert.ok(prose.includes(printed), `the solution of ${exercise} is not printed`);
      assert.match(said(committed(name)), new RegExp(`○ ${exercise.replace('.', '\\.')}: not yet`));
      assert.ok(
        cells.some((cell) => joined(cell.source).includes(stub)),
        `${exercise} has another stub`,
      );
    }
  });

// Two at once: a notebook keeps one core busy, mostly.
test('with the printed solutions every exercise is solved', { concurrency: 2 }, async (t) => {
  await Promise.all(
    chapters.map((chapter) =>
      t.test(chapter.notebook, { timeout: 5 * 60_000 }, () => solve(chapter)),
    ),
  );
});

async function solve({ notebook: name, exercises, instead }: Chapter): Promise<void> {
  const folder = folderWith();
  const notebook = committed(name);
  try {
    const codeCells = notebook.cells.filter((cell) => cell.cell_type === 'code');
    const wanted =
      instead === undefined
        ? codeCells
        : codeCells.filter((cell) => /\bcheck\(/.test(joined(cell.source)));
    const solved = wanted.map((cell) => ({
      ...cell,
      source: exercises.reduce(
        (text, { stub, solution }) => text.replace(stub, () => solution),
        joined(cell.source),
      ),
    }));
    const start = instead === undefined ? [] : [{ ...codeCells[0], id: 'start', source: instead }];
    fs.writeFileSync(
      path.join(folder, `${name}.ipynb`),
      JSON.stringify({ ...notebook, cells: [...start, ...solved] }),
    );
    const { code, stderr } = await run('notebooks', ['--from', folder], { LAB_ROOT: ROOT });
    assert.equal(code, 0, stderr);
    const outputs = said(readNotebook(path.join(folder, `${name}.ipynb`)));
    for (const { name: exercise } of exercises)
      assert.ok(
        outputs.includes(`✓ ${exercise}: solved`),
        `${exercise} is not solved by its printed solution`,
      );
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
