// Labels of figures and formulas in the report of one notebook: the lines that give them are not
// shown, and links to them work or become text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, textsOf, type Body } from '../../src/report/body';
import { labelWords, withLabels, withoutLabelLines } from '../../src/report/labels';
import type { Cell, Notebook } from '../../src/report/notebookFile';

const place = { folder: '.', out: '.', reports: new Set(['04-replay']) };

function prose(source: string): Cell {
  return { cell_type: 'markdown', source, metadata: {} };
}

function drawing(source: string): Cell {
  const data = { 'image/png': 'iVBORw0KGgo=', 'text/plain': 'a curve' };
  const shown = { output_type: 'display_data', metadata: {}, data } as const;
  return { cell_type: 'code', source, metadata: {}, outputs: [shown, shown] };
}

/** A notebook as a page, whose Markdown is HTML already. */
function page(cells: readonly Cell[], links?: 'text', paper = false): Body {
  const { notebook, labels } = withoutLabelLines({ nbformat: 4, metadata: {}, cells } as Notebook);
  const options = { place, hideCode: false, safe: false, paper };
  const texts = textsOf(notebook, options).map(({ text }) => text);
  const body = bodyOf(notebook, { texts, styles: { light: '', dark: '' } }, options);
  return withLabels(body, links === 'text' ? [] : labels, links);
}

const CELLS = [
  prose(
    '<a href="#fig-loss"></a> <a href="#fig-loss">the loss</a> <a href="#eq-sum">Equation</a> ' +
      '\\eqref{eq-sum} <code>\\ref{fig-loss}</code> <a href="#fig-none">lost</a> ' +
      '<a href="04-replay.ipynb#fig-other"></a> <a href="other.ipynb#More"> x </a>',
  ),
  drawing('//| label: fig-loss\n//| caption: Loss < 1\ndraw();'),
  prose('<span class="math">\\[a = b \\label{eq-sum}\\]</span>'),
];

test('a report: label lines are gone, links lead to the first figure and the formula', () => {
  const { html, cells, warnings } = page(CELLS);
  assert.doesNotMatch(html, /label:|caption:|\\label/);
  assert.match(cells[0], /<a href="#fig-loss">Figure<\/a> <a href="#fig-loss">the loss<\/a>/);
  assert.match(cells[0], /<a href="#eq-sum">Equation<\/a> <a href="#eq-sum">Formula<\/a>/);
  assert.match(
    cells[0],
    /<code>\\ref\{fig-loss\}<\/code> lost /,
    'code stays, a lost link is text',
  );
  assert.match(cells[0], /<a href="04-replay.html#fig-other">Figure<\/a>/);
  assert.match(cells[1], /<span id="fig-loss"><\/span><figure/);
  assert.equal(cells[1].match(/id="fig-loss"/g)?.length, 1);
  assert.match(cells[1], /<figcaption class="caption">Loss &lt; 1<\/figcaption><\/figure>/);
  assert.match(cells[2], /<span id="eq-sum"><\/span><span class="math">\\\[a = b \\\]<\/span>/);
  assert.deepEqual(warnings, ['cell 1: no figure or formula has the label fig-none']);
});

test('a formula whose label is a comment, for JupyterLab, is whole without it', () => {
  const { html } = page([prose('<span class="math">\\[\n% \\label{eq-sum}\na = b\n\\]</span>')]);
  assert.ok(html.includes('<span id="eq-sum"></span>'));
  assert.ok(html.includes('<span class="math">\\[\n% \na = b\n\\]</span>'));
});

test('what a link to another file on paper says where it has no words', () => {
  assert.match(page(CELLS, undefined, true).cells[0], /<span class="link">Figure<\/span>/);
});

test('slides have no such places: links become text, without a warning', () => {
  const { html, warnings } = page(CELLS, 'text');
  assert.doesNotMatch(html, /href="#|label:|\\label|id="(?:fig|eq)-/);
  assert.match(html, /Figure the loss Equation Formula/);
  assert.deepEqual(warnings, []);
});

test('words that stand in', () => {
  assert.deepEqual(['fig-a', 'eq-a', 'More'].map(labelWords), ['Figure', 'Formula', '']);
});
