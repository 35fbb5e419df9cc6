// Scenarios from tables of one's own: what the columns become, and what is refused.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import pl from 'nodejs-polars';
import { type OwnRow, readScenario, scenarioFromRows, type Rows } from '../../src/tasks/continual';

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
