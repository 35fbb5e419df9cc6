// The plan of runs on MNIST: each can be made, and none is there twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strategies, type StrategyName } from '../../src/continual/strategies';
import { runName } from '../../src/experiments/continual';
import { MNIST_PLAN, mnistKeys } from '../../src/experiments/mnist';
import { mnistScenarioNames, scenarioKinds } from '../../src/tasks/continual';

test('every run is another one, with settings that its strategy has', () => {
  const keys = mnistKeys(2);
  assert.equal(keys.length, 2 * MNIST_PLAN.length);
  assert.equal(new Set(keys.map(runName)).size, keys.length);
  const known: readonly string[] = mnistScenarioNames;
  for (const key of keys) {
    assert.ok(known.includes(key.scenario), key.scenario);
    assert.equal(key.rows, 'test');
    const { settings } = strategies[key.strategy as StrategyName];
    assert.deepEqual(settings.parse(key.settings), key.settings, runName(key));
  }
});

test('settings of a row come before the defaults, a variant has its name', () => {
  const optimizer = { name: 'sgd', rate: 0.05 } as const;
  const row = { scenario: 'split-mnist', strategy: 'er', budget: 50 } as const;
  const plan = [row, { ...row, variant: 'slow', settings: { optimizer } }];
  const [plain, slow, next] = mnistKeys(2, plan);
  assert.deepEqual(plain.settings, strategies.er.defaults);
  assert.deepEqual(slow.settings, { ...strategies.er.defaults, optimizer });
  assert.deepEqual([plain.variant, slow.variant], [null, 'slow']);
  assert.deepEqual([plain.seed, slow.seed, next.seed], [0, 0, 1]);
});

test('scenarios on MNIST are answered with classes', () => {
  for (const name of mnistScenarioNames) assert.equal(scenarioKinds[name], 'classes');
});
