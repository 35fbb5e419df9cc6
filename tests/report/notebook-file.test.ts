import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { bodyOf, textsOf, type BodyOptions } from '../../src/report/body';
import { readNotebook } from '../../src/report/notebookFile';
import { PLOTLY_MIME } from '../../src/report/notebookSchema';
import { folderWith } from './report-support';

let folder: string;
let file: string;

before(() => {
  folder = folderWith();
  file = path.join(folder, 'mine.ipynb');
});
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const notebook = (...cells: unknown[]): object => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells,
});
const markdown = (source: unknown, more: object = {}): object => ({
  cell_type: 'markdown',
  metadata: {},
  source,
  ...more,
});
const code = (...outputs: unknown[]): object => ({
  cell_type: 'code',
  metadata: {},
  source: '1',
  execution_count: 1,
  outputs,
});
const shown = (data: unknown): object => ({ output_type: 'display_data', metadata: {}, data });

/** Expects that reading a notebook fails, with this said after the name of the file. */
function refused(content: unknown, problem: string): void {
  fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  assert.throws(() => readNotebook(file), { name: 'FileError', message: `${file}: ${problem}` });
}

test('a notebook of another form: the error names file, place, and what was expected', () => {
  const text = 'a text or a list of texts';
  refused('', 'not JSON (Unexpected end of JSON input)');
  refused('null', 'got null, expected a notebook');
  refused({}, 'nbformat: got undefined, expected 4');
  refused({ ...notebook(), nbformat: 3 }, 'nbformat: got 3, expected 4');
  refused({ ...notebook(), cells: null }, 'cells: got null, expected a list of cells');
  refused({ ...notebook(), metadata: null }, 'metadata: got null, expected an object');
  refused(notebook(null), 'cells[0]: got null, expected a cell');
  const kinds = "one of 'markdown', 'raw', 'code'";
  refused(
    notebook({ cell_type: '__proto__' }),
    `cells[0].cell_type: got "__proto__", expected ${kinds}`,
  );
  refused(notebook(markdown(5)), `cells[0].source: got 5, expected ${text}`);
  refused(notebook(markdown(['a', 5])), 'cells[0].source[1]: got 5, expected a text');
  refused(
    notebook(markdown('', { metadata: null })),
    'cells[0].metadata: got null, expected an object',
  );
  refused(notebook({ ...code(), outputs: {} }), 'cells[0].outputs: got {}, expected a list');
  const outputs = "one of 'stream', 'display_data', 'execute_result', 'error'";
  refused(
    notebook(markdown(''), code({ output_type: 'nonsense' })),
    `cells[1].outputs[0].output_type: got "nonsense", expected ${outputs}`,
  );
  refused(
    notebook(code(shown([]))),
    'cells[0].outputs[0].data: got [], expected an object of MIME types',
  );
  fs.rmSync(file);
  fs.mkdirSync(file);
  assert.throws(() => readNotebook(file), { message: `${file}: illegal operation on a directory` });
  fs.rmdirSync(file);
  fs.writeFileSync(file, Buffer.from([0x22, 0xff, 0x22]));
  assert.throws(() => readNotebook(file), { message: `${file}: no UTF-8 text` });
});

test('pictures and figures that are none are refused when the notebook is read', () => {
  const place = 'cells[0].outputs[0].data';
  const output = (data: object, problem: string): void =>
    refused(notebook(code(shown(data))), `${place}${problem}`);
  const png = 'a PNG picture as base64';
  output({ 'image/png': 'no base64!' }, `["image/png"]: got "no base64!", expected ${png}`);
  output({ 'image/png': 'QUJD' }, `["image/png"]: got "QUJD", expected ${png}`);
  output({ 'image/jpeg': '' }, '["image/jpeg"]: got "", expected a JPEG picture as base64');
  const figure = `["${PLOTLY_MIME}"]`;
  output({ [PLOTLY_MIME]: null }, `${figure}: got null, expected a Plotly figure`);
  output({ [PLOTLY_MIME]: { data: [1] } }, `${figure}.data[0]: got 1, expected a trace`);
  output({ [PLOTLY_MIME]: { frames: 5 } }, `${figure}.frames: got 5, expected a list or null`);
});

test('fields that nbformat does not know, and a cell that never ran, are taken', () => {
  const content = notebook(
    markdown(['a\n', 'b'], { id: 'x', extra: { deep: [null] } }),
    { cell_type: 'code', metadata: { collapsed: true }, source: '' },
    code(shown({ 'application/x+json': { any: 1 }, 'text/plain': ['1'] })),
  );
  fs.writeFileSync(file, `\ufeff${JSON.stringify({ ...content, more: 1 })}`);
  const { cells } = readNotebook(file);
  assert.deepEqual(cells[1].outputs, []);
  assert.deepEqual({ ...cells[0] }, markdown(['a\n', 'b'], { id: 'x', extra: { deep: [null] } }));
});

test('an address that means nothing is named, with its cell', () => {
  const place = { folder, out: folder, reports: new Set<string>() };
  const options: BodyOptions = { place, hideCode: false, paper: false, safe: false };
  const rendered = (html: string): unknown => {
    fs.writeFileSync(file, JSON.stringify(notebook(markdown(''), markdown(''))));
    const texts = ['', html];
    return bodyOf(readNotebook(file), { texts, styles: { light: '', dark: '' } }, options);
  };
  const problem = 'has a % that stands for no character';
  assert.throws(() => rendered('<a href="%E0%A4%A">x</a>'), {
    message: `cell 2: the link %E0%A4%A ${problem}`,
  });
  assert.throws(() => rendered('<img src="%E0%A4%A.png">'), {
    message: `cell 2: the picture %E0%A4%A.png ${problem}`,
  });
  assert.throws(() => rendered('<img src="a%00.png">'), {
    message: 'cell 2: the picture a%00.png holds a zero byte',
  });
});

test('a live figure without a picture has a stand-in with its title', () => {
  const figure = { data: [], layout: { title: 'Loss <b>falls</b>', height: '1px"><script>' } };
  fs.writeFileSync(file, JSON.stringify(notebook(code(shown({ [PLOTLY_MIME]: figure })))));
  const read = readNotebook(file);
  const place = { folder, out: folder, reports: new Set<string>() };
  const options: BodyOptions = { place, hideCode: true, paper: true, safe: false };
  assert.deepEqual(textsOf(read, options), []);
  const { html, figures } = bodyOf(read, { texts: [], styles: { light: '', dark: '' } }, options);
  assert.equal(figures[0].hasStill, false);
  assert.match(
    html,
    /class="figure alone".*style="height:420px".*stand-in">Loss {2}falls \(a live/,
  );
  assert.doesNotMatch(html, /<script/);
});
