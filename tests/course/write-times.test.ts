// Where a measurement is written: the file of times, the notebooks, README.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { writeTimes } from '../../src/cli/notebooks/writeTimes';
import { readJsonFile } from '../../src/core/jsonFile';
import { TIMES_FILE, tableTimes, timeLineOf, timesSchema } from '../../src/course/times';
import { readNotebook } from '../../src/report/notebookFile';
import { folderWith } from '../report/report-support';
import { code, notebookOf, prose } from './course-support';

const root = process.env['LAB_ROOT'];
let folder: string;
let notebook: string;

before(() => {
  folder = folderWith();
  for (const name of ['notebooks', 'data']) fs.mkdirSync(path.join(folder, name));
  notebook = path.join(folder, 'notebooks', '01-one.ipynb');
  const cells = [
    prose('# One\n\n**Time** unknown.'),
    code('const a = 1;'),
    prose('**1.1** ★★★'),
    code("check('1.1', a);"),
  ];
  const written = JSON.stringify(notebookOf(cells, { lab: { code: 'c', mode: 'quick' } }));
  fs.writeFileSync(notebook, written);
  const head = '| notebook | asks | runs in |\n| --- | --- | --- |\n';
  const row = '| [01 One](notebooks/01-one.ipynb) | What? | a day |\n';
  fs.writeFileSync(path.join(folder, 'README.md'), `# Lab\n\n${head}${row}`);
  process.env['LAB_ROOT'] = folder;
});

after(() => {
  if (root === undefined) delete process.env['LAB_ROOT'];
  else process.env['LAB_ROOT'] = root;
  fs.rmSync(folder, { recursive: true });
});

test('one measurement is written everywhere, and twice the same', async () => {
  const measured = new Map([[notebook, { seconds: [0, 30, 0, 41.2], memory: 6.4e8 }]]);
  await writeTimes(measured);
  const { cores, notebooks } = readJsonFile(path.join(folder, TIMES_FILE), timesSchema);
  assert.ok(cores >= 1);
  const sections = [{ title: 'One', seconds: 71.2 }];
  assert.deepEqual(notebooks, { '01-one': { seconds: 71.2, memory: 6.4e8, sections } });
  const line = timeLineOf(readNotebook(notebook));
  assert.match(line ?? '', /^\*\*Time\*\* about 8 minutes .* about 70 seconds .* about 0\.7 GB of/);
  assert.deepEqual(readNotebook(notebook).metadata.lab, { code: 'c', mode: 'quick' });
  const readme = fs.readFileSync(path.join(folder, 'README.md'), 'utf8');
  assert.deepEqual(tableTimes(readme)['01-one'], { minutes: '8 minutes', run: '70 seconds' });

  const files = [notebook, path.join(folder, 'README.md')];
  const before = files.map((file) => fs.readFileSync(file, 'utf8'));
  await writeTimes(measured);
  assert.deepEqual(
    files.map((file) => fs.readFileSync(file, 'utf8')),
    before,
  );
});
