import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { test } from 'node:test';
import { createRandom } from '../../src/core/random';
import {
  checkEpisodes,
  checkRows,
  checkTasks,
  concat,
  concatEpisodes,
  consecutiveEpisodes,
  constantFloor,
  type Episodes,
  episodeAt,
  joinRows,
  oneHotRows,
  pick,
  type Rows,
  rowAt,
  rowRange,
  rowSizes,
  sampleEpisodes,
  statelessFloors,
  takeRows,
} from '../../src/tasks';

const floats = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i / 8);
const rows: Rows = { count: 9, x: floats(18), y: floats(27) };
const sizes = { inputSize: 2, outputSize: 3 };
const episodes: Episodes = consecutiveEpisodes(rows, 4);

/** A table of what is wrong and how it is told. */
function refuses(check: (value: never) => unknown, cases: readonly (readonly [unknown, string])[]) {
  for (const [value, message] of cases)
    assert.throws(() => check(value as never), { name: 'RangeError', message });
}

test('rows that are not as long as they say, or hold no numbers, are refused by name', () => {
  checkRows('rows', rows);
  checkRows('rows', rows, sizes);
  refuses(
    (value) => checkRows('rows', value, sizes),
    [
      [{ ...rows, count: 60 }, 'rows.x: got 18 numbers, expected 120 (60 rows of inputSize 2)'],
      [{ ...rows, x: floats(16) }, 'rows.x: got 16 numbers, expected 18 (9 rows of inputSize 2)'],
      [{ ...rows, y: floats(9) }, 'rows.y: got 9 numbers, expected 27 (9 rows of outputSize 3)'],
      [{ ...rows, x: floats(0) }, 'rows.x: got 0 numbers, expected 18 (9 rows of inputSize 2)'],
      [{ ...rows, count: NaN }, 'rows.count: got NaN, expected a whole number of at least 1'],
      [{ ...rows, count: 0 }, 'rows.count: got 0, expected a whole number of at least 1'],
      [{ ...rows, count: '9' }, 'rows.count: got "9", expected a whole number of at least 1'],
      [{ ...rows, count: 4.5 }, 'rows.count: got 4.5, expected a whole number of at least 1'],
      [{ ...rows, x: [1, 2] }, 'rows.x: got [ 1, 2 ], expected a Float32Array'],
      [
        { ...rows, x: new Float64Array(18) },
        'rows.x: got Float64Array of 18 numbers, expected a Float32Array',
      ],
      [{ count: 9, x: rows.x }, 'rows.y: got undefined, expected a Float32Array'],
      [null, 'rows: got null, expected an object { count, x, y }'],
      [undefined, 'rows: got undefined, expected an object { count, x, y }'],
      ['rows', 'rows: got "rows", expected an object { count, x, y }'],
      [{ batch: 2 }, 'rows: got { batch: 2 }, expected an object { count, x, y }'],
    ],
  );
  refuses(
    (value) => checkRows('rows', value),
    [
      [{ ...rows, count: 4 }, 'rows.x: got 18 numbers, expected a multiple of count (4)'],
      [{ ...rows, count: 18 }, 'rows.y: got 27 numbers, expected a multiple of count (18)'],
      [{ ...rows, x: floats(0) }, 'rows.x: got 0 numbers, expected a multiple of count (9)'],
    ],
  );
});

test('a number that is not finite is refused by its place', () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    const x = Float32Array.from(rows.x);
    x[5] = value;
    const message = `rows.x[5]: got ${value}, expected a finite number`;
    refuses((odd) => checkRows('rows', odd, sizes), [[{ ...rows, x }, message]]);
    const targets = Float32Array.from(episodes.targets);
    targets[7] = value;
    const told = `episodes.targets[7]: got ${value}, expected a finite number`;
    refuses((odd) => checkEpisodes('episodes', odd), [[{ ...episodes, targets }, told]]);
  }
});

test('episodes that are not as long as they say are refused by name', () => {
  checkEpisodes('episodes', episodes, sizes);
  const { inputs } = episodes;
  const whole = 'expected a whole number of at least 1';
  refuses(
    (value) => checkEpisodes('episodes', value, sizes),
    [
      [{ ...episodes, batch: 0 }, `episodes.batch: got 0, ${whole}`],
      [{ ...episodes, length: 0 }, `episodes.length: got 0, ${whole}`],
      [{ ...episodes, length: NaN }, `episodes.length: got NaN, ${whole}`],
      [{ ...episodes, inputSize: 5 }, 'episodes.inputSize: got 5, expected 2'],
      [{ ...episodes, outputSize: undefined }, `episodes.outputSize: got undefined, ${whole}`],
      [
        { ...episodes, targets: floats(12) },
        'episodes.targets: got 12 numbers, expected 24 (2 episodes of 4 steps of 3)',
      ],
      [
        { ...episodes, inputs: inputs.slice(1) },
        'episodes.inputs: got 39 numbers, expected 40 (2 episodes of 4 steps of 5)',
      ],
      [null, 'episodes: got null, expected an object { batch, length, inputs, targets }'],
    ],
  );
});

test('tasks are refused by the part that is wrong', () => {
  const task = { name: 'a', train: rows, test: rows };
  checkTasks('tasks', [task, task]);
  const narrow = { ...rows, x: floats(9) };
  refuses(
    (value) => checkTasks('tasks', value),
    [
      [[], 'tasks: got [], expected a list of at least one task: { name, train, test }'],
      [
        [task, { ...task, test: narrow }],
        'tasks[1].test.x: got 9 numbers, expected 18 (9 rows of inputSize 2)',
      ],
      [[{ ...task, name: 3 }], 'tasks[0].name: got 3, expected a text'],
      [[task, null], 'tasks[1]: got null, expected an object { name, train, test }'],
      [
        [{ name: 'a', train: rows }],
        'tasks[0].test: got undefined, expected an object { count, x, y }',
      ],
    ],
  );
});

test('a hole in a list is told by its place', () => {
  const hole = new Array<never>(2);
  const rows = { count: 1, x: new Float32Array(2), y: new Float32Array(2) };
  const episodes = consecutiveEpisodes(rows, 1);
  for (const [use, message] of [
    [() => joinRows([rows, ...hole]), /^RangeError: parts\[1\]: got undefined, expected/],
    [() => concatEpisodes([episodes, ...hole]), /^RangeError: parts\[1\]: got undefined, expe/],
    [() => concatEpisodes(hole), /^RangeError: parts\[0\]: got undefined, expected/],
    [() => concat(hole), /^RangeError: tables\[0\]: got undefined, expected/],
  ] as const)
    assert.throws(use, message);
});

test('an array of another realm, such as a cell, is taken', () => {
  const x = runInNewContext('new Float32Array(18)') as Float32Array;
  assert.ok(!(x instanceof Float32Array));
  checkRows('rows', { ...rows, x }, sizes);
});

test('what cuts, draws and joins rows refuses what does not fit, and reads no zeros', () => {
  const long = { ...rows, count: 60 };
  const told = 'rows.x: got 18 numbers, expected a multiple of count (60)';
  for (const use of [
    () => rowSizes(long),
    () => rowRange(long, 0, 1),
    () => rowAt(long, 10),
    () => takeRows(long, [0]),
    () => consecutiveEpisodes(long, 3),
    () => sampleEpisodes(long, 1, 3, createRandom(0)),
    () => constantFloor(long),
  ])
    assert.throws(use, { name: 'RangeError', message: told });

  const rowOf = (count: number): Rows => ({ count, x: floats(count), y: floats(count) });
  const refusals: readonly (readonly [() => unknown, string])[] = [
    [
      () => sampleEpisodes(rows, 1e9, 3, createRandom(0)),
      'batch: got 1000000000, expected a whole number from 1 to 1000000',
    ],
    [() => rowRange(rows, 3, 10), 'to: got 10, expected a whole number from 4 to 9'],
    [() => rowRange(rows, 9, 9), 'from: got 9, expected a whole number from 0 to 8'],
    [() => takeRows(rows, [0, 9]), 'indices[1]: got 9, expected a row: 0 to 8'],
    [() => takeRows(rows, [-1]), 'indices[0]: got -1, expected a row: 0 to 8'],
    [() => takeRows(rows, [1.5]), 'indices[0]: got 1.5, expected a row: 0 to 8'],
    [() => pick(rows.x, 4, [0]), 'table: got 18 numbers, expected a multiple of 4'],
    [() => pick(rows.x, NaN, [0]), 'width: got NaN, expected a whole number of at least 1'],
    [() => concat([]), 'tables: got [], expected a list of at least one'],
    [() => concat([rows.x, null as never]), 'tables[1]: got null, expected a Float32Array'],
    [() => joinRows([]), 'parts: got [], expected a list of at least one'],
    [
      () => joinRows([rows, rowOf(9)]),
      'parts[1].x: got 9 numbers, expected 18 (9 rows of inputSize 2)',
    ],
    [() => oneHotRows([0, 3], 3), 'labels[1]: got 3, expected a whole number from 0 to 2'],
    [() => statelessFloors(rows.x, 4), 'x: got 18 numbers, expected a multiple of 4'],
    [() => consecutiveEpisodes(rows, 0), 'length: got 0, expected a whole number of at least 1'],
    [() => consecutiveEpisodes(rows, 10), 'rows: got 9, expected at least one episode of 10'],
    [
      () => sampleEpisodes(rows, 1, 10, createRandom(0)),
      'rows: got 9, expected at least one episode of 10',
    ],
    [
      () => sampleEpisodes(rows, 0, 3, createRandom(0)),
      'batch: got 0, expected a whole number from 1 to 1000000',
    ],
    [
      () => sampleEpisodes(rows, 1, 3, null as never),
      'random: got null, expected a stream of random numbers (createRandom)',
    ],
    [() => episodeAt(episodes, 2), 'i: got 2, expected a whole number from 0 to 1'],
    [() => concatEpisodes([]), 'parts: got [], expected a list of at least one'],
    [
      () => concatEpisodes([episodes, { ...episodes, batch: 3 }]),
      'parts[1].inputs: got 40 numbers, expected 60 (3 episodes of 4 steps of 5)',
    ],
  ];
  for (const [use, message] of refusals) assert.throws(use, { name: 'RangeError', message });
});
