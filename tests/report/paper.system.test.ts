// What is printed, page by page.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { folderWith, pdfFacts, run, type PdfFacts } from './report-support';

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400">' +
  '<rect width="640" height="400" fill="#888888"/></svg>';

const code = (lines: number, data: object): object => ({
  cell_type: 'code',
  execution_count: 1,
  metadata: {},
  source: Array.from({ length: lines }, (_, line) => `line(${line});`).join('\n'),
  outputs: [{ output_type: 'display_data', metadata: {}, data }],
});

/** A table whose last two columns are narrow beside its text. */
function tableHtml(word: string): string {
  const text = 'a long text that needs a line of its own and more '.repeat(2);
  const cells = [text, text, '0.862', word].map((cell) => `<td>${cell}</td>`).join('');
  const head = ['step', 'times', 'ratio', 'reached'].map((cell) => `<th>${cell}</th>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody><tr>${cells}</tr></tbody></table>`;
}

const LONG_WORD = 'w'.repeat(200);

let folder: string;

before(async () => {
  folder = folderWith();
  const write = (name: string, cells: readonly object[]): void => {
    const title = { cell_type: 'markdown', metadata: {}, source: `# ${name}` };
    const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [title, ...cells] };
    fs.writeFileSync(path.join(folder, `${name}.ipynb`), JSON.stringify(notebook));
  };
  for (const lines of [20, 26, 36])
    write(`figure${lines}`, [code(lines, { 'image/svg+xml': SVG })]);
  const tables = ['x', LONG_WORD].map((word) => code(1, { 'text/html': tableHtml(word) }));
  write('tables', tables);
  const long = Array.from({ length: 40 }, (_, index) => `a_{${index}}`).join(' + ');
  const wide = { cell_type: 'markdown', metadata: {}, source: `Text.\n\n$$${long}$$` };
  write('wide', [wide]);
  write('narrow', [{ ...wide, source: 'Text.\n\n$$a$$' }]);
  const made = await run('report', ['--no-execute', '--from', folder, '--out', folder]);
  assert.equal(made.code, 0, made.stderr);
});

after(() => fs.rmSync(folder, { recursive: true, force: true }));

const facts = (name: string): PdfFacts => pdfFacts(path.join(folder, `${name}.pdf`));

test('a figure that nearly fits below its code is made smaller, up to a fifth', () => {
  assert.deepEqual(
    [20, 26, 36].map((lines) => facts(`figure${lines}`).pages),
    [1, 1, 2],
  );
});

test('a formula wider than the page gets smaller, and nothing else does', () => {
  const heightOf = (name: string): string => {
    const boxes = execFileSync('pdftotext', ['-bbox', path.join(folder, `${name}.pdf`), '-']);
    const [, top, bottom] = /yMin="([\d.]+)"[^>]*yMax="([\d.]+)">Text\./.exec(String(boxes)) ?? [];
    return (Number(bottom) - Number(top)).toFixed(1);
  };
  assert.ok(Number(heightOf('narrow')) > 5);
  assert.equal(heightOf('wide'), heightOf('narrow'));
});

test('words in tables stay whole, unless the table would be wider than the page', () => {
  const { text, outside } = facts('tables');
  assert.match(text, /step times ratio reached/);
  assert.match(text, /\b0\.862\b/);
  assert.ok(!text.includes(LONG_WORD));
  assert.deepEqual(outside, []);
});
