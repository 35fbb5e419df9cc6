import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import { ContinualLearningAgent, runStream } from '../../src/agent';
import {
  ablations,
  readStreamRuns,
  streamMethods,
  streamRun,
  TutorialProgram,
  streamStore,
} from '../../src/experiments/regression-stream';
import { profiles } from '../../src/config';
import { pairedStats } from '../../src/metrics';
import { consecutiveEpisodes, createTaskData, regressionStream, rowAt } from '../../src/tasks';
import { ready, tf } from '../../src/tf';

const SIZE = 6;
const small = (options = {}) =>
  profiles.tiny({
    inputSize: SIZE,
    outputSize: SIZE,
    batchSize: 8,
    episodeLength: 4,
    learningRate: 0.01,
    replay: { batchSize: 4, capacity: 20 },
    ...options,
  });
const data = createTaskData(2, { size: SIZE, trainRows: 60, testRows: 40 });

before(ready);

test('training lowers the error on held-out rows', () => {
  const agent = new ContinualLearningAgent(small());
  const start = agent.evaluate(data.test).error;
  for (let i = 0; i < 60; i++) agent.observe(data.train);
  const end = agent.evaluate(data.test).error;
  agent.dispose();
  assert.ok(end < start / 4, `${start} -> ${end}`);
});

test('the same seed gives the same scores bit for bit, another seed others', async () => {
  const tasks = regressionStream({ size: SIZE, trainRows: 20, testRows: 12 });
  const run = async (seed: number) => {
    const agent = new ContinualLearningAgent(small({ seed }));
    const R = await runStream(agent, tasks, { updatesPerTask: 3 });
    agent.dispose();
    return R;
  };
  const first = await run(1);
  assert.deepEqual(await run(1), first);
  assert.notDeepEqual(await run(2), first);
  assert.ok(
    first.length === 4 &&
      first.every((scores) => scores.length === 4 && scores.every(Number.isFinite)),
  );
  assert.notDeepEqual(first[0], first[1], 'nothing was learned between the tasks');
});

test('a run trains whether or not somebody watches', async () => {
  const scores = await Promise.all(
    [undefined, () => undefined].map((onUpdate) =>
      streamRun('joint', { seed: 0, updatesPerTask: 2, onUpdate }),
    ),
  );
  assert.deepEqual(scores[0], scores[1]);
});

test('looking at an agent does not change it', () => {
  const agent = new ContinualLearningAgent(small());
  agent.observe(data.train);
  const twin = new ContinualLearningAgent(small());
  twin.observe(data.train);
  const before = agent.evaluate(data.test);
  const episodes = consecutiveEpisodes(data.test, 4);
  agent.predict(episodes).dispose();
  agent.inspect(episodes);
  assert.deepEqual(agent.evaluate(data.test), before);
  assert.equal(agent.observe(data.train), twin.observe(data.train));
  agent.dispose();
  twin.dispose();
});

test('compiled and op by op an agent learns the same', () => {
  const pair = [false, true].map((eager) => new ContinualLearningAgent(small(), { eager }));
  for (let i = 0; i < 10; i++) {
    const [a, b] = pair.map((agent) => agent.observe(data.train));
    assert.ok(Math.abs(a - b) < 1e-4, `step ${i}: ${a} and ${b}`);
  }
  const [a, b] = pair.map((agent) => agent.evaluate(data.test).error);
  assert.ok(Math.abs(a - b) < 1e-4);
  pair.forEach((agent) => agent.dispose());
});

test('what the memory shows has the shapes of the config, and weights are weights', () => {
  const agent = new ContinualLearningAgent(small());
  const { memory, writeWeights, readWeights } = agent.inspect(consecutiveEpisodes(data.test, 4));
  assert.deepEqual([memory.length, memory[0].length, memory[0][0].length], [4, 8, 6]);
  assert.deepEqual([writeWeights.length, writeWeights[0].length, readWeights[0].length], [4, 8, 1]);
  for (const weights of [...writeWeights, ...readWeights.flat()]) {
    assert.ok(weights.every((w) => w >= -1e-6));
    assert.ok(weights.reduce((a, b) => a + b) <= 1 + 1e-5);
  }
  agent.dispose();
});

test(
  'without replay nothing is stored; with replay the store fills up to its capacity and not ' +
    'further',
  () => {
    const none = new ContinualLearningAgent(small({ replay: { batchSize: 0, capacity: 20 } }));
    none.observe(data.train);
    assert.equal(none.replaySize, 0);
    none.dispose();
    const agent = new ContinualLearningAgent(small());
    for (let i = 0; i < 7; i++) agent.observe(data.train);
    assert.equal(agent.replaySize, 20);
    agent.dispose();
  },
);

test('training and evaluation leave no tensor behind', () => {
  const agent = new ContinualLearningAgent(small());
  agent.observe(data.train);
  agent.evaluate(data.test);
  const held = tf.memory().numTensors;
  for (let i = 0; i < 3; i++) {
    agent.observe(data.train);
    agent.evaluate(data.test);
  }
  assert.equal(tf.memory().numTensors, held);
  agent.dispose();
});

test('rows of another size are refused before anything is trained', () => {
  const agent = new ContinualLearningAgent(small());
  assert.throws(
    () => agent.observe(createTaskData(0, { size: 5 }).train),
    /rows\.x: got 2000 numbers, expected 2400 \(400 rows of inputSize 6\)/,
  );
  agent.dispose();
});

test('a run can be stopped from outside between two steps', async () => {
  const agent = new ContinualLearningAgent(small());
  let steps = 0;
  const tasks = regressionStream({ size: SIZE, trainRows: 20, testRows: 12 });
  const stopped = runStream(agent, tasks, {
    updatesPerTask: 50,
    onUpdate: () => {
      if (++steps === 3) throw new Error('stop');
    },
  });
  await assert.rejects(stopped, /stop/);
  assert.equal(steps, 3);
  await assert.rejects(
    runStream(agent, [], { updatesPerTask: 1 }),
    /^RangeError: tasks: got \[\], expected a list/,
  );
  await assert.rejects(runStream(agent, tasks, { updatesPerTask: 0 }), /updatesPerTask: got 0/);
  agent.dispose();
});

test(
  "the tutorial's program learns its rows, and evaluating it changes neither its weights nor " +
    'its memory',
  () => {
    const { train, test: heldOut } = createTaskData(1, { trainRows: 20, testRows: 10 });
    const program = new TutorialProgram(0);
    const start = program.evaluate(train);
    for (let i = 0; i < 60; i++) {
      const { x, y } = rowAt(train, i % 20);
      program.observe(x, y, i >= 20);
    }
    const end = program.evaluate(train);
    assert.ok(end < start / 4, `${start} -> ${end}`);
    program.evaluate(heldOut);
    assert.equal(program.evaluate(train), end);
    const held = tf.memory().numTensors;
    program.observe(rowAt(train, 0).x, rowAt(train, 0).y, true);
    assert.equal(tf.memory().numTensors, held);
    program.dispose();
  },
);

test('stored runs are read back as they were written', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runs-'));
  try {
    const file = path.join(folder, 'runs.parquet');
    assert.deepEqual(readStreamRuns(file), []);
    const runs = [
      {
        method: 'tutorial' as const,
        seed: 0,
        ...(await streamRun('tutorial', { seed: 0, epochs: 1, onUpdate: () => undefined })),
      },
      {
        method: 'replay' as const,
        seed: 3,
        heldOut: [
          [1, 2],
          [3, 4],
        ],
        trained: null,
      },
    ];
    streamStore(file).replace(runs);
    assert.deepEqual(readStreamRuns(file), runs);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test(
  'the stored runs say what the notebook says: held-out error below 0.006 with replay, above ' +
    '0.05 on the first task without, in every seed',
  () => {
    const runs = readStreamRuns();
    const last = (method: string) =>
      runs.filter((run) => run.method === method).map((run) => run.heldOut[3]);
    assert.ok(last('replay').length >= 5 && last('no replay').length >= 5);
    for (const scores of last('replay')) assert.ok(Math.max(...scores) < 0.006, `${scores.join()}`);
    for (const scores of last('no replay')) assert.ok(scores[0] > 0.05, `${scores.join()}`);
  },
);

test(
  'the stored runs are all there: every method with five seeds, and the ablation carries what ' +
    'the notebook says of it',
  () => {
    const runs = readStreamRuns();
    const means = (method: string) =>
      runs
        .filter((run) => run.method === method)
        .sort((a, b) => a.seed - b.seed)
        .map(({ heldOut: [, , , end] }) => end.reduce((sum, value) => sum + value) / 4);
    for (const method of streamMethods)
      assert.deepEqual(
        runs
          .filter((run) => run.method === method)
          .map(({ seed }) => seed)
          .sort(),
        [0, 1, 2, 3, 4],
        method,
      );
    const { mean, ci95HalfWidth } = pairedStats(means(ablations.replay), means('full'));
    assert.ok(mean - (ci95HalfWidth ?? Infinity) > 0.05, 'without replay the full agent forgets');
  },
);
