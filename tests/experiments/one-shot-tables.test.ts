// Few-shot learners as runs: the plan, the store, the tables. Training and test episodes:
// one-shot.long.test.ts.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import {
  ONE_SHOT_RUNS,
  oneShotErrors,
  oneShotKeys,
  type OneShotKey,
  oneShotReport,
  type OneShotResult,
  oneShotTable,
  readOneShotReference,
  sayErrors,
  trialsTable,
} from '../../src/experiments/one-shot';
import { oneShotStore } from '../../src/experiments/one-shot/store';

const result = (key: Partial<OneShotKey>, errors: Record<string, number>): OneShotResult => ({
  method: 'prototypes',
  ways: 20,
  alphabets: 'training',
  seed: 0,
  seconds: 1.5,
  steps: 10,
  ...key,
  errors: Object.entries(errors).map(([name, error]) => ({ test: name, error })),
});

test('the plan: every learner with every seed, floors once, no run twice', () => {
  const keys = oneShotKeys(3);
  const names = keys.map((key) => JSON.stringify(key));
  assert.equal(new Set(names).size, keys.length);
  assert.equal(keys.length, 3 + 3 * 3 + 3 * 2 * 5);
  const floors = keys.filter(({ ways }) => ways === 0);
  assert.deepEqual(new Set(floors.map(({ seed }) => seed)), new Set([0]));
});

test('what is stored is read again; a changed file is refused', (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'one-shot-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'runs.parquet');
  const store = oneShotStore(file);
  const run = result({ seed: 2 }, { '5-way 1-shot': 0.25, [ONE_SHOT_RUNS]: 0.125 });
  store.append(run);
  assert.deepEqual(store.read(), [run]);
  store.compact();
  assert.deepEqual(oneShotStore(file).read(), [run]);
  fs.appendFileSync(file, 'x');
  assert.throws(() => store.read(), /runs\.parquet/);
});

test('tables: percent with an interval over seeds, the 400 trials in order among others', () => {
  const runs = [
    ...[0.1, 0.11, 0.12].map((error, seed) => result({ seed }, { [ONE_SHOT_RUNS]: error })),
    result({ alphabets: 'all' }, { [ONE_SHOT_RUNS]: 0.05 }),
    result({ method: 'nearest ink', ways: 0 }, { [ONE_SHOT_RUNS]: 0.388 }),
  ];
  assert.deepEqual(
    oneShotErrors(runs, 'prototypes', ONE_SHOT_RUNS).map((error) => error.toFixed(1)),
    ['10.0', '11.0', '12.0'],
  );
  assert.equal(sayErrors([10, 11, 12]), '11.0 ± 2.5'); // t = 4.303 with two degrees of freedom
  assert.equal(sayErrors([5]), '5.0');
  assert.equal(sayErrors([]), '–');
  const [prototypes, ink] = oneShotTable(runs);
  assert.equal(prototypes[ONE_SHOT_RUNS], '11.0 ± 2.5');
  assert.equal(prototypes['5-way 1-shot'], '–');
  assert.equal(ink.learner, 'modified Hausdorff distance');
  const reference = readOneShotReference();
  const trials = trialsTable(runs, reference);
  const place = (learner: string, by: string): number =>
    trials.findIndex((row) => row.learner === learner && row.by === by);
  assert.ok(place('people', 'source a, c') < place('prototypical network', 'here'));
  assert.equal(trials.filter(({ learner }) => learner === 'people').length, 1);
  assert.ok(place('prototypical network', 'here') < place('modified Hausdorff distance', 'here'));
  assert.equal(trials.filter(({ by }) => by === 'here').length, 3);
  const report = oneShotReport(runs, reference).join('\n');
  assert.match(report, /11\.0 ± 2\.5/);
  assert.match(report, /source a: Lake, Salakhutdinov and Tenenbaum 2015/);
  assert.deepEqual(oneShotReport([], reference), []);
});
