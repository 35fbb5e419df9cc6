import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { STEPS } from '../../src/notebook/interact/steps';
import { bodyOf, textsOf, type BodyOptions } from '../../src/report/body';
import { disagreements, errorCells, stderrCells } from '../../src/report/compare';
import { indexPage } from '../../src/report/indexPage';
import { NUMBERS_MIME } from '../../src/report/keyNumbers';
import { markdownPages } from '../../src/report/markdownPages';
import { readNotebook } from '../../src/report/notebookFile';
import { PLOTLY_MIME } from '../../src/report/notebookSchema';
import { ownSettings } from '../../src/report/reportSettings';
import { FileError } from '../../src/core/errors';
import { fuzzFolder } from './folder';
import { type FuzzKind, type Outcome, usedOrRefused } from './harness';
import { anyJson, damaged, mutated } from './inputs';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E' +
  'rkJggg==';
const svg = ['<svg xmlns="http://www.w3.org/2000/svg">', '</svg>'];
const views = JSON.stringify([{ html: '<b>a</b>', text: 'a' }, { text: 'b' }]);

const shown = (data: object): object => ({ output_type: 'display_data', metadata: {}, data });

/** One thing of each kind that a notebook can hold. */
const NOTEBOOK = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' },
    lab: { code: 'c', mode: 'quick' },
    title: 'Mine',
    authors: [{ name: 'Ada' }, 'Bob'],
    date: '2026',
    lang: 'en',
  },
  cells: [
    {
      cell_type: 'markdown',
      id: 'title',
      metadata: {},
      source: ['# Title\n', '\n', 'Some *text* with [a link](other.ipynb), [terms](terms.md#a).'],
      attachments: { 'dot.png': { 'image/png': PIXEL } },
    },
    { cell_type: 'raw', metadata: {}, source: 'as it is' },
    {
      cell_type: 'code',
      metadata: {
        tags: ['thumbnail', 'hide-input'],
        jupyter: { outputs_hidden: true },
        alt: ['x'],
      },
      execution_count: 1,
      source: 'plot()',
      outputs: [
        { output_type: 'stream', name: 'stdout', text: ['a\n', 'b'] },
        { output_type: 'error', ename: 'Error', evalue: 'e', traceback: ['at cell 1'] },
        shown({ 'text/html': '<b>x</b>', 'text/plain': 'x' }),
        shown({ 'text/markdown': '*x*' }),
        shown({ 'text/latex': '$x$' }),
        shown({ 'image/png': PIXEL, 'text/plain': 'a dot' }),
        shown({ [NUMBERS_MIME]: { a: { value: 1, tolerance: { abs: 0.1 } } }, 'text/plain': 'a' }),
        shown({
          [PLOTLY_MIME]: { data: [{ y: [1, 2] }], layout: { title: { text: 't' }, height: 300 } },
          'image/svg+xml': svg,
        }),
        shown({
          [STEPS]: {
            controls: [{ label: 'a', words: ['1', '2'], start: 0 }],
            packed: gzipSync(views).toString('base64'),
          },
          'text/plain': 'a',
        }),
      ],
    },
  ],
};

/** Texts that stand for HTML of all sorts, what browsers run and addresses that mean nothing. */
const oddText: fc.Arbitrary<unknown> = fc.constantFrom(
  ...[
    '<img src="%E0%A4%A">',
    '<a href="%00">x</a>',
    '<img src="attachment:constructor">',
    '\ud800',
  ],
  ...['<a href="a.ipynb#x">', '<img src="/etc/passwd">', '"><script>', 'iVBORw0KGg', PIXEL],
);

interface Input {
  /** What the file holds. */
  readonly bytes: Uint8Array;
  readonly isSafe: boolean;
}

const encoded = (content: unknown): Uint8Array =>
  Buffer.from(JSON.stringify(content) ?? 'undefined');

const folder = fuzzFolder();
const file = path.join(folder, 'mine.ipynb');
fs.writeFileSync(path.join(folder, 'mine.html'), 'an earlier report');

fs.writeFileSync(path.join(folder, 'terms.md'), '# Terms');
const pages = markdownPages(['other']);

/** All of a report that is made without Python and without a browser. */
function report(isSafe: boolean): string {
  const notebook = readNotebook(file);
  const pageOf = (linked: string): string | undefined => pages.pageOf(linked, folder);
  const place = { folder, out: folder, reports: new Set(['other']), pageOf };
  const options: BodyOptions = { place, hideCode: false, paper: false, safe: isSafe };
  const styles = { light: '', dark: '' };
  try {
    // Python would turn the texts into HTML; as they are they hold more than it would let through
    ownSettings(file, notebook);
    const texts = textsOf(notebook, options).map(({ kind, text }) => (kind === 'svg' ? '' : text));
    const screen = bodyOf(notebook, { texts, styles }, options);
    const paper = bodyOf(notebook, { texts, styles }, { ...options, paper: true });
    errorCells(notebook);
    stderrCells(notebook);
    disagreements(notebook, notebook);
    return screen.html + paper.html;
  } catch (error) {
    // as makeNotebookReport does
    if (error instanceof FileError) throw error;
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** A clear error names the file. */
function namesFile(use: () => string): () => string {
  return () => {
    try {
      return use();
    } catch (error) {
      assert.ok((error as Error).message.startsWith(`${file}: `), (error as Error).stack);
      throw error;
    }
  };
}

function use({ bytes, isSafe }: Input): Outcome {
  fs.writeFileSync(file, bytes);
  const { html, problems } = indexPage([file], folder);
  assert.match(html, /<a href="mine\.html">/, 'the list keeps the report');
  const outcome = usedOrRefused(
    namesFile(() => report(isSafe)),
    (made) => assert.doesNotMatch(made, /undefined|\[object|NaN/),
  );
  if (problems.length > 0) assert.equal(outcome, 'refused');
  return outcome;
}

/** Notebook files: other fields, other values, damaged bytes. */
export const notebooks: FuzzKind<Input> = {
  inputs: fc.record({
    bytes: fc.oneof(
      { weight: 8, arbitrary: mutated(NOTEBOOK, fc.oneof(anyJson, oddText)).map(encoded) },
      { weight: 1, arbitrary: anyJson.map(encoded) },
      { weight: 2, arbitrary: damaged(encoded(NOTEBOOK)) },
    ),
    isSafe: fc.boolean(),
  }),
  use,
};
