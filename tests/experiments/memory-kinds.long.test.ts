// Every kind of memory is trained for real, and the stored comparison holds what is told of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { projectPath } from '../../src/core/paths';
import { runTask, TaskTraining } from '../../src/experiments/memory-tasks';
import {
  comparedKinds,
  type KindExperiment,
  kindExperiment,
  kindExperiments,
  kindReport,
  readKindRuns,
} from '../../src/experiments/memory-kinds';
import { copyTask, multiQueryRecallTask, storiesTask } from '../../src/tasks';
import { ready } from '../../src/tf';

before(ready);

const small = {
  hiddenSize: 16,
  memory: { memorySize: 8, memoryDim: 8, numReadHeads: 1 },
  learningRate: 0.01,
  batchSize: 8,
};

for (const model of comparedKinds)
  test(`${model} learns, and the same seed gives the same training`, () => {
    const make = (): TaskTraining =>
      new TaskTraining({ task: copyTask({ bits: 3, maxLength: 2 }), model, ...small });
    const [one, other] = [make(), make()];
    const costs = Array.from({ length: 60 }, () => one.update());
    const again = Array.from({ length: 5 }, () => other.update());
    const mean = (values: readonly number[]): number =>
      values.reduce((a, b) => a + b) / values.length;
    assert.deepEqual(again, costs.slice(0, 5));
    const [first, last] = [mean(costs.slice(0, 10)), mean(costs.slice(-10))];
    assert.ok(last < 0.9 * first, `cost ${first} at first, ${last} at last`);
    [one, other].forEach((training) => training.dispose());
  });

test('what is answered in words is learned, too: a single place, and a single pair', () => {
  for (const task of [
    storiesTask({ stepShows: 'sentence', people: 1, places: 2, objects: 1, maxSentences: 3 }),
    multiQueryRecallTask({ keys: 2, values: 3, maxPairs: 1, maxOverwrites: 0 }),
  ]) {
    const training = new TaskTraining({ task, model: 'fastWeights', ...small });
    const before = training.score().wrongShare;
    for (let i = 0; i < 150; i++) training.update();
    const after = training.score();
    assert.ok(after.wrongShare < 0.05, `${task.name}: ${before}, then ${after.wrongShare}`);
    assert.ok(Math.abs(after.wrongBits - after.wrongShare) < 1e-6, 'one question a sequence');
    training.dispose();
  }
});

test('scores op by op are those of the compiled graph', () => {
  const training = new TaskTraining({ task: copyTask({ bits: 3, maxLength: 2 }), ...small });
  const [compiled, eager] = [false, true].map((isEager) =>
    training.score({ sequences: 100, eager: isEager, memorySize: 12 }),
  );
  assert.ok(Math.abs(compiled.wrongShare - eager.wrongShare) < 0.005);
  training.dispose();
});

test('memories with slots are tried with more; matrices and the LSTM as they are', async () => {
  const experiment: KindExperiment = {
    ...kindExperiment('copy'),
    task: copyTask({ bits: 2, maxLength: 1 }),
    every: 1,
    memory: small.memory,
    training: { hiddenSize: 16, batchSize: 4 },
    beyond: {
      lengths: [1, 3],
      slots: [8, 12],
      score: { sequences: 4, eager: true },
      task: (length) => copyTask({ bits: 2, minLength: length, maxLength: length }),
    },
  };
  for (const model of comparedKinds) {
    const { beyond } = await runTask(experiment, model, 0, { iterations: 1 });
    const hasSlots = ['dnc', 'sparse', 'attention'].includes(model);
    assert.deepEqual(
      beyond.map(({ slots, length }) => [slots, length]),
      (hasSlots ? [8, 12] : [8]).flatMap((slots) => [1, 3].map((length) => [slots, length])),
      model,
    );
  }
});

test('the stored comparison is complete, and made as the plan says', () => {
  const runs = readKindRuns();
  for (const { name, models, iterations, beyond } of kindExperiments)
    for (const model of models) {
      const own = runs.filter((run) => run.experiment === name && run.model === model);
      const seeds = own.map(({ seed }) => seed).sort();
      // the sparse kind takes longest: the report says where it has fewer seeds
      if (model === 'sparse') assert.deepEqual(seeds, [0, 1, 2].slice(0, own.length));
      else assert.deepEqual(seeds, [0, 1, 2], `${name}, ${model}`);
      for (const { curve, beyond: scores } of own) {
        assert.equal(curve.at(-1)?.iteration, iterations);
        const lengths = [...new Set(scores.map(({ length }) => length))];
        assert.deepEqual(lengths, beyond.lengths);
      }
    }
});

test('REPRODUCIBILITY.md tells the stored comparison', () => {
  const page = readFileSync(projectPath('REPRODUCIBILITY.md'), 'utf8');
  assert.ok(
    page.includes(kindReport(readKindRuns()).join('\n')),
    'npm run -s experiment -- report writes it anew',
  );
});
