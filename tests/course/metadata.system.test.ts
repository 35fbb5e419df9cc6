// What a person wrote into a notebook's metadata stays there, whatever runs or formats it.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { executeNotebook } from '../../src/report/execute';
import { readNotebook } from '../../src/report/notebookFile';
import { folderWith, ROOT } from '../report/report-support';
import { code, notebookOf, prose } from './course-support';

/** import(): written out, TypeScript makes it a require(), which loads no .mjs file on Node 20. */
// eslint-disable-next-line @typescript-eslint/no-implied-eval -- the only import() that stays one
const importFile = new Function('file', 'return import(file)') as (file: string) => unknown;

interface Formatter {
  formatNotebook(file: string, options: { readonly write: boolean }): Promise<string[]>;
}

const own = {
  nbgrader: { grade: true, grade_id: 'one', points: 2, schema_version: 3, solution: false },
  otter: { tests: ['q1'] },
  tags: ['hide-input', 'mine'],
  collapsed: true,
  jupyter: { source_hidden: true, outputs_hidden: true },
  alt: 'A curve that falls.',
  slideshow: { slide_type: 'slide' },
  editable: false,
  anything: { of: ['mine'] },
};
const ofNotebook = {
  title: 'Mine',
  authors: [{ name: 'Ada' }],
  otter: { assignment_name: 'hw01' },
  celltoolbar: 'Create Assignment',
};
const written = { execution: { 'iopub.status.busy': '2026-01-01T00:00:00Z' } };

function mine(): object {
  const picture = { 'dot.png': { 'image/png': 'iVBORw0KGgo=' } };
  const cells = [
    prose('# Mine ![dot](attachment:dot.png)', { metadata: own, attachments: picture }),
    code('const  a = [1,2]; a', { metadata: { ...own, ...written } }),
  ];
  return notebookOf(cells, { ...ofNotebook, widgets: { state: {} } });
}

test('a formatted and a run notebook keep it; a run is measured', async (t) => {
  const folder = folderWith();
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'mine.ipynb');
  fs.writeFileSync(file, JSON.stringify(mine()));

  const { formatNotebook } = (await importFile(
    path.join(ROOT, 'src', 'cli', 'testing', 'cells.mjs'),
  )) as Formatter;
  assert.equal((await formatNotebook(file, { write: true })).length, 1);
  const formatted = readNotebook(file);
  assert.deepEqual(formatted.cells[1].source, ['const a = [1, 2];\n', 'a;']);
  assert.deepEqual(formatted.cells[0].metadata, own);
  assert.deepEqual(formatted.cells[1].metadata, { ...own, ...written });

  const { text, measured } = await executeNotebook(file, 'quick', () => undefined, {
    measure: true,
  });
  fs.writeFileSync(file, text);
  const ran = readNotebook(file);
  for (const cell of ran.cells) assert.deepEqual(cell.metadata, own);
  assert.ok(ran.cells[0].attachments?.['dot.png']);
  assert.equal(ran.cells[1].outputs?.length, 1);
  const { title, authors, otter, celltoolbar, widgets } = ran.metadata as Record<string, unknown>;
  assert.deepEqual({ title, authors, otter, celltoolbar }, ofNotebook);
  assert.equal(widgets, undefined);

  assert.ok(measured);
  assert.equal(measured.seconds.length, 2);
  assert.ok(measured.seconds.every((seconds) => seconds >= 0 && seconds < 300));
  assert.ok(measured.memory > 3e7 && measured.memory < 3e9, `${measured.memory} bytes`);
});
