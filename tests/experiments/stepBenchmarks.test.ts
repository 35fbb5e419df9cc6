// The stored benchmarks, as chapter 08 reads them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  caseInWords,
  compiledTimes,
  measuredGrowth,
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

test('growth is sorted by size, with quartiles around each time', () => {
  const { sizes, ms, low, high } = measuredGrowth(readStepBenchmarks(), 'slots');
  assert.ok(sizes.length >= 4);
  assert.deepEqual(
    sizes,
    [...sizes].sort((a, b) => a - b),
  );
  sizes.forEach((_, i) => assert.ok(low[i] <= ms[i] && ms[i] <= high[i]));
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
