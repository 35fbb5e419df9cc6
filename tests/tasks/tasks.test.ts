import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from '../properties';
import pl from 'nodejs-polars';
import { createRandom } from '../../src/core/random';
import {
  concatEpisodes,
  consecutiveEpisodes,
  constantFloor,
  createTaskData,
  digitImage,
  episodeAt,
  loadDigits,
  regressionStream,
  rowAt,
  type Rows,
  sampleEpisodes,
  statelessFloors,
} from '../../src/tasks';
import { projectPath } from '../../src/core/paths';

const rowTexts = (rows: Rows): string[] =>
  Array.from({ length: rows.count }, (_, i) => Array.from(rowAt(rows, i).x).join());

test('no held-out row is a training row, whatever the sizes and the seed', () => {
  fc.assert(
    fc.property(
      fc.nat(3),
      fc.nat(2 ** 31),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 60 }),
      (task, seed, trainRows, testRows) => {
        const { train, test: heldOut } = createTaskData(task, {
          seed,
          trainRows,
          testRows,
          size: 3,
        });
        assert.equal(
          new Set([...rowTexts(train), ...rowTexts(heldOut)]).size,
          trainRows + testRows,
        );
      },
    ),
    { numRuns: 50 },
  );
});

test(
  'the same seed gives the same rows, another seed others, and more rows keep those there ' +
    'were',
  () => {
    const few = createTaskData(1, { seed: 7, trainRows: 10 });
    const many = createTaskData(1, { seed: 7, trainRows: 30 });
    assert.deepEqual(many.train.x.slice(0, few.train.x.length), few.train.x);
    assert.deepEqual(many.test, few.test);
    assert.notDeepEqual(createTaskData(1, { seed: 8, trainRows: 10 }).train.x, few.train.x);
  },
);

test('targets follow the formulas', () => {
  const stream = regressionStream({ size: 5, trainRows: 20 });
  stream.forEach(({ train }, task) => {
    for (let i = 0; i < train.count; i++) {
      const { x, y } = rowAt(train, i);
      const mean = x.reduce((a, b) => a + b, 0) / 5;
      const expected = Array.from(
        x,
        (v) =>
          [Math.sin(mean), 0.5 * Math.cos(mean), Math.tanh(0.5 * v + 2), Math.tanh(0.5 * v + 3)][
            task
          ],
      );
      expected.forEach((value, j) => assert.ok(Math.abs(value - y[j]) < 1e-6));
    }
  });
});

test('floors: no constant beats the variance, no stateless map the mean of the tasks', () => {
  const stream = regressionStream({ testRows: 2000 });
  const constants = stream.map(({ test: heldOut }) => constantFloor(heldOut));
  [0.0154, 0.00003, 0.0041, 0.0001].forEach((known, task) =>
    assert.ok(
      Math.abs(constants[task] - known) < 0.15 * known + 1e-5,
      `task ${task}: ${constants[task]}`,
    ),
  );
  const stateless = statelessFloors(stream[0].test.x, 64);
  assert.ok(Math.abs(stateless.reduce((a, b) => a + b) / 4 - 0.164) < 0.005, stateless.join());
});

test('a task or size that does not exist is refused by name', () => {
  assert.throws(() => createTaskData(4), /task: got 4, expected a whole number from 0 to 3/);
  assert.throws(() => createTaskData(0, { trainRows: 0 }), /trainRows: got 0/);
  assert.throws(() => createTaskData(0, { size: 1.5 }), /size: got 1.5/);
});

test(
  'an episode shows each row with the answer to the row before, and no answer before it is ' +
    'due',
  () => {
    const { train } = createTaskData(0, { trainRows: 30, size: 4 });
    const episodes = sampleEpisodes(train, 6, 5, createRandom(1));
    for (let b = 0; b < 6; b++) {
      const { inputs, targets } = episodeAt(episodes, b);
      for (let t = 0; t < 5; t++) {
        const shown = Array.from(inputs.subarray(t * 8 + 4, t * 8 + 8));
        assert.deepEqual(
          shown,
          t === 0 ? [0, 0, 0, 0] : Array.from(targets.subarray((t - 1) * 4, t * 4)),
        );
      }
      const xs = Array.from({ length: 5 }, (_, t) =>
        Array.from(inputs.subarray(t * 8, t * 8 + 4)).join(),
      );
      assert.equal(new Set(xs).size, 5, 'a row came twice in one episode');
    }
  },
);

test('evaluation episodes use every row once, and too few rows are refused', () => {
  const { test: heldOut } = createTaskData(2, { testRows: 22, size: 3 });
  const episodes = consecutiveEpisodes(heldOut, 5);
  assert.equal(episodes.batch, 4);
  assert.deepEqual(episodes.targets, heldOut.y.slice(0, 60));
  assert.throws(
    () => consecutiveEpisodes(heldOut, 23),
    /rows: got 22, expected at least one episode of 23/,
  );
  assert.throws(
    () => concatEpisodes([episodes, consecutiveEpisodes(heldOut, 4)]),
    /parts: got episodes of shape \[4, 3, 3\], expected \[5, 3, 3\]/,
  );
});

test('the digits are those of the reference split', () => {
  const split = JSON.parse(readFileSync(projectPath('tests/data/cl-digits-split.json'), 'utf8'));
  const digits = loadDigits();
  const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  assert.equal(digits.count, split.trainRows + split.testRows);
  assert.equal(sha(digits.pixels), split.sha256_pixels_uint8);
  assert.equal(sha(digits.labels), split.sha256_labels_uint8);
  const image = digitImage(digits, 0);
  assert.ok(
    image.length === 8 &&
      image.every((line) => line.length === 8 && line.every((v) => v >= 0 && v <= 1)),
  );
  assert.throws(
    () => digitImage(digits, 1797),
    /index: got 1797, expected a whole number from 0 to 1796/,
  );
});

test('a digits file with one changed pixel is refused', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'digits-'));
  try {
    const records = pl.readParquet(projectPath('data/digits.parquet'));
    const file = path.join(folder, 'bad.parquet');
    records.withColumn(pl.lit(3).cast(pl.UInt8).alias('p00')).writeParquet(file);
    assert.throws(() => loadDigits(file), /bad\.parquet: SHA-256: got .* expected 7b78be68/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
