import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import * as prettier from 'prettier';
import { projectPath } from '../../src/core/paths';
import { chapterFiles, chaptersOf } from '../../src/report/book/chapters';
import { labelledTargets, withCrossReferences } from '../../src/report/book/crossReferences';
import { numberChapters } from '../../src/report/book/numbering';
import { withOwnIds } from '../../src/report/book/paper';
import {
  readReferences,
  referencesMarkdown,
  referenceTitled,
  withCitations,
} from '../../src/report/book/references';
import { sectionsOf, wordsOfHtml } from '../../src/report/book/sections';
import {
  joined,
  listNotebooks,
  readNotebook,
  type Cell,
  type Notebook,
} from '../../src/report/notebookFile';

const cell = (cell_type: Cell['cell_type'], source: string): Cell => ({
  cell_type,
  source,
  metadata: {},
});
const notebook = (...cells: Cell[]): Notebook => ({ nbformat: 4, metadata: {}, cells });
const figure = (inner = ''): string => `<figure class="figure" id="figure-1">${inner}</figure>`;
const formula = (tex: string): string => `<p><span class="math">\\[${tex}\\]</span></p>`;

/** Chapters of one cell each. */
const chapters = (names: readonly string[], sources: readonly string[] = []) =>
  chaptersOf(
    names.map((name, index) => ({
      file: `/books/${name}.ipynb`,
      notebook: notebook(cell('code', sources[index] ?? '')),
    })),
  );

test('chapters: numbered by their names; labels of figures and notes for teachers go', () => {
  const [first, second] = chaptersOf([
    {
      file: '05-more.ipynb',
      notebook: notebook(
        cell('code', '//| label: fig-loss\n//| caption: The loss\nconst a = 1;'),
        cell('markdown', 'x <!-- BEGIN TEACHER -->\nsecret\n<!-- END TEACHER --> y'),
        cell('markdown', '## For teachers'),
      ),
    },
    { file: 'extra.ipynb', notebook: notebook() },
  ]);
  assert.deepEqual([first.number, second.number], [5, 6]);
  assert.equal(joined(first.notebook.cells[0].source), 'const a = 1;');
  assert.deepEqual(first.labels[0], { label: 'fig-loss', caption: 'The loss' });
  assert.deepEqual(
    first.notebook.cells.slice(1).map(({ source }) => source),
    ['x  y', ''],
  );
  assert.deepEqual(chapterFiles(['a/01-x.ipynb', 'a/template.ipynb']), ['a/01-x.ipynb']);
  assert.deepEqual(chapterFiles(['a/x.ipynb']), ['a/x.ipynb']);
  assert.throws(() => chapters(['index']), /the book has a page of that name/);
  assert.throws(() => chapters(['a', 'a']), /a chapter of that name is taken from/);
});

test('numbers: figures and formulas in order, on through chapters of one number', () => {
  const made = numberChapters(chapters(['05-a', '05-b', '06-c']), [
    { cells: [figure() + figure()] },
    { cells: [figure() + formula('a') + formula('b \\tag{*}')] },
    { cells: [formula('\\begin{pmatrix}1\\end{pmatrix}')] },
  ]);
  assert.deepEqual(
    made.map(({ figures, equations }) => [...figures, ...equations].map(({ words }) => words)),
    [['Figure 5.1', 'Figure 5.2'], ['Figure 5.3', '(5.1)'], ['(6.1)']],
  );
  assert.match(made[0].cells[0], /<figcaption class="number"><strong>Figure 5\.1<\/strong>/);
  assert.match(made[1].cells[0], /id="equation-5-1">\\\[a\\tag\{5\.1\}\\\]</);
  assert.match(made[2].cells[0], /\\end\{pmatrix\}\\tag\{6\.1\}\\\]/);
});

test('numbers: what paper leaves out keeps its number; a label is given once', () => {
  const one = chapters(['01-a']);
  const whole = [{ cells: [figure() + figure()] }];
  const two = { ...one[0], labels: [{}, {}] };
  const paper = numberChapters(
    [two],
    [{ cells: ['', figure()] }],
    [{ cells: [whole[0].cells[0], figure()] }],
  );
  assert.deepEqual(
    paper[0].figures.map(({ words }) => words),
    ['Figure 1.3'],
  );
  const twice = chapters(['01-a', '02-b'], ['//| label: fig-x', '//| label: fig-x']);
  const bodies = [{ cells: [figure()] }, { cells: [figure()] }];
  assert.throws(() => numberChapters(twice, bodies), /the label "fig-x" is given twice/);
});

test('cross-references: numbers in place of no words; what is missing is told', () => {
  const labelled = chapters(['04-a'], ['//| label: fig-x']);
  const [made] = numberChapters(labelled, [{ cells: [figure() + formula('y \\label{eq-y}')] }]);
  const labels = labelledTargets([...made.figures, ...made.equations]);
  const missing: string[] = [];
  const html = withCrossReferences(
    '<a href="#fig-x"></a> <a href="04-a.html#fig-x">the curve</a> <a href="#fig-x">Figure</a> ' +
      '\\eqref{eq-y} <a href="#eq-none">z</a> <a href="#Heading">h</a> ' +
      '<a href="https://x#fig-x">u</a>',
    labels,
    ({ id }) => `#${id}`,
    (label) => missing.push(label),
  );
  assert.equal(
    html,
    '<a href="#figure-1">Figure 4.1</a> <a href="#figure-1">the curve</a> ' +
      '<a href="#figure-1">Figure 4.1</a> <a href="#equation-4-1">(4.1)</a> ' +
      'z <a href="#Heading">h</a> <a href="https://x#fig-x">u</a>',
  );
  assert.deepEqual(missing, ['eq-none']);
  assert.doesNotMatch(made.cells[0], /label/);
});

test('numbers: a label in a comment of its formula does not hide the number', () => {
  const [made] = numberChapters(chapters(['04-a'], ['']), [
    { cells: [formula('\n% \\label{eq-y}\ny = x\n')] },
  ]);
  assert.equal(made.equations[0].label, 'eq-y');
  assert.match(made.cells[0], /\\\[\n% \ny = x\n\\tag\{4\.1\}\\\]/);
});

test('sections: a heading each, with the words under it; addresses are escaped', () => {
  const html =
    '<h2 id="A b">A &amp; b</h2><p>x <em>y</em>z</p><h3 id="c">C</h3><pre>1 &lt; 2</pre>';
  assert.deepEqual(sectionsOf('p.html', 'P', html), [
    { address: 'p.html#A%20b', chapter: 'P', title: 'A & b', text: 'x yz' },
    { address: 'p.html#c', chapter: 'P', title: 'C', text: '1 < 2' },
  ]);
  assert.equal(wordsOfHtml('<script>no</script>a<br>b<!-- c -->'), 'a b');
});

test('paper: each part has ids of its own, and its links lead to them', () => {
  assert.equal(
    withOwnIds('a', '<h2 class="x" id="y">y</h2><a href="#y">z</a><a href="#b--y">w</a>'),
    '<h2 class="x" id="a--y">y</h2><a href="#a--y">z</a><a href="#b--y">w</a>',
  );
});

test('references: a title in italics is a link to its entry, whole or its start', () => {
  const references = readReferences();
  const find = (title: string): string | undefined => referenceTitled(title, references)?.id;
  assert.equal(find('Neural Turing Machines'), 'graves2014');
  assert.equal(find('Meta-SGD'), 'li2017');
  assert.equal(find('Improving differentiable neural computers'), 'csordas2019');
  assert.equal(find('Learning'), undefined);
  const cited: string[] = [];
  const html = withCitations(
    '<em>GDumb</em> <em>not one</em> <a href="#x"><em>GDumb</em></a>',
    references,
    (id) => `#${id}`,
    (id) => cited.push(id),
  );
  assert.equal(
    html,
    '<a class="cited" href="#prabhu2020"><em>GDumb</em></a> <em>not one</em> ' +
      '<a href="#x"><em>GDumb</em></a>',
  );
  assert.deepEqual(cited, ['prabhu2020']);
});

test('docs/references.md is made from docs/references.json; keys stand once', async () => {
  const references = readReferences();
  assert.equal(new Set(references.map(({ id }) => id)).size, references.length);
  const file = projectPath('docs/references.md');
  const settings = await prettier.resolveConfig(file);
  const made = await prettier.format(referencesMarkdown(references), {
    ...settings,
    parser: 'markdown',
  });
  if (process.env.UPDATE_DOCS) fs.writeFileSync(file, made);
  assert.equal(fs.readFileSync(file, 'utf8'), made, 'UPDATE_DOCS=1 writes it');
});

test('every title that a chapter names under Further reading is one of the references', () => {
  const references = readReferences();
  const unknown: string[] = [];
  for (const file of chapterFiles(listNotebooks(projectPath('notebooks')))) {
    const text = readNotebook(file)
      .cells.filter((one) => one.cell_type === 'markdown')
      .map((one) => joined(one.source))
      .join('\n\n');
    const [, reading = ''] = /Further reading([\s\S]*?)(?:\n#+ |<!-- BEGIN|$)/.exec(text) ?? [];
    for (const [, title] of reading.matchAll(/(?<!\*)\*([^*\n]{4,})\*(?!\*)/g))
      if (!referenceTitled(title, references)) unknown.push(`${file}: ${title}`);
  }
  assert.deepEqual(unknown, []);
});
