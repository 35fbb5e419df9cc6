// The answers to each chapter, as `npm run course` makes them, on a fresh kernel: every exercise is
// solved by its printed solution. An answer that is none is an error there (LAB_CHECK=throw).
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { makeCourse } from '../../src/course/makeCourse';
import { readExercises } from '../../src/course/marks';
import type { Verdict } from '../../src/notebook';
import {
  joined,
  listNotebooks,
  notebookName,
  readNotebook,
  type Notebook,
} from '../../src/report/notebookFile';
import { folderWith, ROOT, run } from '../report/report-support';

const folder = folderWith();
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Whether a notebook has exercises of src/exercises, and so must print their solutions. */
const hasExercises = ({ cells }: Notebook): boolean =>
  cells.some((cell) => /from '\.\/src\/exercises\//.test(joined(cell.source)));

/** Runs the answers to a chapter and reads what its checks wrote. */
async function solve(file: string): Promise<void> {
  const exercises = readExercises(file, readNotebook(file));
  const unsolved = exercises.filter(({ solution }) => solution === undefined);
  assert.deepEqual(
    unsolved.map(({ id }) => id),
    [],
    'exercises without a printed solution',
  );
  const to = path.join(folder, notebookName(file));
  const options = { files: [file], to, course: 'Test', root: ROOT, times: {} };
  makeCourse(options, () => undefined);
  const log = path.join(to, 'checks.jsonl');
  const environment = { LAB_ROOT: ROOT, LAB_CHECK: 'throw', LAB_CHECK_LOG: log };
  const { code, stderr } = await run(
    'notebooks',
    ['--from', path.join(to, 'answers')],
    environment,
  );
  assert.equal(code, 0, stderr);
  const lines = fs.readFileSync(log, 'utf8').trim().split('\n');
  const verdicts = lines.map((line) => JSON.parse(line) as Verdict);
  assert.deepEqual(
    verdicts.map(({ id, passed, points }) => [id, passed, points]),
    exercises.map(({ id, level }) => [id, true, level]),
  );
}

const chapters = listNotebooks(path.join(ROOT, 'notebooks')).filter((file) =>
  hasExercises(readNotebook(file)),
);

test('there are chapters with exercises', () => assert.ok(chapters.length > 0));

// Two at once: a notebook keeps one core busy, mostly.
test('the printed solutions solve every exercise', { concurrency: 2 }, async (t) => {
  const runs = chapters.map((file) =>
    t.test(notebookName(file), { timeout: 10 * 60_000 }, () => solve(file)),
  );
  await Promise.all(runs);
});
