// The notebooks as they are committed. That a fresh kernel gives the same is shown in JupyterLab
// (lab.e2e.system.test.ts).
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { errorCells, statedNumbers, stderrCells } from '../../src/report/compare';
import {
  joined,
  listNotebooks,
  mayFail,
  notebookName,
  readNotebook,
  type Notebook,
} from '../../src/report/notebookFile';
import type { MimeBundle } from '../../src/notebook/displayable';
import { STEPS } from '../../src/notebook/interact/steps';
import { PLOTLY_MIME } from '../../src/report/notebookSchema';
import { ROOT } from '../report/report-support';

const KEPT = ['deletable', 'editable', 'jupyter', 'lab', 'slideshow', 'tags'];
const MACHINE_PATH = /(?:^|[\s"'(])(?:\/(?:home|root|Users|tmp|work|var)\/|[A-Z]:\\\\?Users)/;

const codeCells = (notebook: Notebook): Notebook['cells'] =>
  notebook.cells.filter((cell) => cell.cell_type === 'code');
const bundles = (cell: Notebook['cells'][number]): MimeBundle[] =>
  (cell.outputs ?? []).flatMap((output) => ('data' in output ? [output.data] : []));

function saysWhatItIs(notebook: Notebook): void {
  const opening = notebook.cells
    .slice(0, 3)
    .filter((cell) => cell.cell_type === 'markdown')
    .map((cell) => joined(cell.source))
    .join('\n');
  assert.match(opening, /^# \S/m, 'starts with a title');
  for (const wanted of [/you will be able to/i, /you need/i, /^\W*time\b/im])
    assert.match(opening, wanted);
}

/** The median of lines of all code cells, folded ones too; lessons.test.ts holds each cell. */
const MOST_MEDIAN_LINES = 9;

function hasShortCells(notebook: Notebook): void {
  const lines = codeCells(notebook)
    .map((cell) => joined(cell.source).trimEnd().split('\n').length)
    .sort((a, b) => a - b);
  const median = lines[Math.floor(lines.length / 2)];
  assert.ok(median <= MOST_MEDIAN_LINES, `half of the code cells have ${median} lines or more`);
}

/** What moves in JupyterLab is a slider with stored steps in an exported page. */
function keepsStepsOfWhatMoves(notebook: Notebook): void {
  notebook.cells.forEach((cell, index) => {
    if (cell.cell_type !== 'code' || !/^interact\(/m.test(joined(cell.source))) return;
    assert.ok(
      bundles(cell).some((bundle) => STEPS in bundle),
      `cell ${index + 1}: no stored steps (the option steps of interact)`,
    );
  });
}

function showsItsOutputs(notebook: Notebook): void {
  assert.deepEqual([...errorCells(notebook), ...stderrCells(notebook)], []);
  notebook.cells.forEach((cell, index) => {
    const at = `cell ${index + 1}`;
    if (cell.cell_type === 'code' && joined(cell.source).trim())
      assert.ok(cell.execution_count, `${at} was not run`);
    if (/^show\(/m.test(joined(cell.source)) && !mayFail(cell))
      assert.ok(bundles(cell).length, `${at} shows something, and nothing of it is saved`);
    for (const data of bundles(cell).filter((bundle) => PLOTLY_MIME in bundle)) {
      assert.match(
        joined(data['image/svg+xml']),
        /^<svg[\s\S]*<\/svg>\s*$/,
        `${at}: a figure without its picture`,
      );
      assert.ok(
        joined(data['text/plain']).length > 20,
        `${at}: a figure without words for those who cannot see it`,
      );
    }
  });
  assert.ok(
    Object.keys(statedNumbers(notebook)).length,
    'states no key numbers (keyNumbers from src/report/keyNumbers)',
  );
}

/** The fingerprint that jupyter/run_notebook.py keeps of the code it ran. */
function codeHash(notebook: Notebook): string {
  const text = codeCells(notebook).map((cell) =>
    JSON.stringify(joined(cell.source)).replace(
      /[\u007f-\uffff]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
  return createHash('sha256')
    .update(`[${text.join(', ')}]`)
    .digest('hex')
    .slice(0, 16);
}

function holdsNothingOfTheMachine(notebook: Notebook, file: string): void {
  for (const [index, cell] of notebook.cells.entries()) {
    assert.deepEqual(
      Object.keys(cell.metadata).filter((key) => !KEPT.includes(key)),
      [],
      `cell ${index + 1}: metadata that changes by itself`,
    );
    for (const output of cell.outputs ?? [])
      assert.doesNotMatch(
        JSON.stringify(output),
        MACHINE_PATH,
        `cell ${index + 1}: a path of one machine`,
      );
  }
  assert.deepEqual(
    Object.keys(notebook.metadata).filter(
      (key) => !['authors', 'kernelspec', 'lab', 'language_info', 'title'].includes(key),
    ),
    [],
  );
  assert.ok(fs.statSync(file).size < 1e6, 'above 1 MB: too much for a page on GitHub');
}

function linksToFilesThatAreThere(notebook: Notebook, file: string): void {
  const prose = notebook.cells
    .filter((cell) => cell.cell_type === 'markdown')
    .map((cell) => joined(cell.source).replace(/`[^`]*`/g, ''))
    .join('\n');
  const local = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((found) => found[1].split('#')[0])
    .filter((address) => address && !/^[a-z]+:/i.test(address));
  for (const address of local)
    assert.ok(
      fs.existsSync(path.resolve(path.dirname(file), decodeURIComponent(address))),
      `links to ${address}, which is not there`,
    );
}

const files = listNotebooks(path.join(ROOT, 'notebooks'));

test('there are notebooks', () => assert.ok(files.length > 0));

for (const file of files) {
  const name = notebookName(file);
  test(`${name}: opens with goals, needs and time; cells are short; links lead somewhere`, () => {
    const notebook = readNotebook(file);
    saysWhatItIs(notebook);
    hasShortCells(notebook);
    linksToFilesThatAreThere(notebook, file);
  });
  test(`${name}: committed with all outputs, no errors, warnings, times or machine paths`, () => {
    const notebook = readNotebook(file);
    assert.deepEqual(
      notebook.metadata.lab,
      { code: codeHash(notebook), mode: 'quick' },
      'its code was edited after its outputs were made, or it is a full run (mend: npm run ' +
        'notebooks -- NAME)',
    );
    showsItsOutputs(notebook);
    keepsStepsOfWhatMoves(notebook);
    holdsNothingOfTheMachine(notebook, file);
  });
}
