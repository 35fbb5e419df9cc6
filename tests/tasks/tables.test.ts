import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  classesOf,
  continualScenario,
  mapRows,
  rightShare,
  type Rows,
  splitRows,
} from '../../src/tasks/continual';

const rows: Rows = {
  count: 3,
  x: Float32Array.of(1, 2, 3, 4, 5, 6),
  y: Float32Array.of(1, 0, 0, 1, 0, 1),
};

test('a table is split into views of its rows', () => {
  const split = splitRows(rows.x, 2);
  assert.deepEqual(
    split.map((row) => [...row]),
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  );
  assert.equal(split[1].buffer, rows.x.buffer);
  assert.throws(() => splitRows(rows.x, 4), /table/);
});

test('the class of a row is the place of its largest number, the first of equals', () => {
  assert.deepEqual(classesOf(rows.y, 2), [0, 1, 1]);
  assert.deepEqual(classesOf(Float32Array.of(3, 3, 1, -2, -1, -3), 3), [0, 1]);
  assert.throws(() => classesOf(rows.y, 0), /classes/);
});

test('the share of rows right counts answers that are the class', () => {
  assert.equal(rightShare(rows.y, rows), 1);
  assert.equal(rightShare(Float32Array.of(0.1, 0.9, 0, 1, 0, 1), rows), 2 / 3);
  assert.throws(() => rightShare(Float32Array.of(1), rows), /scores: got 1 numbers, expected 6/);
});

test('another world changes every row, and nothing else', () => {
  const scenario = continualScenario('split-class');
  const dark = mapRows(scenario, ({ x, ...rest }) => ({ ...rest, x: x.map((v) => 1 - v) }));
  scenario.tasks.forEach((task, i) => {
    for (const part of ['train', 'test'] as const) {
      assert.equal(dark.tasks[i][part].x[70], 1 - task[part].x[70]);
      assert.equal(dark.tasks[i][part].y, task[part].y);
    }
  });
  assert.deepEqual({ ...dark, tasks: 0 }, { ...scenario, tasks: 0 });
  assert.throws(
    () => mapRows(scenario, (own) => ({ ...own, x: own.x.slice(0, 64) })),
    /tasks\[0\]\.train/,
  );
});
