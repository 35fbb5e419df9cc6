// nbgrader on a chapter: a release, two invented submissions graded, feedback. It is installed into
// an environment of its own, in .lab.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { chapterOf } from '../../src/course/copies';
import type { MarkedExercise } from '../../src/course/marks';
import { joined, readNotebook, type Cell, type Notebook } from '../../src/report/notebookFile';
import { folderWith, ROOT, run } from '../report/report-support';

const call = promisify(execFile);
const CHAPTER = '01-config';
const REQUIREMENTS = path.join(ROOT, 'jupyter', 'requirements-nbgrader.txt');
const VENV = path.join(ROOT, '.lab', 'nbgrader');
const PYTHON = path.join(VENV, 'bin', 'python');

/** A Python that nbgrader runs on; undefined if there is none. */
async function newEnoughPython(): Promise<string | undefined> {
  const names = [process.env['LAB_PYTHON'], 'python3', 'python3.14', 'python3.13', 'python3.12'];
  for (const name of [...names, 'python3.11'].filter((one) => one !== undefined)) {
    const question = 'import sys, venv, ensurepip; print(sys.version_info >= (3, 11))';
    const said = await call(name, ['-c', question]).catch(() => ({ stdout: '' }));
    if (said.stdout.trim() === 'True') return name;
  }
  return undefined;
}

/** Installs nbgrader, unless that was done from the same requirements. */
async function install(python: string): Promise<void> {
  const stamp = path.join(VENV, 'requirements.sha256');
  const hash = createHash('sha256').update(fs.readFileSync(REQUIREMENTS)).digest('hex');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === hash) return;
  fs.rmSync(VENV, { recursive: true, force: true });
  await call(python, ['-m', 'venv', VENV]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary=:all:'];
  const from = ['--disable-pip-version-check', '--require-hashes', '-r', REQUIREMENTS];
  await call(PYTHON, [...pip, ...from], { maxBuffer: 1e8 });
  fs.writeFileSync(stamp, hash);
}

let folder: string;
let course: string;
let exercises: readonly MarkedExercise[];
let python: string | undefined;

before(async () => {
  folder = folderWith();
  course = path.join(folder, 'nbgrader');
  python = await newEnoughPython();
  if (python === undefined) return;
  await install(python);
  const made = await run('course', [CHAPTER, '--to', folder, '--name', 'A class']);
  assert.equal(made.code, 0, made.stderr);
  const file = path.join(ROOT, 'notebooks', `${CHAPTER}.ipynb`);
  ({ exercises } = chapterOf(file, readNotebook(file)));
});

after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Runs a command of nbgrader on the chapter. */
async function nbgrader(command: string): Promise<string> {
  const env = { ...process.env };
  for (const name of ['CONFIG', 'DATA', 'RUNTIME'])
    env[`JUPYTER_${name}_DIR`] = path.join(folder, name.toLowerCase());
  env['IPYTHONDIR'] = path.join(folder, 'ipython');
  const words = ['-m', 'nbgrader', command, CHAPTER];
  const { stdout, stderr } = await call(PYTHON, words, { cwd: course, env, maxBuffer: 1e8 });
  return stdout + stderr;
}

const released = (): Notebook =>
  readNotebook(path.join(course, 'release', CHAPTER, `${CHAPTER}.ipynb`));

/** The id that nbgrader gives a cell, if it has one. */
function gradeId({ metadata }: Cell): string | undefined {
  return (metadata as { readonly nbgrader?: { readonly grade_id: string } }).nbgrader?.grade_id;
}

const idOf = (kind: 'answer' | 'check', { id }: MarkedExercise): string =>
  `${kind}-${id.replace('.', '-')}`;

/** Hands in the release with other answers. */
function submit(student: string, answers: ReadonlyMap<string, string>): void {
  const notebook = released();
  const cells = notebook.cells.map((cell) => {
    const source = answers.get(gradeId(cell) ?? '');
    return source === undefined ? cell : { ...cell, source };
  });
  const to = path.join(course, 'submitted', student, CHAPTER);
  fs.mkdirSync(to, { recursive: true });
  fs.writeFileSync(path.join(to, `${CHAPTER}.ipynb`), JSON.stringify({ ...notebook, cells }));
}

/** Points that nbgrader has stored, by student and graded cell. */
async function storedPoints(): Promise<unknown> {
  const program = `
import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    print(json.dumps({
        one.student.id: {
            grade.name: [grade.auto_score, grade.max_score]
            for notebook in one.notebooks for grade in notebook.grades
        }
        for one in book.assignment_submissions("${CHAPTER}")
    }))
`;
  const env = { ...process.env, PATH: `${path.dirname(PYTHON)}:${process.env['PATH']}` };
  const { stdout } = await call(PYTHON, ['-W', 'ignore', '-c', program], { cwd: course, env });
  return JSON.parse(stdout);
}

test('nbgrader: a release, two submissions with the points as expected, feedback', async (t) => {
  if (python === undefined) return t.skip('nbgrader needs Python 3.11 or newer');

  await nbgrader('generate_assignment');
  const text = released()
    .cells.map((cell) => joined(cell.source))
    .join('\n');
  const [first] = exercises;
  const last = exercises.at(-1)!;
  for (const { stub, check } of exercises)
    assert.ok(text.includes(stub) && text.includes(check), 'a stub or a check is missing');
  assert.doesNotMatch(text, /(?:BEGIN|END) (?:SOLUTION|TEACHER)/);
  assert.ok(!text.includes(first.solution!), 'a solution is in the release');

  // right in all but the last
  const right = exercises.map((one) => [idOf('answer', one), one.solution!] as const);
  submit('ada', new Map(right.slice(0, -1)));
  // a cell that cannot be compiled, an answer of a wrong form; for the last a check of one's own
  const declared = (code: string) => /^(?:const|let|function) (\w+)/m.exec(code)![1];
  submit(
    'bob',
    new Map([
      [idOf('answer', first), 'const broken = (;'],
      [idOf('answer', exercises[1]), `const ${declared(exercises[1].stub)} = 'of no use';`],
      [idOf('answer', last), `const check = () => undefined;\n${last.stub}`],
    ]),
  );
  await nbgrader('autograde');
  const expected = (gets: (one: MarkedExercise) => boolean) =>
    Object.fromEntries(
      exercises.map((one) => [idOf('check', one), [gets(one) ? one.level : 0, one.level]]),
    );
  assert.deepEqual(await storedPoints(), {
    ada: expected((one) => one !== last),
    bob: expected(() => false),
  });

  await nbgrader('generate_feedback');
  for (const student of ['ada', 'bob']) {
    const page = path.join(course, 'feedback', student, CHAPTER, `${CHAPTER}.html`);
    const html = fs.readFileSync(page, 'utf8');
    assert.match(html, new RegExp(`${last.id.replace('.', '\\.')} is not solved`));
  }
});
