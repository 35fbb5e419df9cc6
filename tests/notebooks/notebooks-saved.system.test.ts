import { before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { projectPath } from '../../src/core/paths';

const root = projectPath('');
const python = path.join(
  root,
  '.venv',
  process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python',
);

interface Output {
  readonly output_type: string;
  readonly data?: Record<string, unknown>;
  readonly name?: string;
  readonly text?: string;
}

/** The outputs that a notebook of these cells is saved with, after a run on a fresh kernel. */
function saved(cells: readonly string[]): Output[][] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'display-'));
  const file = path.join(folder, 'outputs.json');
  try {
    const run = spawnSync(
      python,
      [projectPath('tests/python/display_run.py'), path.join(root, 'notebooks'), file],
      { input: JSON.stringify(cells), encoding: 'utf8', timeout: 240_000 },
    );
    assert.equal(run.status, 0, run.stderr);
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Output[][];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const PLOTLY = 'application/vnd.plotly.v1+json';
const SVG = 'image/svg+xml';
const TEXT = 'text/plain';
const HTML = 'text/html';
const live = (wait: number): string => `{
  const axes = { xLabel: 'update', yLabel: 'loss (MSE)', logY: true };
  const chart = liveChart({ title: 'Training', series: ['replay', 'naive'], ...axes });
  for (let i = 1; i <= 3000; i++) {
    chart.add(i, { replay: 1 / i, naive: 2 + Math.sin(i) });
    if (i % 500 === 0) await new Promise((r) => setTimeout(r, ${wait}));
  }
  chart.mark(1500, 'task 2');
  chart.done('Loss falls to ' + say(1 / 3000));
}`;
const bar = (wait: number): string => `{
  const b = progress(300, 'training');
  for (let i = 0; i < 300; i++) {
    b.step(1, 'loss ' + say(1 / (i + 1)));
    if (i % 100 === 0) await new Promise((r) => setTimeout(r, ${wait}));
  }
  b.done();
}`;

const cells = [
  `import { show, note, liveChart, progress, checker, exercise } from './src/notebook';
import { learningCurve, say } from './src/plots';
import pl from 'nodejs-polars';
import { z } from 'zod';`,
  `show(learningCurve([{ name: 'replay', y: [3, 2, 1] }], { title: 'It falls', xLabel: ` +
    `'update', yLabel: 'loss (MSE)' }))`,
  live(450),
  live(0),
  bar(450),
  bar(0),
  `show(pl.DataFrame({ task: ['sin', '<b>'], error: [0.00241234, 0.1], rows: [400, 401] }))`,
  `const sum = exercise({
  level: 1,
  hints: ['Count.', 'Count on your fingers.'],
  answer: z.int(),
  problem: (n) => (n === 2 ? undefined : 'count again'),
});
note('Error **' + say(0.0024) + '**');
checker({ '1.1': sum })('1.1', 1 + 1);`,
  `interface Row { readonly a: number }\nconst rows: Row[] = Array.from({ length: 30 }, (_, a) ` +
    `=> ({ a }));\nshow(rows)`,
];
let outputs: Output[][];

before(() => {
  outputs = saved(cells);
});

test('a figure is saved as exactly one display in three forms', () => {
  const [only, ...rest] = outputs[1];
  assert.deepEqual(
    [rest.length, only.output_type, Object.keys(only.data!).sort()],
    [0, 'display_data', [PLOTLY, SVG, TEXT].sort()],
  );
  assert.match(String(only.data![TEXT]), /^It falls\. .*replay falls from 3 to 1/);
  assert.equal(
    (only.data![PLOTLY] as { layout: { title: { text: string } } }).layout.title.text,
    'It falls',
  );
});

test('a live chart ends as one interactive figure, the same however fast the loop ran', () => {
  const [slow, fast] = [outputs[2], outputs[3]];
  assert.deepEqual(
    [slow.length, Object.keys(slow[0].data!).sort()],
    [1, [PLOTLY, SVG, TEXT].sort()],
  );
  assert.match(
    String(slow[0].data![TEXT]),
    /Loss falls to 0\.000333.*replay falls from 1 to 0\.000333.*task 2 at 1,500/,
  );
  assert.deepEqual(fast, slow);
  assert.ok(
    JSON.stringify(slow).length < 100_000,
    `3,000 steps take ${JSON.stringify(slow).length} bytes`,
  );
});

test('a progress bar is saved without times', () => {
  assert.equal(outputs[4].length, 1);
  assert.equal(outputs[4][0].data![TEXT], 'training: 300/300 done · loss 0.00333');
  assert.deepEqual(outputs[5], outputs[4]);
});

test('a data frame is an HTML table with short numbers, and its text is not HTML', () => {
  const data = outputs[6][0].data!;
  assert.match(String(data[HTML]), /<th scope="col"[^>]*>error<\/th>/);
  assert.match(String(data[HTML]), /&lt;b&gt;/);
  assert.match(String(data[HTML]), />0\.002412</);
  assert.match(String(data[TEXT]), /task +error +rows/);
});

test(
  'notes are Markdown; a passed check says so; a list of records is a table that counts what ' +
    'it leaves out',
  () => {
    assert.equal(outputs[7][0].data!['text/markdown'], 'Error **0.0024**');
    assert.match(String(outputs[7][1].data![TEXT]), /1\.1: solved \(1 point\)/);
    assert.match(String(outputs[8][0].data![TEXT]), /10 of 30 rows are not shown/);
  },
);
