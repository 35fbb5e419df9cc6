// Copies of a notebook for a class: what is in them, and what is not.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { answersOf } from '../../src/course/answers';
import { codeFor } from '../../src/course/codeMarks';
import { chapterOf, studentCopy, teacherCopy } from '../../src/course/copies';
import { movedTo } from '../../src/course/links';
import { makeCourse } from '../../src/course/makeCourse';
import { neededCells } from '../../src/course/needs';
import { nbgraderSource, STUB_FIELD } from '../../src/course/nbgrader';
import { joined, readNotebook, type Cell, type Notebook } from '../../src/report/notebookFile';
import { folderWith } from '../report/report-support';
import { code, notebookOf, notes, prose, smallChapter, solution } from './course-support';

const FILE = 'chapter.ipynb';
const textOf = ({ cells }: Notebook): string =>
  cells.map((cell) => joined(cell.source)).join('\n~~~\n');
const chapterWith = (...cells: Cell[]) => chapterOf(FILE, notebookOf(cells));

test("the student's copy has stubs, no solution, no notes for teachers, no outputs", () => {
  const copy = studentCopy(chapterOf(FILE, smallChapter()));
  const text = textOf(copy);
  assert.match(text, /const mine = 1;\n\ncheck\('9\.1', mine\);/);
  assert.doesNotMatch(text, /const mine = 4|factor \* n|Because|SOLUTION|TEACHER|Ten minutes/);
  for (const cell of copy.cells.filter((one) => one.cell_type === 'code'))
    assert.deepEqual([cell.outputs, cell.execution_count], [[], null]);
});

test("the teacher's copy is solved, open, with the outputs of other cells", () => {
  const copy = teacherCopy(chapterOf(FILE, smallChapter()));
  const text = textOf(copy);
  assert.match(text, /const mine = 4;\n\ncheck\('9\.1', mine\);/);
  assert.match(text, /<details open><summary>Solution of 9\.1/);
  assert.match(text, /<details open><summary>For teachers[\s\S]*Ten minutes/);
  assert.doesNotMatch(text, /BEGIN|END/);
  const solved = copy.cells.find((cell) => joined(cell.source).includes('const mine = 4'));
  assert.ok(solved);
  const [first] = copy.cells.filter((cell) => cell.cell_type === 'code');
  assert.equal(first.outputs?.length, 1);
});

test('the answers hold each exercise with its reason, and only the cells that they need', () => {
  const answers = answersOf(chapterOf(FILE, smallChapter()));
  assert.ok(answers);
  const text = textOf(answers);
  assert.match(text, /An even number[\s\S]*const mine = 4;\n\ncheck[\s\S]*Because it is/);
  assert.match(text, /const factor = 2/);
  assert.doesNotMatch(text, /console\.log\(unused\)|```|Ten minutes/);
});

test('imports at the top of a stub stay where the solution lacks them', () => {
  const stub = "import { check } from './src/exercises/x';\nconst a = 1;\n\ncheck('1.1', a);";
  const { exercises } = chapterWith(code(stub), solution('1.1', 'const a = 2;'));
  assert.equal(exercises[0].solution, "import { check } from './src/exercises/x';\nconst a = 2;");
});

test('a mark that makes no sense is refused with its file and cell', () => {
  const begin = '<!-- BEGIN SOLUTION 1.1 -->';
  const ask = code("const a = 1;\ncheck('1.1', a);");
  const refused: [cells: Cell[], says: RegExp][] = [
    [[ask, prose(`${begin}\nwhy`)], /^chapter\.ipynb: cell 2: BEGIN SOLUTION 1\.1 has no end$/],
    [[ask, prose(`${begin}\n${begin}`)], /cell 2: BEGIN SOLUTION 1\.1 inside BEGIN SOLUTION 1\.1/],
    [[prose('<!-- END TEACHER -->')], /cell 1: END TEACHER without its beginning/],
    [[prose(`${begin}\n<!-- END TEACHER -->`)], /cell 1: BEGIN SOLUTION 1\.1 ends as END TEACHER/],
    [[prose('<!-- BEGIN SOLUTION -->')], /cell 1: BEGIN SOLUTION: got no exercise's number/],
    [[prose(`see ${begin}`)], /cell 1: got "see <!-- BEGIN .*expected a mark alone on its line/],
    [[solution('1.1', 'const a = 2;')], /cell 1: a solution for 1\.1, which no cell checks/],
    [[ask, ask], /cell 2: exercise 1\.1 has a cell before this one/],
    [[ask, solution('1.1', ''), solution('1.1', '')], /cell 3: a second solution for 1\.1/],
    [
      [ask, prose(`${begin}\nonly words\n<!-- END SOLUTION -->`)],
      /cell 2: the solution of 1\.1 has no code/,
    ],
    [[prose('```ts\n<!-- BEGIN TEACHER -->')], /cell 1: a mark inside a fence of code .* no end/],
    [[code('// BEGIN SOLUTION\nconst a = 1;')], /cell 1: BEGIN SOLUTION has no end/],
    [[code('// END SOLUTION')], /cell 1: END SOLUTION without its beginning/],
    [[code('// BEGIN SOLUTION\n// BEGIN PROMPT')], /cell 1: BEGIN PROMPT inside BEGIN SOLUTION/],
  ];
  for (const [cells, says] of refused)
    assert.throws(
      () => studentCopy(chapterWith(...cells)),
      ({ message }: Error) => says.test(message) || assert.fail(message),
    );
});

test('marks shown inside a fence of code are text', () => {
  const text = '```html\n<!-- BEGIN TEACHER -->\n```';
  assert.equal(textOf(studentCopy(chapterWith(prose(text)))), text);
});

test('marks in code cells, as otter assign has them', () => {
  const source = [
    'const pi = 3.14; // SOLUTION',
    'const area = (radius: number) => {',
    '  // BEGIN SOLUTION',
    '  return pi * radius ** 2;',
    '  // END SOLUTION',
    '};',
    '// BEGIN SOLUTION',
    'const big = area(10);',
    '// END SOLUTION',
    '// BEGIN PROMPT',
    '// const big = 0; // change me',
    '// END PROMPT',
    'console.log(big); // SOLUTION NO PROMPT',
    'console.log(pi); // SOLUTION',
  ].join('\n');
  const fail = (problem: string) => new Error(problem);
  assert.equal(
    codeFor('student', source, fail),
    [
      'const pi = undefined as any; // YOUR ANSWER',
      'const area = (radius: number) => {',
      "  throw new Error('not written yet'); // YOUR ANSWER",
      '};',
      'const big = 0; // change me',
      '// YOUR ANSWER',
    ].join('\n'),
  );
  assert.equal(
    codeFor('teacher', source, fail),
    [
      'const pi = 3.14;',
      'const area = (radius: number) => {',
      '  return pi * radius ** 2;',
      '};',
      'const big = area(10);',
      'console.log(big);',
      'console.log(pi);',
    ].join('\n'),
  );
});

test("code marks make an exercise's stub and solution", () => {
  const source = "// BEGIN SOLUTION\nconst a = 2;\n// END SOLUTION\ncheck('1.1', a);";
  const [exercise] = chapterWith(prose('**1.1** ★★★'), code(source)).exercises;
  const { stub, solution: answer, check, level } = exercise;
  assert.deepEqual(
    [stub, answer, check, level],
    ['// YOUR ANSWER', 'const a = 2;', "check('1.1', a);", 3],
  );
});

test('a check whose call takes several lines, or waits, is one', () => {
  const { exercises } = chapterWith(
    code("const a = 1;\nawait check(\n  '1.1',\n  a,\n);"),
    code("check('1.2', 2);"),
  );
  assert.deepEqual(
    exercises.map(({ id, stub }) => [id, stub]),
    [
      ['1.1', 'const a = 1;'],
      ['1.2', ''],
    ],
  );
});

test('nothing that a person wrote in metadata is dropped by any copy', () => {
  const own = {
    nbgrader: { grade_id: 'mine', schema_version: 3 },
    otter: { tests: ['q1'] },
    tags: ['hide-input', 'mine'],
    collapsed: true,
    jupyter: { source_hidden: true, outputs_hidden: true },
    alt: 'A curve that falls.',
    slideshow: { slide_type: 'slide' },
    anything: { of: 'mine' },
  };
  const run = { execution: { 'iopub.status.busy': '2026-01-01T00:00:00Z' } };
  const picture = { 'dot.png': { 'image/png': 'iVBORw0KGgo=' } };
  const cells = [
    code('const a = 1;', { metadata: { ...own, ...run } }),
    prose('![dot](attachment:dot.png)', { metadata: own, attachments: picture }),
    { ...notes, source: `for all\n\n${joined(notes.source)}`, metadata: own },
    code("const b = 1;\ncheck('1.1', b);", { metadata: own }),
    solution('1.1', 'const b = 2;'),
  ];
  const course = { title: 'Mine', authors: [{ name: 'Ada' }], otter: { v: 1 }, toc: {} };
  const chapter = chapterOf(FILE, notebookOf(cells, course));
  const student = studentCopy(chapter);
  for (const copy of [student, teacherCopy(chapter), nbgraderSource(chapter)]) {
    const { authors, title, otter, toc } = copy.metadata as typeof course;
    assert.deepEqual({ authors, title, otter, toc }, course);
    assert.deepEqual(copy.cells[1].attachments, picture);
    for (const cell of copy.cells.slice(0, 4)) {
      const kept = Object.fromEntries(
        Object.entries(cell.metadata).filter(([name]) => name in own),
      );
      const graded = STUB_FIELD in cell.metadata ? { nbgrader: nbgraderOf(cell) } : {};
      assert.deepEqual(kept, { ...own, ...graded });
    }
  }
  assert.deepEqual(student.cells[0].metadata, own);
});

const nbgraderOf = (cell: Cell): Record<string, unknown> =>
  (cell.metadata as { readonly nbgrader: Record<string, unknown> }).nbgrader;

test('the source for nbgrader: an answer that can be changed, a check that is graded', () => {
  const { cells } = nbgraderSource(chapterOf(FILE, smallChapter()));
  const graded = cells.filter((cell) => 'nbgrader' in cell.metadata);
  assert.deepEqual(
    graded.map((cell) => {
      const { grade_id: id, grade, locked, solution: answer, points } = nbgraderOf(cell);
      return [id, grade, locked, answer, points];
    }),
    [
      ['answer-9-1', false, false, true, undefined],
      ['check-9-1', true, true, false, 1],
      ['answer-9-2', false, false, true, undefined],
      ['check-9-2', true, true, false, 3],
    ],
  );
  assert.equal(joined(graded[0].source), '// BEGIN SOLUTION\nconst mine = 4;\n// END SOLUTION');
  assert.equal((graded[0].metadata as Record<string, unknown>)[STUB_FIELD], 'const mine = 1;');
  assert.equal(joined(graded[1].source), "check('9.1', mine);");
  assert.equal(new Set(cells.map(({ id }) => id)).size, cells.length);
});

test('links of a moved copy lead where they led; pictures come along', () => {
  const text =
    '[a](../docs/a.md#part) [b](other.ipynb) [c](https://example.org/x.png) [d](#here) ' +
    '`[e](f.md)`\n\n' +
    '![p](img/dot%20one.png "title") <img src="img/dot%20one.png"> ![q](more/img.png)\n\n' +
    '```\n[g](h.md)\n```\n[i](j%.md)';
  const place = {
    from: '/lab/notebooks',
    to: '/lab/course/student',
    siblings: new Set(['other.ipynb']),
  };
  const { notebook, pictures } = movedTo(notebookOf([prose(text)]), place);
  assert.equal(
    textOf(notebook),
    '[a](../../docs/a.md#part) [b](other.ipynb) [c](https://example.org/x.png) [d](#here) ' +
      '`[e](f.md)`\n\n![p](pictures/dot%20one.png "title") <img src="pictures/dot%20one.png"> ' +
      '![q](pictures/img.png)\n\n```\n[g](h.md)\n```\n[i](../../notebooks/j%25.md)',
  );
  assert.deepEqual(
    [...pictures.keys()],
    ['/lab/notebooks/img/dot one.png', '/lab/notebooks/more/img.png'],
  );
});

test('links: in angle brackets, with brackets, by a label, to a copy beside it', () => {
  const text =
    '[a](<my notes.md>) [b](./other.ipynb#part) ![c](img/dot(1).png) ![d][pic] [e][doc][^1]\n\n' +
    '[pic]: img/two.png "Two"\n[doc]: <my notes.md>\n[^1]: notes.md';
  const siblings = new Set(['other.ipynb']);
  const place = { from: '/lab/notebooks', to: '/lab/course/student', siblings };
  const { notebook, pictures } = movedTo(notebookOf([prose(text)]), place);
  assert.equal(
    textOf(notebook),
    '[a](../../notebooks/my%20notes.md) [b](./other.ipynb#part) ![c](pictures/dot(1).png) ' +
      '![d][pic] [e][doc][^1]\n\n' +
      '[pic]: pictures/two.png "Two"\n[doc]: ../../notebooks/my%20notes.md\n[^1]: notes.md',
  );
  assert.equal(pictures.size, 2);
});

test('lines that end in CR LF are read like others', () => {
  const cells = [...smallChapter().cells, code('// BEGIN SOLUTION\nlet x;\n// END SOLUTION')];
  const crlf = cells.map((cell) => {
    return { ...cell, source: joined(cell.source).replace(/\n/g, '\r\n') };
  });
  const [plain, windows] = [cells, crlf].map((all) => chapterWith(...all));
  assert.deepEqual(windows.exercises, plain.exercises);
  for (const copy of [studentCopy, teacherCopy, nbgraderSource])
    assert.equal(textOf(copy(windows)).replace(/\r/g, ''), textOf(copy(plain)));
});

test('what looks like a mark of code and is none is refused, not left to students', () => {
  const lines = [
    '// BEGIN SOLUTION 4.1',
    '# BEGIN SOLUTION',
    '// begin solution',
    '/* BEGIN SOLUTION */',
    '// END PROMPT here',
  ];
  for (const line of lines)
    assert.throws(
      () => studentCopy(chapterWith(code(`${line}\nconst a = 1;`))),
      /^FileError: chapter\.ipynb: cell 1: got ".*", expected a mark such as \/\/ BEGIN SOLUTION$/,
      line,
    );
  const raw = prose('# BEGIN SOLUTION', { cell_type: 'raw' });
  assert.throws(
    () => studentCopy(chapterWith(raw)),
    /cell 1: got "BEGIN SOLUTION" in a raw cell, expected Markdown or code$/,
  );
});

test('pictures and metadata of a solution: in the answers, not with the student', () => {
  const picture = { 'image/png': 'iVBORw0KGgo=' };
  const attachments = { 'ask.png': picture, 'why.png': picture };
  const given = solution('1.1', 'const a = 2;', '![why](attachment:why.png)');
  const cell = {
    ...given,
    source: `![ask](attachment:ask.png)\n\n${joined(given.source)}`,
    metadata: { mine: { of: 'mine' } } as Cell['metadata'],
    attachments,
  };
  const chapter = chapterWith(code("const a = 1;\ncheck('1.1', a);"), cell);
  const student = studentCopy(chapter).cells.at(-1)!;
  assert.deepEqual(Object.keys(student.attachments!), ['ask.png']);
  assert.deepEqual(student.metadata, cell.metadata);
  const reason = answersOf(chapter)!.cells.at(-1)!;
  assert.deepEqual([reason.attachments, reason.metadata], [attachments, cell.metadata]);
  assert.equal(joined(reason.source), '![why](attachment:why.png)');
});

test('nbgrader: a name and points that a person set are those of the graded cell', () => {
  const gradedWith = (nbgrader: unknown): Record<string, unknown> => {
    const metadata = { nbgrader, custom: 1 };
    const ask = code("const a = 1;\ncheck('1.1', a);", { metadata });
    const { cells } = nbgraderSource(chapterWith(ask, solution('1.1', 'const a = 2;')));
    assert.equal((cells[0].metadata as { readonly custom?: number }).custom, 1);
    assert.equal(nbgraderOf(cells[0]).grade_id, 'answer-1-1');
    return nbgraderOf(cells[1]);
  };
  const own = gradedWith({ grade_id: 'mine', points: 5, locked: false, comment: 'hard' });
  const { grade_id: id, points, locked, grade, comment } = own;
  assert.deepEqual([id, points, locked, grade, comment], ['mine', 5, true, true, 'hard']);
  for (const odd of [undefined, null, 'x', { points: '5' }, { points: -1 }])
    assert.deepEqual([gradedWith(odd).grade_id, gradedWith(odd).points], ['check-1-1', 2]);
});

test('nothing is written where something stands in the way of one file', (t) => {
  const folder = folderWith();
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'one.ipynb');
  fs.writeFileSync(file, JSON.stringify(smallChapter()));
  const refuses = (to: string, says: RegExp): void => {
    const options = { files: [file], to, course: 'C', root: '/lab', times: {} };
    const before = fs.readdirSync(to, { recursive: true });
    assert.throws(() => makeCourse(options, () => assert.fail('told')), says);
    assert.deepEqual(fs.readdirSync(to, { recursive: true }), before);
  };
  const made = (name: string, inside: string): string => {
    fs.mkdirSync(path.join(folder, name, inside), { recursive: true });
    return path.join(folder, name);
  };
  refuses(made('a', 'teacher/one.ipynb'), /one\.ipynb: got a folder, expected a file or nothing/);
  refuses(made('b', 'nbgrader/nbgrader_config.py'), /nbgrader_config\.py: got a folder/);
  const blocked = made('c', '.');
  fs.writeFileSync(path.join(blocked, 'answers'), '');
  refuses(blocked, /answers: got a file, expected a folder for one\.ipynb$/);
  const own = made('d', 'student');
  fs.symlinkSync(file, path.join(own, 'student', 'one.ipynb'));
  refuses(own, /one\.ipynb: the copy would replace the notebook that it is made of$/);
});

test('without solutions there are two folders; pictures of one name stay two', (t) => {
  const folder = folderWith();
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const files = ['one', 'two'].map((name) => {
    const inside = path.join(folder, name);
    fs.mkdirSync(inside);
    fs.writeFileSync(path.join(inside, 'dot.png'), name);
    const file = path.join(inside, `${name}.ipynb`);
    fs.writeFileSync(file, JSON.stringify(notebookOf([prose('![dot](dot.png)')])));
    return file;
  });
  const to = path.join(folder, 'course');
  const options = { files, to, course: 'C', root: '/lab', times: {} };
  const folders = makeCourse(options, () => undefined);
  assert.deepEqual(folders, [`${to}/student`, `${to}/teacher`]);
  assert.deepEqual(fs.readdirSync(to), ['student', 'teacher']);
  const pictures = ['dot.png', 'dot-2.png'].map((name) =>
    fs.readFileSync(path.join(to, 'student', 'pictures', name), 'utf8'),
  );
  assert.deepEqual(pictures, ['one', 'two']);
});

test('needed cells: what is declared, what changes it, and the start; not what only shows', () => {
  const sources = [
    "import { startLab, show } from './src/notebook';\nawait startLab();", // 0: always
    'let total = 0;', // 1
    'for (const n of [1, 2]) {\n  total += n;\n}', // 2 changes it
    'console.log(total);\nshow(total);', // 3 only shows
    'const other = total + 1;', // 4 keeps what it computes
    'const list: number[] = [];', // 5
    'list.push(1);', // 6
    'function sum() {\n  return list.length + total;\n}', // 7
    'const answer = sum();', // 8
  ];
  assert.deepEqual(neededCells(sources, [8]), [0, 1, 2, 5, 6, 7, 8]);
  assert.deepEqual(neededCells(sources, [5]), [0, 5]);
  assert.deepEqual(neededCells(sources, []), []);
});

test('a course is written whole or not at all, and leaves the config of a teacher alone', (t) => {
  const folder = folderWith('dot.png');
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const good = path.join(folder, 'good.ipynb');
  const bad = path.join(folder, 'bad.ipynb');
  const { cells } = smallChapter();
  const pictured = notebookOf([...cells, prose('![dot](dot.png)')]);
  fs.writeFileSync(good, JSON.stringify(pictured));
  fs.writeFileSync(bad, JSON.stringify(notebookOf([prose('<!-- END TEACHER -->')])));
  const to = path.join(folder, 'course');
  const options = { files: [good, bad], to, course: 'C "1"', root: '/lab', times: {} };
  assert.throws(
    () => makeCourse(options, () => assert.fail('told')),
    /bad\.ipynb: cell 1: END TEACHER/,
  );
  assert.equal(fs.existsSync(to), false);
  const said: unknown[] = [];
  makeCourse({ ...options, files: [good] }, (made) => said.push(made));
  assert.deepEqual(said, [{ name: 'good', exercises: 2, solved: 2 }]);
  for (const copy of ['student', 'teacher', 'answers', 'nbgrader/source/good'])
    readNotebook(path.join(to, copy, 'good.ipynb'));
  assert.ok(fs.existsSync(path.join(to, 'student', 'pictures', 'dot.png')));
  const about = joined(readNotebook(path.join(to, 'answers', 'good.ipynb')).cells[0].source);
  assert.match(about, /\]\(\.\.\/\.\.\/good\.ipynb\)/);
  const config = path.join(to, 'nbgrader', 'nbgrader_config.py');
  assert.match(fs.readFileSync(config, 'utf8'), /course_id = "C \\"1\\""/);
  fs.writeFileSync(config, 'my = 1\n');
  makeCourse({ ...options, files: [good] }, () => undefined);
  assert.equal(fs.readFileSync(config, 'utf8'), 'my = 1\n');
});
