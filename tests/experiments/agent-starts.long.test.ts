// Meta-learning through the memory agent: each task with weights of its own in one pass, the
// meta-gradient through the whole memory, the family of tasks, episodes.
import { door } from '../tf/replaceable-stop-gradient';
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type Named, sgd } from '../../src/compile';
import { LstmNetwork, MemoryController, type SequenceNetwork } from '../../src/controller';
import { type AdaptOptions, mamlLoss, MetaLearner } from '../../src/meta';
import {
  AGENT,
  agentForward,
  agentTaskRows,
  type AgentTaskRows,
  agentTasks,
  agentTasksRead,
  agentTestTasks,
  agentValidationTasks,
} from '../../src/experiments/agent-starts';
import { type TaskBatch } from '../../src/tasks';
import { createRandom, type Random } from '../../src/core/random';
import {
  familyRanges,
  type FamilyTask,
  familyTasks,
  regressionTasks,
  streamFamilyTasks,
} from '../../src/tasks';
import { randomNormal, ready, tf } from '../../src/tf';
import fc from '../properties';

before(ready);

const values = (x: tf.Tensor): number[] => Array.from(x.dataSync());
const farthest = (a: tf.Tensor, b: tf.Tensor): number => (
  assert.deepEqual(a.shape, b.shape),
  Math.max(0, ...values(tf.abs(tf.sub(a, b))))
);

const memory = { memorySize: 5, memoryDim: 3, numReadHeads: 2 };
const networks: Record<string, SequenceNetwork<never>> = Object.fromEntries(
  Object.entries({
    DNC: new MemoryController({
      inputSize: 3,
      outputSize: 2,
      hiddenSize: 4,
      memory: { ...memory, numWriteHeads: 2 },
    }),
    'feed-forward, every option on': new MemoryController({
      inputSize: 3,
      outputSize: 2,
      hiddenSize: 4,
      controller: 'feedforward',
      memory: { ...memory, masking: true, sharpening: true, deallocation: true },
    }),
    'learned initial memory': new MemoryController({
      inputSize: 3,
      outputSize: 2,
      hiddenSize: 4,
      memory: { ...memory, initialMemory: 'learned' },
    }),
    'random initial memory': new MemoryController({
      inputSize: 3,
      outputSize: 2,
      hiddenSize: 4,
      memory: { ...memory, initialMemory: 'random' },
    }),
    LSTM: new LstmNetwork({ inputSize: 3, outputSize: 2, hiddenSize: 4 }),
  }).map(([name, network]) => [name, network as unknown as SequenceNetwork<never>]),
);

for (const [name, network] of Object.entries(networks)) {
  test(`${name}: each task is answered by its own weights as if alone, gradients too`, () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 3 }),
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 1, max: 1e6 }),
        (tasks, episodes, seed) =>
          tf.tidy(() => {
            const random = createRandom(seed);
            const forward = agentForward(network, 3);
            const x = randomNormal([tasks, 3 * episodes, 3], random);
            const alone = Array.from({ length: tasks }, () =>
              Object.fromEntries(
                Object.entries(network.initialWeights(random)).map(([weight, tensor]) => [
                  weight,
                  tf.add(tensor, randomNormal(tensor.shape, random, 0.3)),
                ]),
              ),
            );
            const names = Object.keys(alone[0]);
            const together = names.map((weight) =>
              tf.stack(alone.map((own) => own[weight] as tf.Tensor)),
            );
            const run = (weights: readonly tf.Tensor[], rows: tf.Tensor): tf.Tensor =>
              forward(Object.fromEntries(names.map((weight, i) => [weight, weights[i]])), rows);
            const gradients = (weights: tf.Tensor[], rows: tf.Tensor): tf.Tensor[] =>
              tf.grads((...given: tf.Tensor[]) => tf.sum(tf.square(run(given, rows))))(weights);
            const outputs = run(together, x);
            const slopes = gradients(together, x);
            alone.forEach((own, task) => {
              const weights = names.map((weight) => own[weight] as tf.Tensor);
              const rows = tf.slice(x, [task, 0, 0], [1, -1, -1]);
              assert.ok(
                farthest(tf.slice(outputs, [task, 0, 0], [1, -1, -1]), run(weights, rows)) < 1e-5,
              );
              gradients(weights, rows).forEach((slope, i) =>
                assert.ok(
                  farthest(tf.unstack(slopes[i])[task], slope) <
                    1e-4 * (1 + Math.max(...values(tf.abs(slope)))),
                  `gradient of ${names[i]}`,
                ),
              );
            });
          }),
      ),
      { numRuns: 2 },
    ));
}

test('rows that cannot be shared out among tasks or episodes are named', () =>
  tf.tidy(() => {
    const controller = networks['DNC'] as unknown as MemoryController;
    const learned = networks['learned initial memory'] as unknown as MemoryController;
    const random = createRandom(1);
    const twice = (weights: Named): Named =>
      Object.fromEntries(
        Object.entries(weights).map(([name, tensor]) => [name, tf.stack([tensor, tensor])]),
      );
    const weights = twice(controller.initialWeights(random));
    assert.throws(
      () => controller.unroll(weights, controller.initialState(3, weights), tf.zeros([3, 2, 3])),
      /batch: got 3 rows for weights of 2 tasks, expected a multiple of 2/,
    );
    assert.throws(
      () => learned.initialState(3, twice(learned.initialWeights(random))),
      /weights.initialMemory: got a tensor \[2, 5, 3\], expected \[5, 3\]/,
    );
    assert.throws(
      () => agentForward(controller, 3)(weights, tf.zeros([2, 4, 3])),
      /x: got 4 rows a task, expected a multiple of episodeLength \(3\)/,
    );
  }));

/**
 * Records what `stopGradient` gives in one call of a function; `again` gives the same to another
 * call, which must ask in the same order.
 */
function holding<R>(record: () => R): { result: R; again: <S>(use: () => S) => S } {
  const shipped = door.stopGradient;
  const held: tf.Tensor[] = [];
  const within = <S>(replaced: (x: tf.Tensor) => tf.Tensor, use: () => S): S => {
    door.stopGradient = replaced;
    try {
      return use();
    } finally {
      door.stopGradient = shipped;
    }
  };
  const result = within((x) => {
    const cut = shipped(x);
    held.push(tf.keep(cut.clone()));
    return cut;
  }, record);
  return {
    result,
    again: (use) => {
      let next = 0;
      const found = within((x) => {
        const value = held[next++];
        assert.deepEqual(value.shape, x.shape);
        return shipped(value);
      }, use);
      assert.ok(next > 0, 'the memory asks for it');
      assert.equal(next, held.length);
      return found;
    },
  };
}

const dnc = new MemoryController({
  inputSize: 3,
  outputSize: 1,
  hiddenSize: 5,
  memory: { memorySize: 5, memoryDim: 3, numReadHeads: 2 },
});
function startAndTasks(random: Random): { names: string[]; start: tf.Tensor[]; tasks: TaskBatch } {
  const weights = Object.entries(dnc.initialWeights(random)).map(
    ([name, tensor]) =>
      [name, tf.mul(1.5, tf.add(tensor, randomNormal(tensor.shape, random, 0.1)))] as const,
  ); // writes and links that matter
  const rows = (count: number, features: number): tf.Tensor3D =>
    randomNormal([2, count, features], random) as tf.Tensor3D;
  return {
    names: weights.map(([name]) => name),
    start: weights.map(([, tensor]) => tensor),
    tasks: { supportX: rows(3, 3), supportY: rows(3, 1), queryX: rows(6, 3), queryY: rows(6, 1) },
  };
}
const metaLoss =
  (network: MemoryController, names: readonly string[], tasks: TaskBatch, options: AdaptOptions) =>
  (...start: tf.Tensor[]): tf.Scalar =>
    mamlLoss(
      agentForward(network, 3),
      Object.fromEntries(names.map((name, i) => [name, start[i]])),
      tasks,
      options,
    );

const along = (direction: readonly tf.Tensor[], gradient: readonly tf.Tensor[]): number =>
  values(tf.addN(gradient.map((g, i) => tf.sum(tf.mul(g, direction[i])))))[0];

for (const steps of [1, 2]) {
  // What gradients stop at is held: usage takes the last writes as constants (as in
  // google-deepmind/dnc), and so does the order of the slots. Plain differences would measure that
  // too.
  test(
    `the meta-gradient through the DNC after ${steps} inner step${steps > 1 ? 's' : ''} is ` +
      'that of central differences; first order is another',
    () =>
      tf.tidy(() => {
        const random = createRandom(20 + steps);
        const { names, start, tasks } = startAndTasks(random);
        const options = { steps, learningRate: 0.5 };
        const loss = metaLoss(dnc, names, tasks, options);
        const gradient = tf.grads(loss)(start);
        const first = tf.grads(metaLoss(dnc, names, tasks, { ...options, firstOrder: true }))(
          start,
        );
        const { again, result } = holding(() => values(loss(...start))[0]);
        assert.equal(
          again(() => values(loss(...start))[0]),
          result,
        );
        for (let k = 0; k < 3; k++) {
          const direction = start.map(({ shape }) => randomNormal(shape, random));
          const at = (by: number): number =>
            tf.tidy(
              () =>
                values(
                  again(() => loss(...start.map((w, i) => tf.add(w, tf.mul(by, direction[i]))))),
                )[0],
            );
          const step = 2e-3;
          const expected =
            (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
          const [second, other] = [along(direction, gradient), along(direction, first)];
          // seen: up to 7e-5
          assert.ok(Math.abs(second - expected) < 5e-4, `${second} instead of ${expected}`);
          assert.ok(
            Math.abs(other - expected) > 0.05,
            `first order: ${other}, differences: ${expected}`,
          ); // a first-order gradient does not pass for one of second order
        }
        if (steps === 1)
          for (const off of ['links', 'allocation'] as const) {
            // both take part in what is differentiated
            const without = new MemoryController({
              ...dnc.config,
              memory: { ...dnc.config.memory, [off]: false },
            });
            const changed = tf.grads(metaLoss(without, names, tasks, options))(start);
            assert.ok(Math.max(...gradient.map((g, i) => farthest(g, changed[i]))) > 1e-3, off);
          }
      }),
  );
}

test('a compiled meta-step of the agent is the step made op by op, and nothing leaks', () => {
  const random = createRandom(5);
  const { names, start, tasks } = startAndTasks(random);
  const parameters = Object.fromEntries(names.map((name, i) => [name, start[i]]));
  const [compiled, eager] = [false, true].map(
    (op) =>
      new MetaLearner({
        forward: agentForward(dnc, 3),
        parameters,
        algorithm: 'maml',
        innerSteps: 2,
        innerRate: 0.5,
        clipNorm: 1,
        optimizer: sgd({ learningRate: 0.1 }),
        eager: op,
      }),
  ) as [MetaLearner, MetaLearner];
  const first = [compiled.update(tasks), eager.update(tasks)] as const;
  const held = tf.memory().numTensors;
  const second = [compiled.update(tasks), eager.update(tasks)] as const;
  assert.equal(tf.memory().numTensors, held);
  for (const [one, other] of [first, second])
    assert.ok(Math.abs(one - other) < 1e-4, `${one} and ${other}`);
  assert.ok(second[0] < first[0], 'the loss falls');
  const [mine, theirs] = [compiled.parameters(), eager.parameters()];
  for (const name of names) assert.ok(farthest(mine[name], theirs[name]) < 1e-4, name);
  tf.dispose([mine, theirs, parameters, tasks] as never);
  compiled.dispose();
  eager.dispose();
});

test(
  "the family contains the stream's four tasks, and its draws keep to their ranges, two kinds, " +
    'the same for the same seed',
  () => {
    const random = createRandom(1);
    regressionTasks.forEach(({ name, target }, i) => {
      const member = streamFamilyTasks[i];
      assert.equal(member?.name, name);
      const { amplitude, sineSlope, tangentSlope, sineShift, tangentShift } = familyRanges;
      const [slopes, shifts] =
        member.kind === 'mean' ? [sineSlope, sineShift] : [tangentSlope, tangentShift];
      for (const [value, [from, below]] of [
        [member.amplitude, amplitude],
        [member.slope, slopes],
        [member.shift, shifts],
      ] as const)
        assert.ok(value >= from && value < below, `${name}: ${value} may be drawn`);
      for (let k = 0; k < 20; k++) {
        const [mean, x] = [random.normal(), random.normal()];
        assert.ok(Math.abs(member.target(mean, x) - target(mean, x)) < 1e-12, name);
      }
    });
    const tasks = familyTasks(createRandom(2), 200);
    assert.ok(Math.abs(tasks.filter(({ kind }) => kind === 'mean').length - 100) < 35);
    assert.deepEqual(
      familyTasks(createRandom(2), 210)
        .slice(0, 200)
        .map(({ name }) => name),
      tasks.map(({ name }) => name),
    );
    assert.ok(Math.max(...tasks.map(({ amplitude }) => amplitude)) < familyRanges.amplitude[1]);
    const [shown] = tasks.filter(({ kind }) => kind === 'coordinate') as [FamilyTask];
    assert.match(shown.name, /^\d(\.\d+)? tanh\(\d(\.\d+)? x [+-] \d(\.\d+)?\)$/);
    assert.ok(
      Math.abs(
        shown.target(99, 0.3) - shown.amplitude * Math.tanh(shown.slope * 0.3 + shown.shift),
      ) < 1e-12,
    );
    assert.deepEqual(
      new Set(
        [
          ...agentTestTasks(),
          ...agentValidationTasks(),
          ...familyTasks(createRandom(0).fork('agent/training tasks'), 500),
        ].map(({ amplitude, shift }) => `${amplitude} ${shift}`),
      ).size,
      AGENT.testTasks + 4 + AGENT.validationTasks + 500,
      'no task is in two sets',
    );
  },
);

test(
  'episodes: the agent sees x and the answer to the row before; query rows are fresh, and may ' +
    'follow the support rows',
  () =>
    tf.tidy(() => {
      const task = streamFamilyTasks[2];
      const draw = (): AgentTaskRows =>
        agentTaskRows(task, createRandom(3), { rows: 3, queryEpisodes: 2, size: 2 });
      const rows = draw();
      const fresh = agentTasks([rows, draw()]);
      const read = agentTasksRead([rows, draw()]);
      assert.deepEqual(
        [fresh.supportX.shape, fresh.queryX.shape, fresh.queryY.shape, read.queryX.shape],
        [
          [2, 3, 4],
          [2, 6, 4],
          [2, 6, 2],
          [2, 12, 4],
        ],
      );
      const [supportX, supportY] = [
        fresh.supportX.arraySync()[0],
        fresh.supportY.arraySync()[0],
      ] as [number[][], number[][]];
      supportY.forEach((y, t) => {
        const x = supportX[t];
        y.forEach((v, j) => assert.ok(Math.abs(v - Math.tanh(0.5 * x[j] + 2)) < 1e-6));
        assert.deepEqual(x.slice(2), t === 0 ? [0, 0] : supportY[t - 1]);
      });
      const [queryX, readX, readY] = [
        fresh.queryX.arraySync()[0],
        read.queryX.arraySync()[0],
        read.queryY.arraySync()[0],
      ] as [number[][], number[][], number[][]];
      assert.deepEqual(
        [queryX[0]?.slice(2), queryX[3]?.slice(2)],
        [
          [0, 0],
          [0, 0],
        ],
        'each query episode begins anew',
      );
      for (const episode of [0, 1]) {
        assert.deepEqual(readX.slice(6 * episode, 6 * episode + 3), supportX);
        assert.deepEqual(
          readX.slice(6 * episode + 3, 6 * episode + 6).map((x) => x.slice(0, 2)),
          queryX.slice(3 * episode, 3 * episode + 3).map((x) => x.slice(0, 2)),
        );
        assert.deepEqual(
          readX[6 * episode + 3]?.slice(2),
          supportY[2],
          'the last support answer is seen at the first query row',
        );
        assert.deepEqual(
          readY.slice(6 * episode + 3, 6 * episode + 6),
          fresh.queryY.arraySync()[0].slice(3 * episode, 3 * episode + 3),
        );
      }
      const all = [...supportX, ...queryX].map((x) => x.slice(0, 2).join());
      assert.equal(new Set(all).size, 9, 'no row is in both');
      assert.throws(
        () => agentTaskRows(task, createRandom(1), { rows: 0 }),
        /rows: got 0, expected a whole number of at least 1/,
      );
    }),
);
