import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from '../properties';
import { titleAndSummary } from '../../src/report/body';
import { STEPS } from '../../src/notebook/interact/steps';
import { disagreements } from '../../src/report/compare';
import { embedPictures, fixLinks, type Place } from '../../src/report/embed';
import { writeFileAtomic } from '../../src/core/files';
import { agree, keyNumbers, NUMBERS_MIME, spokenTolerance } from '../../src/report/keyNumbers';
import {
  chooseNotebooks,
  readNotebook,
  type Cell,
  type Notebook,
  type Output,
} from '../../src/report/notebookFile';
import { PLOTLY_MIME } from '../../src/report/notebookSchema';
import { outputHtml, type PageFigure, type Render } from '../../src/report/outputs';
import { spokenSeconds } from '../../src/report/progressLine';
import { folderWith } from './report-support';
import { projectPath } from '../../src/core/paths';
import { pattern } from '../pattern';

const place: Place = {
  folder: projectPath('tests/fixtures'),
  out: projectPath('tests/reports'),
  reports: new Set(['06-agent']),
};
/** Texts as they are, and every picture is an SVG. */
const render: Render = (kind, text) => (kind === 'svg' ? '' : text);
const plain: Cell = { cell_type: 'markdown', source: '', metadata: {} };
const numbers = (value: object): Output => ({
  output_type: 'display_data',
  data: { [NUMBERS_MIME]: value, 'text/plain': '' },
});
const code = (...outputs: Output[]): Cell => ({
  cell_type: 'code',
  source: 'x',
  metadata: {},
  outputs,
});
const notebook = (...cells: Cell[]): Notebook => ({
  nbformat: 4,
  metadata: { lab: { code: 'h', mode: 'quick' } },
  cells,
});

test('agree: within the tolerance and nowhere else', () => {
  assert.ok(agree(0.002, 0.003, { rel: 0.5 }));
  assert.ok(!agree(0.002, 0.0031, { rel: 0.5 }));
  assert.ok(agree(0, 1e-7, { abs: 1e-6, rel: 0.1 }));
  const real = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
  fc.assert(
    fc.property(real, real, fc.double({ noNaN: true, min: 0, max: 1e6 }), (a, b, abs) => {
      assert.equal(agree(a, b, { abs }), Math.abs(a - b) <= abs);
      assert.ok(agree(a, a, {}));
    }),
  );
});

test('keyNumbers: a value or tolerance that is no finite number names its entry', () => {
  assert.throws(
    () => keyNumbers({ 'error of task 1': [NaN, { rel: 0.1 }] }),
    /'error of task 1' must be a finite number, got NaN/,
  );
  assert.throws(
    () => keyNumbers({ rows: [1, { abs: -1 }] }),
    /'rows' has tolerance abs = -1; expected a finite number, 0 or more/,
  );
  assert.deepEqual([{ rel: 0.5 }, { abs: 0 }, { abs: 0.1, rel: 0.255 }].map(spokenTolerance), [
    '± 50 %',
    'exact',
    '± 0.1 or ± 25.5 %',
  ]);
});

test(
  'disagreements: stale code, another mode, a lost number, a leftover error; a planned error ' +
    'is none',
  () => {
    const number = { value: 1, tolerance: { abs: 0.1 } };
    const error: Output = { output_type: 'error', ename: 'E', evalue: 'bad', traceback: [] };
    const fresh = notebook(code(numbers({ a: number })));
    assert.deepEqual(
      disagreements(notebook(code(numbers({ a: { ...number, value: 1.05 } }))), fresh),
      [],
    );
    assert.match(
      disagreements(
        { ...fresh, metadata: { lab: { code: 'other', mode: 'quick' } } },
        fresh,
      ).join(),
      /code was edited/,
    );
    assert.match(
      disagreements({ ...fresh, metadata: { lab: { code: 'h', mode: 'full' } } }, fresh).join(),
      /full run.*quick run/,
    );
    assert.match(
      disagreements(notebook(code(numbers({ b: number }))), fresh).join(),
      /'b' is stated only in the file.*'a' is stated only in this run/,
    );
    assert.match(
      disagreements(notebook(code(error)), notebook(code(error))).join(),
      /cell 1 holds an error: E: bad/,
    );
    const planned = { ...code(error), metadata: { tags: ['raises-exception'] } };
    assert.deepEqual(disagreements(notebook(planned), notebook(planned)), []);
    assert.throws(
      () => disagreements(notebook(code(numbers({ a: number }), numbers({ a: number }))), fresh),
      /'a' is stated twice/,
    );
  },
);

const LINKS =
  'links lead to reports where there are any, else to the file; on paper local links are text';

test(LINKS, () => {
  const html =
    '<a href="06-agent.ipynb#Task">a</a> <a href="99-none.ipynb">b</a> <a ' +
    'href="../report.test.ts">c</a> <a href="https://example.org/">d</a> <a href="#here">e</a>';
  assert.deepEqual(
    [...fixLinks(html, place, false).matchAll(/href="([^"]*)"/g)].map((found) => found[1]),
    [
      '06-agent.html#Task',
      '../fixtures/99-none.ipynb',
      '../report.test.ts',
      'https://example.org/',
      '#here',
    ],
  );
  assert.deepEqual(
    [...fixLinks(html, place, true).matchAll(/href="([^"]*)"/g)].map((found) => found[1]),
    ['https://example.org/', '#here'],
  );
});

test(
  'pictures: attached and lying beside are put in; missing, or from outside the project: an ' +
    'error names them',
  () => {
    assert.match(
      embedPictures('<img alt="" src="dot.png">', plain, place),
      /^<img alt="" src="data:image\/png;base64,[A-Za-z0-9+/=]+">$/,
    );
    assert.match(
      embedPictures(
        '<img src="attachment:a%20b.png">',
        { ...plain, attachments: { 'a b.png': { 'image/png': 'QQ==' } } },
        place,
      ),
      /base64,QQ==/,
    );
    for (const bad of ['gone.png', 'attachment:gone.png', '../../../../../etc/hostname.png']) {
      assert.throws(
        () => embedPictures(`<img src="${bad}">`, plain, place),
        new RegExp(bad.replace(/[.]/g, '\\.')),
      );
    }
  },
);

test('pictures: an address is found however its picture is written, and nothing else is', () => {
  const found = /^<img[^>]*\bsrc\s*=\s*"data:image\/png;base64,[A-Za-z0-9+/=]+"[^>]*>$/i;
  for (const written of [
    '<img src=dot.png>',
    "<img alt='' src='dot.png'>",
    '<IMG\nalt="" \n SRC = "dot.png" width=3>',
    '<img alt="a src=" src="dot.png">',
    '<img alt=\'" src="gone.png"\' hidden src="dot.png">',
  ])
    assert.match(embedPictures(written, plain, place), found, written);
  const long = `${'y'.repeat(5000)}.png`;
  assert.throws(() => embedPictures(`<img src="${long}">`, plain, place), {
    message: /^the picture "y.{1,100} is not there, or none of this project$/,
  });
  const data = `<img src='data:image/svg+xml,<svg width="1"/>'>`;
  assert.equal(
    embedPictures(data, plain, place),
    '<img src="data:image/svg+xml,<svg width=&quot;1&quot;/>">',
  );
});

test('pictures: of a safe page what is missing is said in it; onerror is left to Jupyter', () => {
  const missing = '<img src=x onerror="1">';
  assert.equal(embedPictures(missing, plain, place), missing);
  for (const address of ['x', '%E0%A4%A']) {
    const made = embedPictures(`<img src="${address}">`, plain, place, { safe: true });
    assert.match(made, /^<em>\(the picture .*\)<\/em> <img src="data:,">$/);
  }
  assert.throws(() => embedPictures('<img src="x">', plain, place), /^Error: the picture/);
});

test('pictures: of one that a server has the address stands in the page, and it is said', () => {
  for (const written of [
    '<img src=https://example.org/x.png>',
    '<img alt="a > b" width=3 src="//example.org/x.png" onerror="1" />',
    "<IMG SRC='HTTPS://example.org/x.png?a=1&amp;b=2' alt='x'>",
  ])
    for (const safe of [false, true]) {
      const warnings: string[] = [];
      const warn = (warning: string): number => warnings.push(warning);
      const made = embedPictures(`a ${written} b`, plain, place, { safe, warn });
      assert.match(made, /^a <span class="missing-picture">.*<code>.*example\.org.*<\/span> b$/);
      assert.doesNotMatch(made, /<img|src=/i);
      assert.match(warnings.join('\n'), /^the picture .*example\.org\S* comes from a server/);
    }
});

test('outputs: text is escaped, a figure keeps its picture and its words', () => {
  const data = { 'text/plain': 'a < "b"' };
  assert.equal(
    outputHtml({ output_type: 'display_data', data }, { render, figures: [] }),
    '<pre class="stream">a &lt; &quot;b&quot;</pre>',
  );
  const figures: PageFigure[] = [];
  const html = outputHtml(
    {
      output_type: 'display_data',
      data: { ...data, [PLOTLY_MIME]: { data: [] }, 'image/svg+xml': ['<svg/>'] },
    },
    { render, figures },
  );
  assert.deepEqual(figures, [{ id: 'figure-1', spec: { data: [] }, hasStill: true }]);
  assert.match(
    html,
    pattern(
      /id="figure-1".*aria-label="a &lt; &quot;b&quot;".*<img class="still" alt="a &lt; /,
      /&quot;b&quot;" src="data:image\/svg\+xml;base64,PHN2Zy8\+">/,
    ),
  );
});

test('outputs: stored steps become sliders with labels; the start stays for paper', () => {
  const steps = {
    controls: [{ label: 'strength <β>', words: ['1', '2'], start: 1 }],
    packed: gzipSync('[{"text":"one"},{"text":"two"}]').toString('base64'),
  };
  const data = {
    [STEPS]: steps,
    [PLOTLY_MIME]: { data: [] },
    'image/svg+xml': '<svg/>',
    'text/plain': 'two',
  };
  const figures: PageFigure[] = [];
  const html = outputHtml({ output_type: 'display_data', data }, { render, figures });
  assert.deepEqual(figures, [], 'one picture, no interactive figure beside it');
  assert.match(html, /<figcaption>strength &lt;β&gt;: 2<\/figcaption>/);
  assert.match(
    html,
    pattern(
      /<label>strength &lt;β&gt;<\/label><input type="range" min="0" max="1" step="1" /,
      /value="1" aria-valuetext="2"/,
    ),
  );
  assert.match(html, /<div class="view"><img class="still" alt="two"/);
});

test('disagreements: controls live in one session and are no difference', () => {
  const shown = { 'image/svg+xml': '<svg/>', 'text/plain': 'a' };
  const committed = notebook(code({ output_type: 'display_data', data: shown }));
  const view = { 'application/vnd.jupyter.widget-view+json': { model_id: 'x' } };
  const fresh = notebook(code({ output_type: 'display_data', data: { ...shown, ...view } }));
  assert.deepEqual(disagreements(committed, fresh), []);
});

test('names: with or without folder and ending, or a start that fits one only', () => {
  const folder = folderWith('mini.ipynb', 'broken.ipynb');
  try {
    for (const name of ['mini', 'mini.ipynb', 'notebooks/mini.ipynb', 'mi'])
      assert.deepEqual(chooseNotebooks(folder, [name, 'mini']), [path.join(folder, 'mini.ipynb')]);
    assert.equal(chooseNotebooks(folder, []).length, 2);
    fs.copyFileSync(path.join(folder, 'mini.ipynb'), path.join(folder, 'mine.ipynb'));
    assert.throws(() => chooseNotebooks(folder, ['mi']), /^Error: "mi" fits mine and mini$/);
    fs.rmSync(path.join(folder, 'mine.ipynb'));
    assert.throws(() => chooseNotebooks(folder, ['']), /no notebook ""; there are: broken, mini/);
    const { title, summary } = titleAndSummary(readNotebook(path.join(folder, 'mini.ipynb')));
    assert.equal(title, 'A small notebook');
    assert.match(summary, /^It holds one thing of each kind, .*the other place\.$/);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('a write that fails leaves the old file and no other', () => {
  const folder = folderWith();
  const file = path.join(folder, 'a.html');
  try {
    writeFileAtomic(file, 'old');
    assert.throws(() => writeFileAtomic(file, 5 as unknown as string));
    assert.equal(fs.readFileSync(file, 'utf8'), 'old');
    assert.deepEqual(fs.readdirSync(folder), ['a.html']);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  assert.deepEqual([7.6, 60, 125].map(spokenSeconds), ['8 s', '1 min 00 s', '2 min 05 s']);
});
