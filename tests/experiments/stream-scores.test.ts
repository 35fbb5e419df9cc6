// What chapter 06 takes from the regression stream: stored scores, and a run under a live chart.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ContinualLearningAgent, runStream } from '../../src/agent';
import { profiles } from '../../src/config';
import { readStreamRuns, storedScores, watchedRun } from '../../src/experiments/regression-stream';
import { seedStats } from '../../src/metrics';
import { sayStats } from '../../src/plots';
import { regressionStream } from '../../src/tasks';
import { ready } from '../../src/tf';

before(ready);

test('stored scores come in the order of seeds, on held-out or on training rows', () => {
  const runs = readStreamRuns().filter(({ method }) => method === 'tutorial');
  const bySeed = [...runs].sort((a, b) => a.seed - b.seed);
  assert.deepEqual(
    storedScores('tutorial'),
    bySeed.map(({ heldOut }) => heldOut),
  );
  assert.deepEqual(
    storedScores('tutorial', 'trained'),
    bySeed.map(({ trained }) => trained),
  );
});

test('a method without such runs is refused', () => {
  assert.throws(() => storedScores('replay', 'trained'), /none of "replay" \(trained\)/);
  assert.throws(() => storedScores('repaly' as 'replay'), /method: got "repaly", expected one of/);
});

test('a watched run has the scores of the run, and counts its updates', async () => {
  const sizes = { inputSize: 3, outputSize: 3, hiddenSize: 4, batchSize: 4 };
  const memory = { memorySize: 4, memoryDim: 3, numReadHeads: 1 };
  const config = profiles.quick({ ...sizes, memory, replay: { batchSize: 2 } });
  const tasks = regressionStream({ size: 3, trainRows: 10, testRows: 10 }).slice(0, 2);
  const seen: number[] = [];
  const watched = new ContinualLearningAgent(config, { eager: true });
  const plain = new ContinualLearningAgent(config, { eager: true });
  const options = { name: 'replay', updatesPerTask: 2, onUpdate: (n: number) => seen.push(n) };
  const R = await watchedRun(watched, tasks, options);
  assert.deepEqual(R, await runStream(plain, tasks, { updatesPerTask: 2 }));
  assert.deepEqual(seen, [1, 2, 3, 4]);
  watched.dispose();
  plain.dispose();
});

test('statistics over seeds in words', () => {
  assert.equal(sayStats(seedStats([0.16, 0.18, 0.19])), '0.177 ± 0.04');
  assert.equal(sayStats(seedStats([0.25])), '0.25');
  assert.throws(() => sayStats({ mean: '1' } as never), /stats/);
});
