import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { readNotebook } from '../../src/report/notebookFile';
import { folderWith, run, start, type Ended } from './report-support';

let folder: string;
let first: string;
let saved: Ended;
const file = (name: string): string => path.join(folder, `${name}.ipynb`);
const text = (name: string): string => fs.readFileSync(file(name), 'utf8');

before(async () => {
  folder = folderWith('mini.ipynb', 'broken.ipynb', 'dot.png');
  const notebook = JSON.parse(text('mini')) as {
    metadata: object;
    cells: { metadata: object; outputs?: unknown[] }[];
  };
  for (const cell of notebook.cells) {
    // as JupyterLab and others leave it: times, versions, no outputs
    cell.metadata = {
      execution: { 'iopub.execute_input': '2020-01-01T00:00:00Z' },
      collapsed: false,
      tags: ['kept'],
    };
    if (cell.outputs) cell.outputs = [];
  }
  notebook.metadata = { language_info: { name: 'typescript', version: '9.9.9' }, widgets: {} };
  fs.writeFileSync(file('mini'), JSON.stringify(notebook));
  first = text('broken');
  saved = await run('notebooks', ['--from', folder]);
});

after(() => fs.rmSync(folder, { recursive: true, force: true }));

test(
  'a notebook that fails is named with cell, error and line, and is left as it was; the others ' +
    'are saved',
  () => {
    assert.equal(saved.code, 1);
    assert.match(
      saved.stderr,
      /broken, cell 3 [\s\S]*RangeError: expected 3 numbers, got 0[\s\S]*throw new RangeError/,
    );
    assert.equal(text('broken'), first);
    assert.match(saved.stderr, /mini {2}8\/8 cells {2}saved/);
  },
);

test('a saved notebook holds outputs, and no times, versions or machine paths', () => {
  const { cells } = readNotebook(file('mini'));
  assert.deepEqual(
    cells.map((cell) => cell.outputs?.length ?? 0),
    [0, 0, 1, 1, 1, 0, 1, 1],
  );
  assert.deepEqual(
    cells.filter((cell) => cell.cell_type === 'code').map((cell) => cell.execution_count),
    [1, 2, 3, 4, 5],
  );
  assert.deepEqual(
    cells.map((cell) => cell.metadata),
    cells.map(() => ({ tags: ['kept'], collapsed: false })),
    'what a person wrote is kept',
  );
  assert.doesNotMatch(text('mini'), /9\.9\.9|iopub|widgets/);
  assert.ok(text('mini').endsWith('}\n'));
  assert.deepEqual(fs.readdirSync(folder).sort(), ['broken.ipynb', 'dot.png', 'mini.ipynb']);
});

test(
  '--check: names a key number that moved and an output that is gone, writes nothing; a new ' +
    'run restores the same bytes',
  async () => {
    const bytes = text('mini');
    const notebook = JSON.parse(bytes.replace('"value": 0.333333', '"value": 0.35')) as {
      cells: { outputs: unknown[] }[];
    };
    notebook.cells[4].outputs = [];
    const tampered = JSON.stringify(notebook);
    fs.writeFileSync(file('mini'), tampered);
    const ended = await run('notebooks', ['mini', '--check', '--from', folder]);
    assert.equal(ended.code, 1, ended.stderr);
    assert.match(
      ended.stderr,
      /mini: 'one third' is 0.35 in the file, 0.333333 in this run \(allowed: ± 0.000001\)/,
    );
    assert.match(ended.stderr, /mini: cell 5 shows nothing in the file, stdout in this run/);
    assert.equal(ended.stderr.match(/mini: /g)?.length, 2, ended.stderr);
    assert.equal(text('mini'), tampered);
    assert.equal((await run('notebooks', ['mini', '--from', folder])).code, 0);
    assert.equal(text('mini'), bytes);
  },
);

test('Ctrl+C ends the kernel too, leaves the file as it was, and exits 130', async () => {
  const endless = readNotebook(file('broken'));
  const marker = path.join(folder, 'kernel.pid');
  const source =
    `require('fs').writeFileSync(${JSON.stringify(marker)}, String(process.pid));\nawait new ` +
    'Promise(() => setInterval(() => 0, 1000));';
  fs.writeFileSync(
    file('endless'),
    JSON.stringify({ ...endless, cells: [{ ...endless.cells[1], source }] }),
  );
  const before = text('endless');
  const { child, ended } = start('notebooks', ['endless', '--from', folder]);
  while (!fs.existsSync(marker) && child.exitCode === null) await wait(100);
  await wait(300);
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  assert.equal(code, 130, stderr);
  assert.match(stderr, /stopped/);
  assert.equal(text('endless'), before);
  const kernel = Number(fs.readFileSync(marker, 'utf8'));
  for (let i = 0; i < 50; i++) {
    try {
      process.kill(kernel, 0);
    } catch {
      return;
    }
    await wait(100);
  }
  assert.fail('the kernel still runs 5 s after the command ended');
});
