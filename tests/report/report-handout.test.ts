import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { chosenFiles } from '../../src/cli/chosenFiles';
import { projectPath } from '../../src/core/paths';
import { bodyOf, textsOf, titleAndSummary, type BodyOptions } from '../../src/report/body';
import { withHeadingIds } from '../../src/report/headings';
import { makeNotebookReport } from '../../src/report/makeReport';
import { makeSlides } from '../../src/report/slides/makeSlides';
import { markdownPages } from '../../src/report/markdownPages';
import type { Cell, CellMetadata, Notebook } from '../../src/report/notebookFile';
import { PLOTLY_MIME } from '../../src/report/notebookSchema';
import {
  mergedSettings,
  readSettings,
  settingsBeside,
  ownSettings,
} from '../../src/report/reportSettings';
import { cellVisibility } from '../../src/report/visibility';
import { folderWith } from './report-support';

const styles = { light: '', dark: '' };
const place = {
  folder: projectPath('tests'),
  out: projectPath('tests'),
  reports: new Set<string>(),
};

function codeCell(metadata: CellMetadata): Cell {
  const outputs = [{ output_type: 'stream', name: 'stdout', text: 'the-output' } as const];
  return { cell_type: 'code', source: 'the-code', metadata, outputs };
}

const notebook = (...cells: Cell[]): Notebook => ({ nbformat: 4, metadata: {}, cells });

/** A page of cells whose texts are shown as they are. */
function page(content: Notebook, more: Partial<BodyOptions> = {}): string {
  const options = { place, hideCode: false, paper: false, safe: true, ...more };
  const asked = textsOf(content, { ...options, paper: false });
  const texts = asked.map(({ kind, text }) => (kind === 'svg' ? '' : text));
  return bodyOf(content, { texts, styles }, options).html;
}

test('tags: cells are removed or folded as in Jupyter Book; on paper what folds is gone', () => {
  const folded = /<details class="folded"><summary>[\w ]+<\/summary>(?:(?!<\/details>).)*/gs;
  const cases: readonly [CellMetadata, open: string, behind: string][] = [
    [{}, 'the-code the-output', ''],
    [{ tags: ['remove-cell'] }, '', ''],
    [{ tags: ['remove-input'] }, 'the-output', ''],
    [{ tags: ['remove-output'] }, 'the-code', ''],
    [{ tags: ['hide-input'] }, 'the-output', 'the-code'],
    [{ tags: ['hide-output'] }, 'the-code', 'the-output'],
    [{ tags: ['hide-cell'] }, '', 'the-code the-output'],
    [{ tags: ['hide-input', 'remove-input'] }, 'the-output', ''],
    [{ jupyter: { source_hidden: true } }, 'the-output', 'the-code'],
    [{ jupyter: { outputs_hidden: true } }, 'the-code', 'the-output'],
    [{ collapsed: true }, 'the-code', 'the-output'],
    [{ collapsed: 'yes', jupyter: { source_hidden: 1 } }, 'the-code the-output', ''],
  ];
  const words = (html: string): string => [...html.matchAll(/the-\w+/g)].join(' ');
  for (const [metadata, open, behind] of cases) {
    const html = page(notebook(codeCell(metadata)));
    assert.equal(words(html.replace(folded, '')), open, JSON.stringify(metadata));
    assert.equal(words([...html.matchAll(folded)].join(' ')), behind, JSON.stringify(metadata));
    const paper = page(notebook(codeCell(metadata)), { paper: true });
    assert.equal(words(paper), open, `paper: ${JSON.stringify(metadata)}`);
    assert.doesNotMatch(html, /<details[^>]*open/);
  }
});

test('tags: text is folded or removed as well, and a removed cell names no notebook', () => {
  const text = (metadata: CellMetadata, source = 'the-text'): Cell => ({
    cell_type: 'markdown',
    source,
    metadata,
  });
  for (const tag of ['hide-cell', 'hide-input'])
    assert.match(page(notebook(text({ tags: [tag] }))), /<details.*<summary>Text<.*the-text/s);
  for (const tag of ['remove-cell', 'remove-input'])
    assert.equal(page(notebook(text({ tags: [tag] }))), '');
  const titled = notebook(text({ tags: ['remove-cell'] }, '# Draft'), text({}, '# Title'));
  assert.equal(titleAndSummary(titled).title, 'Title');
  assert.equal(cellVisibility(text({ collapsed: true })).input, 'open');
});

test('a folded figure on paper is not drawn; its id is not used twice', () => {
  const figure = (metadata: CellMetadata): Cell => ({
    ...codeCell(metadata),
    outputs: [{ output_type: 'display_data', data: { [PLOTLY_MIME]: { data: [] } } }],
  });
  const content = notebook(figure({ tags: ['hide-output'] }), figure({}));
  const options = { place, hideCode: true, safe: false };
  const none = { texts: [], styles };
  const screen = bodyOf(content, none, { ...options, paper: false });
  const paper = bodyOf(content, none, { ...options, paper: true });
  assert.deepEqual(
    screen.figures.map(({ id }) => id),
    ['figure-1', 'figure-2'],
  );
  assert.deepEqual(
    paper.figures.map(({ id }) => id),
    ['figure-2'],
  );
});

test('alt: the words of the cell win over those of the figure, one or a list', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  const shown = { output_type: 'display_data', data: { 'image/svg+xml': svg } } as const;
  const named = { ...shown, data: { ...shown.data, 'text/plain': 'own' } };
  const live = { ...shown, data: { ...named.data, [PLOTLY_MIME]: { data: [] } } };
  const cell = (alt: unknown): Cell => ({ ...codeCell({ alt }), outputs: [live, named] });
  const alts = (html: string): string[] => [...html.matchAll(/ alt="([^"]*)"/g)].map(([, a]) => a);
  assert.deepEqual(alts(page(notebook(cell(undefined)))), ['own', 'own']);
  assert.deepEqual(alts(page(notebook(cell('a "falls"')))), ['a &quot;falls&quot;', 'own']);
  assert.deepEqual(alts(page(notebook(cell(['one', 'two'])))), ['one', 'two']);
  assert.deepEqual(alts(page(notebook(cell(['', 'two'])))), ['own', 'two']);
  assert.match(page(notebook(cell('one'))), /role="group" aria-label="one"/);
  assert.match(page(notebook(cell('one')), { paper: true }), /role="img" aria-label="one"/);
});

test('headings: ids are unique in a page; links find them', () => {
  const { cells, headings } = withHeadingIds([
    '<h2 id="Results">Results<a class="anchor-link" href="#Results">¶</a></h2><i id="x"></i>',
    '<h2 id="Results">Results</h2><h3>No <a href="y">id</a></h3><h2 id=\'x\'>x</h2>',
    '<a href="#results-1">b</a><a href="#Results">a</a><a href="#no-id">c</a><a href="#gone">d</a>',
    '<script>"<h2>none</h2>"</script><!-- <h2>none</h2> -->',
  ]);
  assert.deepEqual(
    headings.map(({ id }) => id),
    ['Results', 'Results-1', 'no-id', 'x-1'],
  );
  assert.match(cells[0], /<h2 id="Results">Results<a class="anchor-link" href="#Results">/);
  assert.match(cells[2], /"#Results-1">b.*"#Results">a.*"#no-id">c.*"#gone">d/);
  assert.equal(headings[2].html, 'No id');
  assert.match(cells[3], /^<script>"<h2>none/);
  const github = withHeadingIds(
    ['<h3 id="Read-head,-W">Read head, W</h3><h3>Ψ &amp; b</h3>'],
    'github',
  );
  assert.deepEqual(
    github.headings.map(({ id }) => id),
    ['read-head-w', 'ψ--b'],
  );
});

test('settings: the command line wins, then the notebook, then report.json', () => {
  const folder = folderWith('mini.ipynb', 'dot.png');
  const file = path.join(folder, 'report.json');
  const own = path.join(folder, 'mini.ipynb');
  try {
    assert.deepEqual(settingsBeside(own), {});
    const content = { title: 'F', authors: ['Ada'], course: 'Class', lang: 'de', logo: 'dot.png' };
    fs.writeFileSync(file, JSON.stringify(content));
    const metadata = { title: ' N ', authors: [{ name: 'Bob' }, 'Eve'] };
    const merged = mergedSettings(
      { title: undefined, lang: 'fr' },
      ownSettings(own, { nbformat: 4, cells: [], metadata }),
      settingsBeside(own),
    );
    const logo = path.join(folder, 'dot.png');
    const expected = { title: 'N', authors: ['Bob', 'Eve'], course: 'Class', lang: 'fr', logo };
    assert.deepEqual({ ...merged, date: undefined }, { ...expected, date: undefined });
    const wrong = (value: object, problem: RegExp): void => {
      fs.writeFileSync(file, JSON.stringify(value));
      assert.throws(() => readSettings(file), { name: 'FileError', message: problem });
    };
    wrong({ lang: 'x_y' }, /report\.json: lang: got "x_y", expected a language tag/);
    wrong({ authors: 'Ada' }, /report\.json: authors: got "Ada", expected a list of names/);
    wrong({ tilte: 'x' }, /report\.json: tilte: got "x", expected one of the fields there are/);
    wrong({ logo: 'gone.png' }, /report\.json: logo: got "gone\.png", expected a PNG, JPEG/);
    wrong([], /report\.json: got \[\], expected an object with title/);
    const badly = { nbformat: 4, cells: [], metadata: { lang: '' } };
    assert.throws(() => ownSettings(own, badly), /mini\.ipynb: metadata\.lang: got ""/);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('settings that are wrong are found before the notebook runs', async () => {
  const folder = folderWith('mini.ipynb');
  const file = path.join(folder, 'mini.ipynb');
  fs.writeFileSync(path.join(folder, 'report.json'), '{"date": 2026}');
  const how = { out: folder, mode: 'quick', execute: true, hideCode: false, safe: false } as const;
  const never = (): void => assert.fail('it runs');
  const says = /report\.json: date: got 2026, expected a text of 1 to 200 characters$/;
  try {
    await assert.rejects(makeNotebookReport(file, { ...how, reports: [] }, never), says);
    await assert.rejects(makeSlides(file, how, never), says);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('pages: a linked Markdown file gets one, with a free name', () => {
  const folder = folderWith();
  try {
    fs.writeFileSync(path.join(folder, 'index.md'), '');
    const pages = markdownPages(['tasks']);
    const pageOf = (file: string): string | undefined => pages.pageOf(file, folder);
    assert.equal(pageOf(projectPath('docs/glossary.md')), 'glossary');
    assert.equal(pageOf(projectPath('docs/glossary.md')), 'glossary');
    assert.equal(pageOf(projectPath('data/README.md')), 'data-README');
    assert.equal(pageOf(projectPath('docs/tasks.md')), 'tasks-page', 'a report has the name');
    assert.equal(pageOf(path.join(folder, 'index.md')), 'index-page');
    assert.equal(pageOf(projectPath('docs/gone.md')), undefined);
    assert.equal(pageOf(path.join(folder, '..', 'other.md')), undefined);
    assert.equal(pages.wanted.size, 4);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('files: any notebook by its path, from the folder of the caller; names as before', () => {
  const folder = folderWith('mini.ipynb', 'broken.ipynb');
  const other = folderWith('mini.ipynb');
  const before = process.env['INIT_CWD'];
  try {
    process.env['INIT_CWD'] = other;
    const mini = path.join(folder, 'mini.ipynb');
    const own = path.join(other, 'mini.ipynb');
    assert.deepEqual(chosenFiles(folder, ['mini']), [mini], 'a name of the project');
    assert.deepEqual(chosenFiles(folder, ['mini.ipynb']), [own], 'a file');
    assert.deepEqual(chosenFiles(folder, ['./mini', own]), [own]);
    assert.deepEqual(chosenFiles(folder, ['notebooks/broken', 'bro']).length, 1);
    fs.renameSync(own, path.join(other, 'essay.ipynb'));
    assert.deepEqual(chosenFiles(folder, ['essay']), [path.join(other, 'essay.ipynb')]);
    assert.throws(() => chosenFiles(folder, ['sub/mini']), /no notebook "sub\/mini": there is no/);
    assert.throws(() => chosenFiles(folder, ['gone']), /no notebook "gone"; there are: broken, mi/);
    fs.copyFileSync(mini, path.join(other, 'MINI.ipynb'));
    assert.throws(() => chosenFiles(folder, ['mini', './MINI']), /expected one a run/);
  } finally {
    if (before === undefined) delete process.env['INIT_CWD'];
    else process.env['INIT_CWD'] = before;
    fs.rmSync(folder, { recursive: true });
    fs.rmSync(other, { recursive: true });
  }
});
