import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deckOf, marksFor } from '../../src/report/slides/deck';
import { pieceHeight, splitToFit, SLIDE_ROOM, textHeight } from '../../src/report/slides/heights';
import { slidePieces, type SlideType } from '../../src/report/slides/pieces';
import type { Cell, Notebook, Output } from '../../src/report/notebookFile';

const markdown = (source: string, slide?: string): Cell => ({
  cell_type: 'markdown',
  source,
  metadata: (slide ? { slideshow: { slide_type: slide } } : {}) as Cell['metadata'],
});
const printed: Output = { output_type: 'stream', name: 'stdout', text: 'one\n' };
const drawn: Output = {
  output_type: 'display_data',
  data: { 'image/svg+xml': '<svg width="640" height="400"/>' },
};
const code = (lines: number, outputs: Output[] = [], metadata: object = {}): Cell => ({
  cell_type: 'code',
  source: Array.from({ length: lines }, (_, line) => `line${line};`).join('\n'),
  metadata: metadata as Cell['metadata'],
  outputs,
});
const notebook = (...cells: Cell[]): Notebook => ({ nbformat: 4, metadata: {}, cells });

test('marks: slides side by side, subslides below, fragments, notes; what is skipped goes', () => {
  const marks: SlideType[] = ['-', 'slide', '-', 'fragment', '-', 'notes', 'subslide', 'skip', '-'];
  assert.deepEqual(deckOf(marks), [
    [{ steps: [{ isFragment: false, pieces: [0] }], notes: [] }],
    [
      {
        steps: [
          { isFragment: false, pieces: [1, 2] },
          { isFragment: true, pieces: [3, 4] },
        ],
        notes: [5],
      },
      { steps: [{ isFragment: false, pieces: [6, 8] }], notes: [] },
    ],
  ]);
  assert.deepEqual(deckOf(['skip', 'fragment', 'skip']), [
    [{ steps: [{ isFragment: true, pieces: [1] }], notes: [] }],
  ]);
  assert.deepEqual(deckOf([]), []);
});

test('pieces: code and each output apart; the first has the mark, all what is skipped', () => {
  const pieces = slidePieces(
    notebook(
      markdown('# A', 'slide'),
      {
        ...code(3, [printed, drawn]),
        metadata: { slideshow: { slide_type: 'fragment' } } as object,
      },
      markdown('for the speaker', 'notes'),
      { ...code(1, [printed]), metadata: { slideshow: { slide_type: 'skip' } } as object },
    ),
    false,
  );
  assert.deepEqual(
    pieces.map(({ type, isFigure }) => [type, isFigure]),
    [
      ['slide', false],
      ['fragment', false],
      ['-', false],
      ['-', true],
      ['notes', false],
      ['skip', false],
      ['skip', false],
    ],
  );
});

test('pieces: folded and removed parts are left out, code by --hide-code as well', () => {
  const cells = [
    code(2, [printed], { jupyter: { source_hidden: true } }),
    code(2, [printed], { tags: ['hide-input'] }),
    code(2, [printed], { tags: ['remove-output'] }),
    code(2, [printed], { tags: ['remove-cell'] }),
    code(2, [printed], { jupyter: { outputs_hidden: true } }),
  ];
  const seen = (hideCode: boolean): string[] =>
    slidePieces(notebook(...cells), hideCode).map(({ cell }) => (cell.source ? 'code' : 'output'));
  assert.deepEqual(seen(false), ['output', 'output', 'code', 'code']);
  assert.deepEqual(seen(true), ['output', 'output']);
});

test('without marks: a stack at # and ##, a slide below at ### and where one is full', () => {
  const pieces = slidePieces(
    notebook(
      markdown('# Title\n\ntext'),
      markdown('## One\n\ntext\n\n### Two\n\nmore'),
      code(12),
      code(12, [drawn]),
      markdown('a short text'),
    ),
    false,
  );
  assert.deepEqual(marksFor(pieces), [
    'slide',
    'slide',
    'subslide',
    '-',
    'subslide',
    'subslide',
    '-',
  ]);
});

test('a long text is parted between blocks; fences, lists, folds and formulas stay whole', () => {
  const paragraph = 'word '.repeat(100).trim();
  const many = Array.from({ length: 10 }, () => paragraph).join('\n\n');
  const parts = splitToFit(many);
  assert.ok(parts.length > 2 && parts.length < 6, String(parts.length));
  assert.equal(parts.join('\n\n'), many);
  const whole = ['```ts', 'a', '', '# no heading', '```'].join('\n');
  assert.deepEqual(splitToFit(whole), [whole]);
  const folded = '<details>\n\n# x\n\n</details>';
  assert.deepEqual(splitToFit(folded), [folded]);
  const list = Array.from({ length: 40 }, (_, item) => `- item ${item}`).join('\n\n');
  assert.equal(splitToFit(list).length, 1, 'a list goes on');
  const questions = `**Questions**\n\n${'1. what?\n'.repeat(12).trim()}`;
  assert.deepEqual(splitToFit(`${paragraph}\n\n${questions}`), [paragraph, questions]);
  assert.ok(SLIDE_ROOM.height < 720);
});

test('notes for teachers go to the speaker unless their cell has a mark', () => {
  const notes = '<!-- BEGIN TEACHER -->\nMinutes\n<!-- END TEACHER -->';
  const pieces = slidePieces(
    notebook(markdown('# A'), markdown(notes), markdown(notes, '-'), markdown('text')),
    false,
  );
  assert.deepEqual(
    pieces.map(({ type }) => type),
    ['-', 'notes', '-', '-'],
  );
  assert.deepEqual(marksFor(pieces), ['slide', 'notes', '-', '-']);
});

test('heights: what is wrapped counts by its lines, marks and what is folded do not', () => {
  const row = (text: string): string => `| ${text} | ${text} | ${text} |`;
  const table = (text: string): string => [row('a'), '|---|---|---|', row(text)].join('\n');
  const short = textHeight(table('a few words'));
  assert.ok(textHeight(table('more words than a cell has room for '.repeat(3))) > short + 60);
  const html = (text: string): string => `<table><tr><td>${text}</td><td>${text}</td></tr></table>`;
  const shown = (text: string): Cell => ({
    ...code(0),
    outputs: [{ output_type: 'display_data', data: { 'text/html': html(text) } }],
  });
  assert.ok(pieceHeight(shown('word '.repeat(40))) > pieceHeight(shown('word')) + 60);
  const folded = '<details><summary>A</summary>\n\nlong\n\nlonger\n\n</details>';
  const solution = `<!-- BEGIN SOLUTION 1 -->\n${folded}\n<!-- END SOLUTION -->`;
  assert.equal(textHeight(solution), textHeight(folded));
  const link = (text: string): string => `[${text}](a/very/long/address/of/${text}.html)`;
  const words = Array.from({ length: 10 }, (_, word) => `w${word}`);
  assert.equal(textHeight(words.map(link).join(' ')), textHeight(words.join(' ')));
});

test('a table higher than a slide is parted between rows, with its head over each part', () => {
  const rows = Array.from({ length: 30 }, (_, index) => `| ${index} | text |`);
  const head = ['| a | b |', '| --- | --- |'];
  const parts = splitToFit([...head, ...rows].join('\n')).map((part) => part.split('\n'));
  assert.ok(parts.length > 1);
  for (const part of parts) assert.deepEqual(part.slice(0, 2), head);
  assert.deepEqual(
    parts.flatMap((part) => part.slice(2)),
    rows,
  );
});
