// The parts of the agent: each switch does what it says, looking changes nothing.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { ContinualLearningAgent, otherTask, startFile } from '../../src/agent';
import { profiles } from '../../src/config';
import { LstmNetwork, MemoryController } from '../../src/controller';
import { createRandom } from '../../src/core/random';
import {
  consecutiveEpisodes,
  createTaskData,
  regressionRows,
  streamFamilyTasks,
} from '../../src/tasks';
import { ready, tf } from '../../src/tf';
import { eagerAgent, inFolder, modes, small, smallStream, stateOf } from './support';
import { pattern } from '../pattern';

const [first, second] = smallStream;
const changed = (before: number[][], after: number[][]): boolean =>
  JSON.stringify(before) !== JSON.stringify(after);

before(ready);

test(
  'looking, scoring, adapting and predicting change nothing, ' + 'whatever the parts are',
  async () => {
    for (const mode of modes) {
      const agent = eagerAgent(mode);
      const episodes = consecutiveEpisodes(first.test, 3);
      agent.observe(first.train);
      agent.observe(second.train);
      const before = await stateOf(agent);
      const held = tf.memory().numTensors;
      agent.evaluate(second.test);
      agent.evaluate(second.test, { adaptSteps: 2 });
      agent.predict(episodes).dispose();
      agent.adapt(second.train).dispose();
      if (mode.memoryMode !== 'none') agent.inspect(episodes);
      if (mode.memoryMode === 'lifelong') agent.remembered();
      assert.deepEqual(await stateOf(agent), before, JSON.stringify(mode));
      assert.equal(tf.memory().numTensors, held, 'tensors left behind');
      agent.dispose();
    }
  },
);

test(
  'memory: none is an LSTM of like size that cannot be looked into; only a memory for life is ' +
    'remembered',
  () => {
    const [episodic, none, lifelong] = (['episodic', 'none', 'lifelong'] as const).map(
      (memoryMode) => eagerAgent({ memoryMode }),
    );
    assert.ok(episodic.network instanceof MemoryController && none.network instanceof LstmNetwork);
    assert.ok(
      Math.abs(none.parameterCount / episodic.parameterCount - 1) < 0.1,
      `${none.parameterCount} and ${episodic.parameterCount} parameters`,
    );
    const episodes = consecutiveEpisodes(first.test, 3);
    assert.throws(() => none.inspect(episodes), /no memory to look into \(memoryMode 'none'\)/);
    assert.throws(() => episodic.remembered(), /memoryMode 'episodic', expected 'lifelong'/);
    assert.equal(lifelong.remembered().memory.length, 6);
    [episodic, none, lifelong].forEach((agent) => agent.dispose());
  },
);

test(
  'a memory for life goes on where the live episode ended; replayed episodes and evaluation do ' +
    'not write into it',
  () => {
    const [alone, crowded] = [
      eagerAgent({ memoryMode: 'lifelong', replay: { store: 'off' } }),
      eagerAgent({ memoryMode: 'lifelong' }),
    ];
    const episodes = consecutiveEpisodes(first.train, 3);
    const take = (from: number, count: number) => ({
      ...episodes,
      batch: count,
      inputs: episodes.inputs.slice(from * 36, (from + count) * 36),
      targets: episodes.targets.slice(from * 18, (from + count) * 18),
    });
    const start = alone.remembered();
    alone.observe(take(0, 1));
    crowded.observe(take(0, 3)); // the same live episode, two more beside it
    const [one, three] = [alone, crowded].map((agent) => agent.remembered().memory.flat());
    assert.ok(
      one.every((value, i) => Math.abs(value - three[i]) < 1e-6),
      'equal but for rounding',
    );
    assert.ok(changed(start.memory, alone.remembered().memory));
    alone.endTask();
    const [written] = alone.remembered().writtenBy;
    alone.observe(take(1, 1));
    const after = alone.remembered().writtenBy;
    assert.equal(after.length, 2);
    assert.ok(
      written.every((share, i) => after[0][i] <= share + 1e-6) &&
        after[1].some((share) => share > 0),
      'the second task wipes what the first wrote, and writes its own',
    );
    [alone, crowded].forEach((agent) => agent.dispose());
  },
);

test(
  'a live memory is cut off from the gradient: read from a file, as plain numbers, it leads to ' +
    'the same step',
  () =>
    inFolder((folder) => {
      const agent = eagerAgent({ memoryMode: 'lifelong', replay: { store: 'off' } });
      const file = path.join(folder, 'agent');
      for (let i = 0; i < 3; i++) agent.observe(first.train);
      agent.save(file);
      const held = tf.memory().numTensors;
      const { agent: twin } = ContinualLearningAgent.load(file, { eager: true });
      assert.equal(agent.observe(first.train), twin.observe(first.train));
      assert.equal(
        agent.observe(first.train),
        twin.observe(first.train),
        'the weights after the step',
      );
      twin.dispose();
      assert.equal(tf.memory().numTensors, held, 'nothing of earlier steps is kept');
      agent.dispose();
    }),
);

test('priorities are the losses: of new episodes at once, of replayed ones after each step', () => {
  const agent = eagerAgent({ replay: { store: 'prioritized', capacity: 100 } });
  const plain = eagerAgent();
  const losses: number[] = [];
  const weights = agent.weights();
  const probe = new ContinualLearningAgent(small(), { eager: true, weights });
  tf.dispose(weights);
  const episodes = consecutiveEpisodes(first.train, 3);
  for (let i = 0; i < 3; i++)
    losses.push(
      probe.evaluate({
        ...first.train,
        count: 3,
        x: first.train.x.slice(i * 18, (i + 1) * 18),
        y: first.train.y.slice(i * 18, (i + 1) * 18),
      }).error,
    );
  agent.observe({
    ...episodes,
    batch: 3,
    inputs: episodes.inputs.slice(0, 3 * 36),
    targets: episodes.targets.slice(0, 3 * 18),
  });
  assert.deepEqual(agent.priorities?.length, 3);
  agent.priorities?.forEach((priority, i) =>
    assert.ok(
      Math.abs(priority - losses[i]) < 1e-6 * (1 + losses[i]),
      `${priority} and ${losses[i]}`,
    ),
  );
  const before = agent.priorities;
  agent.observe(second.train);
  assert.notDeepEqual(agent.priorities?.slice(0, 3), before);
  assert.equal(plain.priorities, undefined);
  [agent, plain, probe].forEach((one) => one.dispose());
});

test('replay off by either word: nothing is stored and the whole batch is new', () => {
  const [off, none] = [
    eagerAgent({ replay: { store: 'off' } }),
    eagerAgent({ replay: { batchSize: 0 } }),
  ];
  for (let i = 0; i < 3; i++) assert.equal(off.observe(first.train), none.observe(first.train));
  assert.equal(off.replaySize, 0);
  [off, none].forEach((agent) => agent.dispose());
});

test(
  'adapting takes gradient steps from the weights there are: none changes nothing, a few lower ' +
    'the error on the rows adapted to',
  () => {
    const agent = eagerAgent({ meta: { innerLearningRate: 0.5, innerSteps: 5 } });
    const rows = smallStream[3].train;
    const before = agent.evaluate(rows).error;
    const [same, adapted] = [agent.adapt(rows, { steps: 0 }), agent.adapt(rows)];
    assert.ok(Math.abs(same.evaluate(rows).error - before) < 1e-6);
    assert.ok(
      adapted.evaluate(rows).error < 0.9 * before,
      `${before} -> ${adapted.evaluate(rows).error}`,
    );
    assert.throws(() => agent.adapt(first.train, { steps: 1.5 }), /steps: got 1\.5/);
    assert.throws(() => agent.adapt(first.train, { rate: 0 }), /rate: got 0/);
    assert.throws(
      () => agent.evaluate(first.test, { adaptSteps: 1, supportRows: 12 }),
      /supportRows: got 12, expected a whole number from 1 to 11/,
    );
    same.dispose();
    adapted.dispose();
    assert.equal(agent.evaluate(rows).error, before);
    agent.dispose();
  },
);

test(
  'weights: given ones are copied and checked; ' +
    'a stored start fits its sizes only, and says so',
  () => {
    const agent = eagerAgent();
    const weights = agent.weights();
    const twin = new ContinualLearningAgent(small({ seed: 9 }), { eager: true, weights });
    assert.equal(twin.evaluate(first.test).error, agent.evaluate(first.test).error);
    const { outputBias, ...rest } = weights;
    assert.throws(
      () => new ContinualLearningAgent(small(), { weights: rest }),
      /weights\.outputBias: got nothing, expected shape \[6\]/,
    );
    tf.dispose([weights, outputBias] as never);
    assert.throws(
      () => new ContinualLearningAgent(small({ meta: { start: 'maml' } })),
      pattern(
        /AgentConfig\.meta\.start: got "maml", expected 'random', or the sizes that a stored /,
        /start was learned with \(.*config\.inputSize: got 128, expected 12/,
      ),
    );
    for (const [start, memoryMode] of [
      ['maml', 'episodic'],
      ['maml', 'none'],
      ['pretrained', 'lifelong'],
    ] as const) {
      assert.ok(existsSync(startFile(start, memoryMode)));
      const full = new ContinualLearningAgent(profiles.full({ memoryMode, meta: { start } }), {
        eager: true,
      });
      const plain = new ContinualLearningAgent(profiles.quick({ memoryMode }), { eager: true });
      const rows = createTaskData(0, { trainRows: 1, testRows: 5 }).test;
      assert.notEqual(full.evaluate(rows).error, plain.evaluate(rows).error);
      [full, plain].forEach((one) => one.dispose());
    }
    [agent, twin].forEach((one) => one.dispose());
  },
);

test("starts are learned on other tasks than the stream's", () => {
  const random = createRandom(3);
  const answers = (task: Parameters<typeof regressionRows>[0]) =>
    regressionRows(task, 200, 8, createRandom(7)).y;
  const stream = streamFamilyTasks.map(answers);
  for (let i = 0; i < 300; i++) {
    const own = answers(otherTask(random));
    for (const y of stream)
      assert.ok(own.reduce((sum, value, j) => sum + (value - y[j]) ** 2, 0) / own.length > 0.005);
  }
});

test(
  'episodes can be given as they are; other lengths, sizes and company are refused before ' +
    'anything is trained',
  () => {
    const agent = eagerAgent();
    const episodes = consecutiveEpisodes(first.train, 3);
    agent.observe(episodes);
    assert.equal(agent.updates, 1);
    assert.throws(
      () => agent.observe(consecutiveEpisodes(first.train, 4)),
      /episodes\.length: got 4, expected 3 \(the agent's episodeLength\)/,
    );
    assert.throws(
      () => agent.observe(...([episodes, first.train] as never as [typeof episodes])),
      /one batch alone/,
    );
    assert.throws(() => agent.observe(), /rows: got none/);
    assert.equal(agent.updates, 1);
    agent.dispose();
  },
);
