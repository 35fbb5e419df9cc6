// What chapter 10 shows of the runs on MNIST: who was best, and what is not run yet.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finishedRun, type ContinualRun } from '../../src/experiments/continual/types';
import {
  MNIST_PLAN,
  mnistKeys,
  mnistStandings,
  mnistUnfinished,
  standingsTable,
} from '../../src/experiments/mnist';

const planned = mnistKeys(2);

/** A run of the plan with a score at the end. */
function run(
  strategy: string,
  seed: number,
  score: number,
  scenario = 'split-mnist',
): ContinualRun {
  const key = planned.find(
    (one) => one.strategy === strategy && one.seed === seed && one.scenario === scenario,
  );
  assert.ok(key);
  const R = [
    [1, 0],
    [score, score],
  ];
  return finishedRun(key, { R, kind: 'classes', seconds: 1 });
}

test('the best comes first, with its interval; one seed has none', () => {
  const runs = [run('naive', 0, 0.2), run('slda', 0, 0.8), run('slda', 1, 0.9)];
  const all = mnistStandings(runs, 'split-mnist');
  const [first, second] = standingsTable(all);
  assert.deepEqual(first, {
    strategy: 'slda',
    seeds: '2',
    'right at the end (%)': '85.0 ± 63.5',
    'forgetting (points)': '15.0 ± 63.5',
  });
  assert.equal(second['right at the end (%)'], '20.0');
});

test('a scenario that nobody ran has no standings; other scenarios do not count', () => {
  assert.deepEqual(mnistStandings([], 'split-mnist'), []);
  const online = [run('naive', 0, 0.2, 'split-mnist-online')];
  assert.deepEqual(mnistStandings(online, 'split-mnist'), []);
});

test('what is missing is named, with how many runs there are', () => {
  const all = mnistStandings([run('naive', 0, 0.2), run('naive', 1, 0.2)], 'split-mnist');
  const missing = mnistUnfinished(all, 'split-mnist', 2);
  const names = missing.map(({ strategy }) => strategy);
  assert.ok(!names.includes('naive'));
  assert.ok(names.includes('random-ridge: 2,000 features'));
  assert.equal(names.length, MNIST_PLAN.filter((r) => r.scenario === 'split-mnist').length - 1);
  const [slda] = mnistUnfinished(
    mnistStandings([run('slda', 0, 1)], 'split-mnist'),
    'split-mnist',
    2,
  ).filter(({ strategy }) => strategy === 'slda');
  assert.deepEqual(slda, { strategy: 'slda', runs: '1 of 2' });
});
