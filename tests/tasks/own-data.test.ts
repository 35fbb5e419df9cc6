// Scenarios from tables of one's own: what the columns become, and what is refused.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import pl from 'nodejs-polars';
import { FileError } from '../../src/core/errors';
import {
  type OwnDataOptions,
  type OwnRow,
  readScenario,
  scenarioFromRows,
  type Rows,
} from '../../src/tasks/continual';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'own-data-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const animals: OwnRow[] = [
  { task: 'b', split: 'train', weight: 4, length: 0.5, label: 'cat' },
  { task: 'b', split: 'train', weight: 30, length: 1.25, label: 'dog' },
  { task: 'b', split: 'test', weight: 5, length: 0.75, label: 'cat' },
  { task: 'a', split: 'train', weight: 1, length: 0.25, label: 'ant' },
  { task: 'a', split: 'test', weight: 2, length: 0.125, label: 'ant' },
];
const numbersOf = ({ count, x, y }: Rows): unknown => [count, [...x], [...y]];

test('a table becomes tasks in order of appearance, columns by name become x and y', () => {
  const scenario = scenarioFromRows(animals, { epochs: 3, batchSize: 2, name: 'animals' });
  const { name, kind, inputSize, outputSize, epochs, batchSize, tasks } = scenario;
  assert.deepEqual(
    [name, kind, inputSize, outputSize, epochs, batchSize],
    ['animals', 'classes', 2, 3, 3, 2],
  );
  assert.deepEqual(
    [scenario.features, scenario.outputs, tasks.map((task) => task.name)],
    [
      ['weight', 'length'],
      ['ant', 'cat', 'dog'],
      ['b', 'a'],
    ],
  );
  assert.deepEqual(numbersOf(tasks[0].train), [2, [4, 0.5, 30, 1.25], [0, 1, 0, 0, 0, 1]]);
  assert.deepEqual(numbersOf(tasks[1].test), [1, [2, 0.125], [1, 0, 0]]);
  assert.equal(tasks[0].allowed, undefined);
  const [b, a] = scenarioFromRows(animals, { taskIncremental: true }).tasks;
  assert.deepEqual(
    [b, a].map(({ allowed }) => [...allowed!]),
    [
      [0, 1, 1],
      [1, 0, 0],
    ],
  );
});

test('CSV and Parquet give the same scenario as the rows they were made from', () => {
  const expected = scenarioFromRows(animals, { name: 'animals' });
  const table = pl.DataFrame(animals as Record<string, unknown>[]);
  for (const file of ['animals.csv', 'animals.parquet'].map((one) => path.join(folder, one))) {
    if (file.endsWith('.csv')) table.writeCSV(file);
    else table.writeParquet(file);
    assert.deepEqual(readScenario(file), expected, file);
  }
});

test('numbers to be answered, and validation rows that leave test rows alone', () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({
    task: 1,
    split: i < 15 ? 'train' : 'test',
    x: i,
    y1: 2 * i,
    y2: -i,
  }));
  const scenario = scenarioFromRows(rows);
  assert.deepEqual([scenario.kind, scenario.outputs], ['values', ['y1', 'y2']]);
  assert.deepEqual([...scenario.tasks[0].test.y].slice(0, 4), [30, -15, 32, -16]);
  const [task] = scenarioFromRows(rows, { judgedOn: 'validation' }).tasks;
  assert.deepEqual([task.train.count, task.test.count], [12, 3]);
  assert.deepEqual(
    [...task.train.x, ...task.test.x].sort((a, b) => a - b),
    rows.slice(0, 15).map(({ x }) => x),
  );
});

test('what does not fit is named by file, row and column', () => {
  const changed = (i: number, change: OwnRow): OwnRow[] =>
    animals.map((row, k) => (k === i ? { ...row, ...change } : row));
  const wrong: [OwnRow[], RegExp][] = [
    [[], /rows: got none, expected at least one/],
    [changed(1, { weight: 'heavy' }), /row 2, weight: got "heavy", expected a finite number/],
    [changed(2, { length: null }), /row 3, length: got nothing, expected a text or a number/],
    [changed(0, { split: 'dev' }), /row 1, split: got "dev", expected 'train' or 'test'/],
    [changed(4, { split: 'train' }), /task a: got no row whose split is test/],
    [
      animals.map(({ task: _, ...row }) => row),
      /columns: got split, weight, length, label, expected a column 'task'/,
    ],
    [animals.map(({ label: _, ...row }) => row), /columns: .* expected either 'label', or 'y'/],
    [animals.map((row) => ({ ...row, y: 1 })), /columns: .* expected either 'label', or 'y'/],
    [
      animals.map(({ task, split, label }) => ({ task, split, label })),
      /columns: .* expected at least one feature/,
    ],
  ];
  for (const [rows, message] of wrong) assert.throws(() => scenarioFromRows(rows), message);
  assert.throws(
    () => scenarioFromRows(animals, { judgedOn: 'validation' }),
    /task b: got 2 train rows, expected three of a class at least/,
  );
  assert.throws(
    () => scenarioFromRows(animals, { batchSize: 0 }),
    /batchSize: got 0, expected a whole number of at least 1/,
  );
  const file = path.join(folder, 'late.csv');
  const lines = Array.from({ length: 300 }, (_, i) => `1,train,${i === 250 ? 'x' : i},cat`);
  fs.writeFileSync(file, ['task,split,size,label', ...lines, '1,test,1,cat'].join('\n'));
  assert.throws(() => readScenario(file), /late\.csv: row 251, size: got "x"/);
  assert.throws(() => readScenario(path.join(folder, 'none.csv')), /none\.csv: /);
});

test('a CSV file is read as RFC 4180 says, whatever its line ends and quotes', () => {
  const file = path.join(folder, 'forms.csv');
  const forms = [
    'task,split,x,label\na,train,1,cat\na,test,2,"d, ""o""\n"\n',
    '\ufefftask,split,x,label\r\na,train,1,cat\r\na,test,2,"d, ""o""\n"\r\n',
    'task,split,x,label\ra,train,1,cat\r\ra,test,2,"d, ""o""\n"',
    '\n"task" , "split",x, label\n a, train , 1 ,cat\na,"test",2.0e0 ,"d, ""o""\n" \n\n',
  ];
  for (const form of forms) {
    fs.writeFileSync(file, form);
    const { outputs, tasks } = readScenario(file);
    assert.deepEqual(outputs, ['cat', 'd, "o"\n'], JSON.stringify(form));
    assert.deepEqual(numbersOf(tasks[0].test), [1, [2], [0, 1]]);
  }
});

test('a file that is no such table is refused in one line: the file, the line or the row', () => {
  const head = 'task,split,x,label\n';
  const right = `${head}a,train,1,cat\na,test,2,dog\n`;
  const parquet = pl.DataFrame(animals as Record<string, unknown>[]).writeParquet();
  const cases: [string, string | Uint8Array, RegExp][] = [
    ['a.csv', '', /^got no line, expected one with names of columns$/],
    ['a.csv', head, /^rows: got none, expected at least one$/],
    ['a.csv', `${right}a,test,2\n`, /^line 4: got 3 values, expected 4, one a column$/],
    ['a.csv', `${right}\na,test,2,dog,9\n`, /^line 5: got 5 values, expected 4, one a column$/],
    [
      'a.csv',
      `${head}a,train,1,"c\na,test,2,dog\n`,
      /^row 1, column 4: got a quote that is not closed by the end of the file$/,
    ],
    [
      'a.csv',
      `${head}a,train,1,"c"d\na,test,2,dog\n`,
      /^line 2, column 4: got a quote that is not at the end of the value$/,
    ],
    [
      'a.csv',
      `${head}a,train,1"2,cat\n`,
      /^line 2, column 3: got a quote inside a value, expected/,
    ],
    ['a.csv', 'task,split,x,x,label\na,train,1,2,c\n', /^line 1: got column 'x' twice, expected/],
    [
      'a.csv',
      'task,split,,label\na,train,1,c\n',
      /^line 1: got no name of column 3, expected one$/,
    ],
    [
      'a.csv',
      right.replaceAll(',', ';'),
      /^columns: got task;split;x;label, expected a column 'task'/,
    ],
    ['a.csv', Buffer.from(`${head}a,train,1,caf\xe9`, 'latin1'), /^line 2: no text in UTF-8$/],
    ['a.csv', Buffer.from(`\ufeff${right}`, 'utf16le'), /^got text in UTF-16, expected UTF-8$/],
    ['a.csv', `${head}a,tr\0ain,1,c`, /^line 2: no text$/],
    ['a.csv', parquet, /^got a Parquet file, expected CSV: Parquet is called NAME\.parquet$/],
    ['a.parquet', right, /^got no Parquet file, expected one$/],
    ['a.parquet', parquet.subarray(0, 300), /^cannot be read as Parquet: cut short or changed/],
    ['a.csv', right.replace('2', 'NaN'), /^row 2, x: got "NaN", expected a finite number$/],
    ['a.csv', right.replace('2', '1e400'), /^row 2, x: got "1e400", expected a finite number$/],
    ['a.csv', right.replace('2', '1e39'), /^row 2, x: got "1e39", expected a finite number$/],
    ['a.csv', right.replace('2', '0x10'), /^row 2, x: got "0x10", expected a finite number$/],
    ['a.csv', right.replace('2', ' '), /^row 2, x: got nothing, expected a text or a number$/],
    ['a.csv', right.replace('2', '" "'), /^row 2, x: got " ", expected a text or a number$/],
    [
      'a.csv',
      right.replace('test', 'Test'),
      /^row 2, split: got "Test", expected 'train' or 'test'$/,
    ],
  ];
  for (const [name, content, message] of cases) {
    const file = path.join(folder, name);
    fs.writeFileSync(file, content);
    assert.throws(
      () => readScenario(file),
      (error: FileError) =>
        error instanceof FileError && error.file === file && message.test(error.problem),
      String(message),
    );
  }
  assert.throws(() => readScenario(folder), {
    name: 'FileError',
    message: `${folder}: illegal operation on a directory`,
  });
});

test('rows and options of other forms are refused by name', () => {
  const wrong: [unknown, unknown, RegExp][] = [
    [null, {}, /^rows: got null, expected a list of rows$/],
    [[null], {}, /^row 1: got null, expected an object$/],
    [
      [...animals, { ...animals[0], height: 1 }],
      {},
      /^row 6: got a column 'height', expected the c/,
    ],
    [[animals[0], { task: 'b', split: 'test' }], {}, /^row 2, label: got nothing, expected/],
    [
      [{ ...animals[0], task: new Date(0) }],
      {},
      /^row 1, task: got 1970.*, expected a text or a n/,
    ],
    [[{ ...animals[0], label: NaN }], {}, /^row 1, label: got NaN, expected a text or a number$/],
    [
      animals,
      { judgedOn: 'train' },
      /^judgedOn: got "train", expected one of 'test', 'validation'$/,
    ],
    [animals, { taskIncremental: 1 }, /^taskIncremental: got 1, expected true or false$/],
    [animals, { epoch: 3 }, /^epoch: got 3, expected one of the fields there are: name, epochs/],
    [animals, null, /^options: got null, expected an object with some of name, epochs/],
  ];
  for (const [rows, options, message] of wrong)
    assert.throws(() => scenarioFromRows(rows as OwnRow[], options as OwnDataOptions), { message });
  const inherited = animals.map((row) =>
    Object.fromEntries([...Object.entries(row), ['constructor', 1], ['__proto__', 2]]),
  );
  const { features, tasks } = scenarioFromRows(inherited);
  assert.deepEqual(features, ['weight', 'length', 'constructor', '__proto__']);
  assert.deepEqual([...tasks[0].test.x], [5, 0.75, 1, 2]);
});
