// The stored benchmarks, as chapter 08 reads them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  caseInWords,
  compiledTimes,
  demoTable,
  firstStepTable,
  goalTable,
  measuredGrowth,
  ratioRange,
  readStepBenchmarks,
  runnerName,
} from '../../src/experiments/stepBenchmarks';

test('the stored benchmarks can be read; times of a case come shortest first', () => {
  const stored = readStepBenchmarks();
  const times = compiledTimes(stored);
  assert.ok(Object.keys(times).length >= 2);
  for (const group of Object.values(times)) {
    const medians = Object.values(group).map(({ median }) => median);
    assert.deepEqual(
      medians,
      [...medians].sort((a, b) => a - b),
    );
    assert.ok('lab, 1 thread' in group);
    assert.ok(!Object.keys(group).some((name) => name.includes('op by op')));
  }
});

test('who is left out of the times is named', () => {
  const stored = readStepBenchmarks();
  const all = Object.keys(Object.values(compiledTimes(stored))[0]);
  const rest = Object.keys(Object.values(compiledTimes(stored, { without: ['lab'] }))[0]);
  assert.deepEqual(
    rest,
    all.filter((name) => !name.startsWith('lab,')),
  );
});

test('growth is sorted by size, with quartiles around each time', () => {
  const [slots, rows, steps] = measuredGrowth(readStepBenchmarks());
  assert.deepEqual([slots.name, rows.name, steps.name], ['slots', 'rows', 'time steps']);
  const { sizes, ms, low, high } = slots;
  assert.ok(sizes.length >= 4);
  assert.deepEqual(
    sizes,
    [...sizes].sort((a, b) => a - b),
  );
  sizes.forEach((_, i) => assert.ok(low[i] <= ms[i] && ms[i] <= high[i]));
});

test('tables for readers: goals with what came out, first steps, the demo', () => {
  const stored = readStepBenchmarks();
  const goals = goalTable(stored);
  assert.ok(goals.length > 0);
  for (const { ratio, goal, reached } of goals)
    if (ratio > 1.01 * goal || ratio < 0.99 * goal)
      assert.equal(reached, ratio > goal ? 'yes' : 'no');
  assert.ok(firstStepTable(stored).every((row) => row['first fast step after (s)'] > 0));
  assert.equal(demoTable(stored).length, stored.demo.length);
  assert.match(ratioRange(stored, 'torch eager, best'), /^[\d.]+ to [\d.]+$/);
  assert.throws(() => ratioRange(stored, 'nobody'), /against: got nobody/);
});

test('cases and contestants have names that people read', () => {
  assert.equal(runnerName({ contestant: 'jax jit', threads: 2 }), 'jax jit, 2 cores');
  assert.equal(runnerName({ contestant: 'lab', threads: 1 }), 'lab, 1 thread');
  assert.equal(caseInWords('dnc B=9 T=1'), 'memory machine, 9 rows, 1 time step');
  assert.equal(caseInWords('other'), 'other');
});

test('a file that is not there is named', () => {
  assert.throws(() => readStepBenchmarks('nowhere.json'), /nowhere\.json/);
});
