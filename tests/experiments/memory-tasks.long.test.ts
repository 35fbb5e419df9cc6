import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import { resultsOptions } from '../../src/cli/results/options';
import { nodeArguments } from '../../src/core/nodeArguments';
import { median } from '../../src/core/numbers';
import { copyTask, repeatCopyTask } from '../../src/tasks';
import { ready } from '../../src/tf';
import {
  finalWrongBits,
  readTaskRuns,
  runTask,
  taskCurve,
  taskExperiment,
  taskExperiments,
  taskModels,
  taskNetwork,
  type TaskRun,
  TaskTraining,
  taskStore,
} from '../../src/experiments/memory-tasks';
import { parameterCount } from '../../src/controller';
import { projectPath } from '../../src/core/paths';

before(ready);

const small = {
  hiddenSize: 24,
  memory: { memorySize: 8, memoryDim: 8, numReadHeads: 1 },
  learningRate: 0.005,
};

test('the memory machine learns to copy, and answers sequences it was not trained on', () => {
  const training = new TaskTraining({ task: copyTask({ bits: 3, maxLength: 2 }), ...small });
  const before = training.wrongBits();
  const costs = Array.from({ length: 400 }, () => training.update());
  const after = training.score();
  assert.ok(before > 1.5, `untrained: ${before} wrong bits`);
  assert.ok(after.wrongBits < 0.3, `after 400 steps: ${after.wrongBits} wrong bits`);
  assert.ok(
    Math.abs(after.wrongShare - after.wrongBits / 4.5) < 0.05,
    'on average 1.5 vectors of 3 bits are asked',
  );
  assert.ok(costs[399] < costs[0] / 3);
  training.dispose();
});

test('scoring changes nothing, and works for longer sequences and larger memories', () => {
  const [one, other] = [0, 1].map(
    () => new TaskTraining({ task: copyTask({ bits: 3, maxLength: 2 }), ...small }),
  ) as [TaskTraining, TaskTraining];
  for (let i = 0; i < 5; i++) {
    assert.equal(one.update(), other.update(), 'the same seed gives the same training');
    one.score({
      sequences: 10,
      task: copyTask({ bits: 3, minLength: 4, maxLength: 4 }),
      memorySize: 20,
    });
    assert.deepEqual(one.score({ sequences: 10 }), one.score({ sequences: 10 }));
  }
  assert.deepEqual(one.state().tensors, other.state().tensors);
  [one, other].forEach((training) => training.dispose());
});

test(
  'every model runs; the LSTM has as many parameters as the DNC; longer memory does not need ' +
    'more',
  () => {
    const task = repeatCopyTask();
    const sizes = { inputSize: task.inputSize, outputSize: task.outputSize };
    const dnc = parameterCount(taskNetwork('dnc', sizes).shapes());
    assert.ok(Math.abs(parameterCount(taskNetwork('lstm', sizes).shapes()) / dnc - 1) < 0.01);
    assert.equal(
      parameterCount(taskNetwork('dnc', { ...sizes, memory: { memorySize: 64 } }).shapes()),
      dnc,
    );
    for (const model of taskModels) {
      const training = new TaskTraining({ task, model, ...small, eager: true, batchSize: 2 });
      assert.ok(Number.isFinite(training.update()), model);
      training.dispose();
    }
    assert.throws(
      () => taskNetwork('gru' as never, sizes),
      /model: got "gru", expected one of lstm, dnc/,
    );
    assert.throws(() => new TaskTraining({ task, batchSize: 0 }), /batchSize: got 0/);
  },
);

test('compiled and op by op training are the same', () => {
  const pair = [false, true].map(
    (eager) => new TaskTraining({ task: repeatCopyTask(), ...small, eager, batchSize: 4 }),
  ) as [TaskTraining, TaskTraining];
  for (let i = 0; i < 20; i++) {
    const [a, b] = pair.map((training) => training.update()) as [number, number];
    assert.ok(Math.abs(a - b) < 1e-3 * Math.abs(a), `step ${i}: ${a} and ${b}`);
  }
  assert.ok(pair[0].operations > 1000);
  pair.forEach((training) => training.dispose());
});

test('runs are stored and read back; curves have means and intervals', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'task-runs-'));
  try {
    const files = {
      curves: path.join(folder, 'curves.parquet'),
      beyond: path.join(folder, 'beyond.parquet'),
    };
    assert.deepEqual(readTaskRuns(files), []);
    const experiment = {
      ...taskExperiment('copy'),
      task: copyTask({ bits: 2, maxLength: 1 }),
      every: 2,
      memory: small.memory,
      beyond: {
        lengths: [1, 3],
        slots: [4, 8],
        task: (length: number) => copyTask({ bits: 2, minLength: length, maxLength: length }),
      },
    };
    const points: number[] = [];
    const runs = [
      await runTask(experiment, 'dnc', 0, {
        iterations: 4,
        onPoint: ({ iteration }) => void points.push(iteration),
      }),
      await runTask(experiment, 'lstm', 0, { iterations: 4 }),
    ];
    assert.deepEqual(points, [2, 4]);
    assert.equal(runs[0]?.beyond.length, 4);
    assert.equal(runs[1]?.beyond.length, 2, 'an LSTM has no slots');
    taskStore(files).replace(runs);
    assert.deepEqual(readTaskRuns(files), runs);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const run = (seed: number, wrongBits: number): TaskRun => ({
    experiment: 'copy',
    model: 'dnc',
    seed,
    parameters: 1,
    curve: [{ iteration: 5, cost: 1, wrongBits }],
    beyond: [],
  });
  const three = [run(2, 3), run(0, 1), run(1, 2)];
  assert.deepEqual(finalWrongBits(three, 'copy', 'dnc'), [1, 2, 3]);
  const { y, low, high } = taskCurve(three, 'copy', 'dnc');
  assert.deepEqual(y, [2]);
  assert.equal(low?.[0], 0, '2 - 4.3 / sqrt(3) is below 0');
  assert.ok(Math.abs((high?.[0] as number) - (2 + 4.302653 / Math.sqrt(3))) < 1e-5);
  assert.throws(() => taskCurve(three, 'copy', 'lstm'), /runs: got none of "lstm" on "copy"/);
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
});

// What the README and the notebooks say of the long runs is read from these files: they must hold
// what they claim.
test(
  'the stored runs are complete, and repeat copy is learned: the median of three seeds is ' +
    'below 0.1 wrong bits',
  () => {
    const runs = readTaskRuns();
    for (const { name, models, iterations, beyond } of taskExperiments)
      for (const model of models) {
        const own = runs.filter((run) => run.experiment === name && run.model === model);
        assert.deepEqual(own.map(({ seed }) => seed).sort(), [0, 1, 2], `${name}, ${model}`);
        for (const { curve, beyond: scores } of own) {
          assert.equal(curve[curve.length - 1]?.iteration, iterations);
          assert.equal(scores.length > 0, beyond !== undefined);
        }
      }
    assert.ok(median(finalWrongBits(runs, 'repeat-copy', 'dnc')) < 0.1);
  },
);

test('a stored run can be made again: the first point of its curve is the same', async () => {
  const stored = readTaskRuns().find(
    (run) => run.experiment === 'repeat-copy' && run.model === 'dnc' && run.seed === 0,
  );
  const experiment = taskExperiment('repeat-copy');
  const again = await runTask(experiment, 'dnc', 0, { iterations: experiment.every });
  const [a, b] = [again.curve[0], stored?.curve[0]];
  assert.ok(
    a && b && Math.abs(a.cost - b.cost) < 0.01 * b.cost,
    `cost ${a?.cost}, stored ${b?.cost}`,
  );
});

test('a stopped training goes on bit for bit, its sequences too', () => {
  const make = (): TaskTraining =>
    new TaskTraining({ task: copyTask({ bits: 2, maxLength: 1 }), ...small });
  const [whole, stopped, resumed] = [make(), make(), make()];
  const costs = Array.from({ length: 6 }, () => whole.update());
  for (let i = 0; i < 3; i++) stopped.update();
  resumed.restore(stopped.state());
  assert.equal(resumed.step, 3);
  assert.deepEqual(
    [0, 1, 2].map(() => resumed.update()),
    costs.slice(3),
  );
  assert.throws(
    () => resumed.restore({ ...stopped.state(), tensors: {} }),
    /got nothing, expected/,
  );
  [whole, stopped, resumed].forEach((training) => training.dispose());
});

test('npm run results: wrong words are refused in one line', () => {
  for (const words of [
    [],
    ['digits'],
    ['tasks', '--seeds', '0'],
    ['tasks', '--seeds'],
    ['stream', '--fast', '1'],
  ])
    assert.throws(() => resultsOptions(words), { name: 'UsageError' }, words.join(' '));
  assert.deepEqual(resultsOptions(['tasks', '--jobs', '3', '--seeds', '2']), {
    which: 'tasks',
    seeds: 2,
    jobs: 3,
  });
  const root = projectPath('');
  const { status, stderr } = spawnSync(
    process.execPath,
    nodeArguments(path.join(root, 'src', 'cli', 'results.ts'), 'digits'),
    { cwd: root, encoding: 'utf8' },
  );
  assert.equal(status, 2);
  assert.match(stderr, /^results: RESULT: got "digits", expected one of stream, tasks, .*\n$/);
});
