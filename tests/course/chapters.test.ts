// The notebooks of the course as their copies are made: their marks make sense, what they say of
// exercises and times is what is.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { readJsonFile } from '../../src/core/jsonFile';
import { projectPath } from '../../src/core/paths';
import { lessonMinutes } from '../../src/course/lessonMinutes';
import { readExercises } from '../../src/course/marks';
import {
  spokenRun,
  tableTimes,
  TIMES_FILE,
  timeLine,
  timeLineOf,
  timesSchema,
} from '../../src/course/times';
import { CHECK_MIME, type Verdict } from '../../src/notebook';
import {
  joined,
  listNotebooks,
  notebookName,
  readNotebook,
  type Notebook,
} from '../../src/report/notebookFile';

const files = listNotebooks(projectPath('notebooks'));

/** The files of src/exercises that a notebook has its check from. */
function exerciseFiles({ cells }: Notebook): string[] {
  const text = cells.map((cell) => joined(cell.source)).join('\n');
  const imports = text.matchAll(/\bcheck\b[^;]*from '\.\/(src\/exercises\/[\w-]+)'/g);
  return [...new Set([...imports].map(([, file]) => projectPath(`${file}.ts`)))];
}

/** The levels of the exercises in a file of src/exercises. */
function levelsIn(file: string): Record<string, number> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- found by its name
  const { check } = require(file) as { check: { levels: Record<string, number> } };
  return check.levels;
}

for (const file of files) {
  const name = notebookName(file);
  test(`${name}: its marks make sense; its stars are the levels of src/exercises`, () => {
    const notebook = readNotebook(file);
    const exercises = readExercises(file, notebook);
    const sources = exerciseFiles(notebook);
    if (sources.length === 0) return;
    const levels = Object.assign({}, ...sources.map(levelsIn)) as Record<string, number>;
    for (const { id, level } of exercises) assert.equal(level, levels[id], `the stars of ${id}`);
    for (const { id, cell, solution } of exercises) {
      assert.ok(solution, `${id} has no solution`);
      const verdicts = (notebook.cells[cell].outputs ?? [])
        .map((output) => ('data' in output ? (output.data[CHECK_MIME] as Verdict) : undefined))
        .filter((verdict) => verdict !== undefined);
      assert.deepEqual(
        verdicts.map((verdict) => [verdict.id, verdict.passed]),
        [[id, false]],
        `${id}: the committed notebook shows its stub, which is not solved`,
      );
    }
  });
}

test('every exercise of src/exercises stands in a notebook', () => {
  const asked = new Map<string, Set<string>>();
  for (const file of files) {
    const notebook = readNotebook(file);
    for (const source of exerciseFiles(notebook)) {
      const ids = asked.get(source) ?? new Set();
      asked.set(source, ids);
      for (const { id } of readExercises(file, notebook)) ids.add(id);
    }
  }
  for (const [source, ids] of asked)
    assert.deepEqual(
      Object.keys(levelsIn(source)).filter((id) => !ids.has(id)),
      [],
      path.basename(source),
    );
});

test('times: notebooks and README say what was measured', (t) => {
  const stored = projectPath(TIMES_FILE);
  if (!fs.existsSync(stored)) return t.skip('not measured yet: npm run notebooks -- --times');
  const { notebooks } = readJsonFile(stored, timesSchema);
  const table = tableTimes(fs.readFileSync(projectPath('README.md'), 'utf8'));
  for (const file of files) {
    const name = notebookName(file);
    const line = timeLineOf(readNotebook(file));
    if (line === undefined) continue; // a template has none
    const run = notebooks[name];
    assert.ok(run, `${name} was not measured: npm run notebooks -- --times ${name}`);
    const minutes = lessonMinutes(file, readNotebook(file));
    assert.equal(line, timeLine(minutes, run), path.basename(file));
    const expected = { minutes: `${minutes} minutes`, run: spokenRun(run.seconds) };
    assert.deepEqual(table[name], expected, `README.md on ${name}`);
  }
});
