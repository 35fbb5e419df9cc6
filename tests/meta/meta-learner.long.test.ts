// MetaLearner: every algorithm and option behind one interface, compiled and op by op, stopped and
// gone on with, refused where it would be wrong.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import { fromTraining, loadModel, saveModel, toTraining } from '../../src/checkpoint';
import { adam, compileTraining, type Named, sgd } from '../../src/compile';
import {
  adapt,
  lossWeights,
  mamlLoss,
  metaAlgorithms,
  MetaLearner,
  type MetaOptions,
  network,
  shareAmong,
  squaredErrors,
} from '../../src/meta';
import { sinusoidTasks, type TaskBatch } from '../../src/tasks';
import { createRandom } from '../../src/core/random';
import { ready, tf } from '../../src/tf';

before(ready);

const values = (x: tf.Tensor | undefined): number[] => Array.from((x as tf.Tensor).dataSync());
const net = network([1, 8, 1], 'tanh');
const start = (): Record<string, tf.Tensor> => net.initialParameters(createRandom(1));
const learner = (options: Partial<MetaOptions> & Pick<MetaOptions, 'algorithm'>): MetaLearner =>
  new MetaLearner({ forward: net.forward, parameters: start(), innerRate: 0.05, ...options });
const batches = (count: number, seed = 2): TaskBatch[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () =>
    sinusoidTasks(random, { tasks: 4, support: 5, query: 6 }),
  );
};
const numbers = (state: ReturnType<MetaLearner['state']>): Record<string, number[]> =>
  Object.fromEntries(
    Object.entries(state.tensors).map(([name, { data }]) => [name, Array.from(data)]),
  );
const farthest = (a: number[], b: number[]): number => {
  assert.equal(a.length, b.length);
  return Math.max(0, ...a.map((v, i) => Math.abs(v - b[i])));
};

const variants: Record<string, Partial<MetaOptions> & Pick<MetaOptions, 'algorithm'>> = {
  ...Object.fromEntries(
    metaAlgorithms.map((algorithm) => [algorithm, { algorithm, innerSteps: 2 }]),
  ),
  'plain Reptile': { algorithm: 'reptile', innerSteps: 3, optimizer: sgd({ learningRate: 0.5 }) },
  'MAML++': {
    algorithm: 'maml',
    innerSteps: 3,
    perStepRates: true,
    multiStepLoss: { until: 4 },
    secondOrderFrom: 2,
    clipNorm: 1,
  },
  'first order with rates': {
    algorithm: 'fomaml',
    innerSteps: 2,
    perStepRates: true,
    multiStepLoss: true,
  },
  'only the biases adapt': { algorithm: 'meta-sgd', adapting: ['b1', 'b2'] },
};

for (const [name, options] of Object.entries(variants))
  test(
    `${name}: compiled and op by op agree; a stopped learner goes on bit for bit; ` +
      'nothing leaks',
    () => {
      const [whole, eager, resumed] = [
        learner(options),
        learner({ ...options, eager: true }),
        learner(options),
      ];
      const tasks = batches(6);
      const losses = tasks.slice(0, 3).map((batch) => whole.update(batch));
      const stopped = whole.state();
      losses.push(...tasks.slice(3).map((batch) => whole.update(batch)));
      tasks.forEach((batch, i) =>
        assert.ok(
          Math.abs(eager.update(batch) - losses[i]) < 1e-4 * Math.max(1, losses[i]),
          `step ${i}`,
        ),
      );
      const [a, b] = [numbers(whole.state()), numbers(eager.state())];
      for (const key of Object.keys(a)) assert.ok(farthest(a[key], b[key]) < 2e-3, key);
      resumed.restore(stopped);
      assert.equal(resumed.step, 3);
      assert.deepEqual(
        tasks.slice(3).map((batch) => resumed.update(batch)),
        losses.slice(3),
      );
      assert.deepEqual(numbers(resumed.state()), a);
      const held = tf.memory().numTensors;
      for (const one of [whole, eager]) {
        one.update(tasks[0]);
        [one.adapt(tasks[1]), one.parameters(), one.rates()].forEach((tensors) =>
          tf.dispose(tensors),
        );
      }
      const [tried, triedEager] = [
        whole.evaluate(tasks[1], { steps: 2 }),
        eager.evaluate(tasks[1], { steps: 2 }),
      ];
      assert.ok(tried.length === 3 && farthest(tried, triedEager) < 1e-3);
      assert.equal(tf.memory().numTensors, held);
      [whole, eager, resumed].forEach((one) => one.dispose());
    },
  );

test(
  'each algorithm minimises what it says: the loss told is that of the pure functions, and of ' +
    'pre-training that of plain regression',
  () => {
    const [batch] = batches(1) as [TaskBatch];
    const told = (options: Partial<MetaOptions> & Pick<MetaOptions, 'algorithm'>): number => {
      const one = learner(options);
      const loss = one.update(batch);
      one.dispose();
      return loss;
    };
    const loss = (options: Parameters<typeof mamlLoss>[3]): number =>
      tf.tidy(() => mamlLoss(net.forward, start(), batch, options).dataSync()[0]);
    const close = (a: number, b: number): void =>
      assert.ok(Math.abs(a - b) < 1e-5 * Math.abs(b), `${a} and ${b}`);
    for (const algorithm of ['maml', 'fomaml', 'reptile', 'meta-sgd'] as const)
      close(told({ algorithm, innerSteps: 2 }), loss({ steps: 2, learningRate: 0.05 }));
    close(
      told({ algorithm: 'anil' }),
      loss({ learningRate: (_, name) => (name.endsWith('2') ? 0.05 : 0) }),
    );
    const after = [1, 2, 3].map((steps) => loss({ steps, learningRate: 0.05 })) as [
      number,
      number,
      number,
    ];
    close(
      told({ algorithm: 'maml', innerSteps: 3, multiStepLoss: true }),
      (after[0] + after[1] + after[2]) / 3,
    );
    close(
      told({ algorithm: 'maml', innerSteps: 3, multiStepLoss: [0.5, 0, 2] }),
      0.5 * after[0] + 2 * after[2],
    );

    const plain = compileTraining({
      parameters: start(),
      optimizer: adam(),
      loss: (parameters: Named, x: tf.Tensor, y: tf.Tensor) =>
        squaredErrors(net.forward(shareAmong(parameters, 1), x), y),
    });
    const pooled = learner({ algorithm: 'pretrain' });
    for (const { supportX, supportY, queryX, queryY } of batches(4))
      close(
        pooled.update({ supportX, supportY, queryX, queryY }),
        plain.update(
          tf.reshape(tf.concat([supportX, queryX], 1), [1, 44, 1]),
          tf.reshape(tf.concat([supportY, queryY], 1), [1, 44, 1]),
        ),
      );
    [plain, pooled].forEach((one) => one.dispose());
  },
);

test(
  'before secondOrderFrom it is FOMAML to the last bit, after it MAML; the multi-step loss ' +
    'ends as the last step alone',
  () => {
    const tasks = batches(5);
    const losses = (options: Partial<MetaOptions> & Pick<MetaOptions, 'algorithm'>): number[] => {
      const one = learner({ innerSteps: 2, ...options });
      const all = tasks.map((batch) => one.update(batch));
      one.dispose();
      return all;
    };
    const [first, second, annealed] = [
      losses({ algorithm: 'fomaml' }),
      losses({ algorithm: 'maml' }),
      losses({ algorithm: 'maml', secondOrderFrom: 2 }),
    ];
    // the loss of step 3 is that before its update
    assert.deepEqual(annealed.slice(0, 3), first.slice(0, 3));
    assert.ok(Math.abs(annealed[4] - first[4]) > 1e-5 && Math.abs(annealed[1] - second[1]) > 1e-5);
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((step) => lossWeights(step, 2, { until: 4 })),
      [[0.5, 0.5], [0.375, 0.625], [0.25, 0.75], [0.125, 0.875], undefined],
    );
    assert.deepEqual(
      [lossWeights(7, 2, true), lossWeights(7, 2, false), lossWeights(7, 2, [1, 3])],
      [[0.5, 0.5], undefined, [1, 3]],
    );
  },
);

test(
  'what adapts is what was said: the last layer of ANIL, the names given; learned rates are ' +
    'used, step by step, and beyond the last',
  () => {
    const [batch] = batches(1) as [TaskBatch];
    const moves = (one: MetaLearner): string[] => {
      const [from, [to]] = [one.parameters(), one.adapt(batch)];
      return Object.keys(from).filter(
        (name) =>
          farthest(
            values(tf.sub(to[name], shareAmong(from, 4)[name])),
            Array.from({ length: to[name].size }, () => 0),
          ) > 0,
      );
    };
    assert.deepEqual(moves(learner({ algorithm: 'anil' })), ['w2', 'b2']);
    assert.deepEqual(moves(learner({ algorithm: 'maml', adapting: ['w2'] })), ['w2']);
    assert.deepEqual(moves(learner({ algorithm: 'fomaml' })), ['w1', 'b1', 'w2', 'b2']);

    const stepwise = learner({ algorithm: 'maml', innerSteps: 2, perStepRates: true });
    assert.deepEqual(
      Object.values(stepwise.rates()).map(({ shape }) => shape),
      Array.from({ length: 4 }, () => [2]),
    );
    const state = stepwise.state();
    stepwise.restore({
      ...state,
      tensors: Object.fromEntries(
        Object.entries(state.tensors).map(([name, tensor]) => [
          name,
          name.startsWith('rate.') ? { shape: [2], data: Float32Array.of(0.1, 0.02) } : tensor,
        ]),
      ),
    });
    const got = stepwise.adapt(batch, { steps: 3 });
    const expected = tf.tidy(() =>
      adapt(net.forward, shareAmong(start(), 4), batch.supportX, batch.supportY, {
        steps: 3,
        firstOrder: true,
        learningRate: (step) => (step === 0 ? 0.1 : 0.02),
      })['w1'].clone(),
    );
    assert.ok(farthest(values(got[2]?.['w1']), values(expected)) < 1e-6);
    const fixed = tf.tidy(() =>
      adapt(net.forward, shareAmong(start(), 4), batch.supportX, batch.supportY, {
        steps: 1,
        firstOrder: true,
        learningRate: 0.3,
      })['w1'].clone(),
    );
    assert.ok(
      farthest(
        values(stepwise.adapt(batch, { steps: 1, innerRate: 0.3 })[0]?.['w1']),
        values(fixed),
      ) < 1e-6,
    );
    const sgdRates = learner({ algorithm: 'meta-sgd' });
    assert.deepEqual(sgdRates.rates()['w1']?.shape, [1, 8]);
    batches(3).forEach((tasks) => sgdRates.update(tasks));
    assert.ok(new Set(values(sgdRates.rates()['w1'])).size > 1, 'rates are learned');
    [stepwise, sgdRates].forEach((one) => one.dispose());
  },
);

test(
  'any model that takes an axis of tasks learns: sinusoids with the two parameters they are ' +
    'made of, solved in a few steps after training, not before',
  () => {
    const forward = (parameters: Named, x: tf.Tensor): tf.Tensor => {
      const [height, shift] = ['height', 'shift'].map((name) =>
        tf.reshape(parameters[name], [-1, 1, 1]),
      ) as [tf.Tensor, tf.Tensor];
      return tf.mul(height, tf.sin(tf.sub(x, shift)));
    };
    const one = new MetaLearner({
      forward,
      parameters: { height: tf.scalar(0.5), shift: tf.scalar(3) },
      algorithm: 'maml',
      innerSteps: 5,
      innerRate: 0.05,
      perStepRates: true,
      metaRate: 0.02,
      clipNorm: 10,
    });
    const [fresh] = [sinusoidTasks(createRandom(99), { tasks: 200, query: 20 })];
    const random = createRandom(5);
    const untrained = one.evaluate(fresh);
    for (let i = 0; i < 200; i++) one.update(sinusoidTasks(random));
    const trained = one.evaluate(fresh);
    assert.ok(
      trained[5] < 0.3 * untrained[5] && trained[5] < 0.3 * trained[0],
      `after 5 steps ${trained[5]}, untrained ${untrained[5]}, before adaptation ${trained[0]}`,
    );
    assert.equal(one.errors(fresh)[5]?.length, 200);
    one.dispose();
  },
);

test(
  'a checkpoint goes on bit for bit; one of another learner is refused by the setting, and ' +
    'nothing is changed or half-written',
  () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'lab-meta-'));
    const file = path.join(folder, 'start.safetensors');
    const load = (into: MetaLearner, from = file): void =>
      into.restore(toTraining(loadModel(from, { config: into.settings })));
    try {
      const options = {
        algorithm: 'maml',
        innerSteps: 2,
        perStepRates: true,
        secondOrderFrom: 1,
      } as const;
      const [saved, loaded, other] = [
        learner(options),
        learner(options),
        learner({ ...options, innerSteps: 3 }),
      ];
      const tasks = batches(4);
      tasks.slice(0, 2).forEach((batch) => saved.update(batch));
      saveModel(file, { config: saved.settings, ...fromTraining(saved.state()) });
      assert.deepEqual(readdirSync(folder), ['start.safetensors']);
      load(loaded);
      assert.deepEqual(
        tasks.slice(2).map((batch) => loaded.update(batch)),
        tasks.slice(2).map((batch) => saved.update(batch)),
      );
      const unchanged = numbers(other.state());
      assert.throws(() => load(other), /start\.safetensors: config\.innerSteps: got 2, expected 3/);
      assert.throws(
        () => load(other, path.join(folder, 'none')),
        /none: no such file or directory/,
      );
      assert.throws(
        () => load(learner({ ...options, optimizer: sgd() })),
        /optimizer: got "adam", expected "sgd"/,
      );
      assert.deepEqual([other.step, numbers(other.state())], [0, unchanged]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test(
  'second derivatives are refused when the learner is made if they would be wrong, also those ' +
    'that begin later; first order goes on',
  () => {
    const mended = tf.getGradient('Sigmoid');
    assert.ok(mended);
    tf.unregisterGradient('Sigmoid');
    try {
      tf.registerGradient({
        kernelName: 'Sigmoid',
        outputsToSave: [true],
        gradFunc: (dy, [y]) => ({
          x: () => tf.mul(dy as tf.Tensor, tf.mul(y, tf.sub(1, y))),
        }),
      });
      for (const algorithm of ['maml', 'anil', 'meta-sgd'] as const)
        assert.throws(
          () => learner({ algorithm, secondOrderFrom: 1000 }),
          /second derivatives of Sigmoid would be wrong/,
        );
      for (const algorithm of ['fomaml', 'reptile', 'pretrain'] as const)
        assert.ok(Number.isFinite(learner({ algorithm }).update(batches(1)[0])));
    } finally {
      tf.unregisterGradient('Sigmoid');
      tf.registerGradient(mended);
    }
  },
);

test('what is wrong is named, and nothing is changed', () => {
  const wrong: [Partial<MetaOptions> & { algorithm: MetaOptions['algorithm'] }, RegExp][] = [
    [{ algorithm: 'mmal' as never }, /algorithm: got "mmal", expected one of 'maml', 'fomaml'/],
    [
      { algorithm: 'maml', innerSteps: 0 },
      /innerSteps: got 0, expected a whole number of at least 1/,
    ],
    [{ algorithm: 'maml', innerRate: NaN }, /innerRate: got NaN, expected a number above 0/],
    [{ algorithm: 'maml', metaRate: -1 }, /metaRate: got -1/],
    [
      { algorithm: 'maml', metaRate: 1, optimizer: sgd() },
      /metaRate: got 1, expected none beside optimizer/,
    ],
    [{ algorithm: 'maml', clipNorm: 0 }, /clipNorm: got 0/],
    [{ algorithm: 'maml', adapting: ['w9'] }, /adapting: got "w9", expected some of w1, b1/],
    [{ algorithm: 'maml', adapting: [] }, /adapting: got no names/],
    [
      { algorithm: 'meta-sgd', perStepRates: true },
      /perStepRates: got true, expected none with algorithm "meta-sgd"/,
    ],
    [
      { algorithm: 'reptile', multiStepLoss: true },
      /multiStepLoss: got true, expected none with algorithm "reptile"/,
    ],
    [
      { algorithm: 'fomaml', secondOrderFrom: 5 },
      /secondOrderFrom: got 5, expected none with algorithm "fomaml"/,
    ],
    [{ algorithm: 'maml', secondOrderFrom: 1.5 }, /secondOrderFrom: got 1.5/],
    [{ algorithm: 'maml', multiStepLoss: { until: 0 } }, /multiStepLoss.until: got 0/],
    [
      { algorithm: 'maml', innerSteps: 2, multiStepLoss: [1] },
      /multiStepLoss: got \[1\], expected a weight of at least 0 for each of the 2 inner steps/,
    ],
    [
      { algorithm: 'anil', parameters: { a: tf.scalar(1) } },
      /adapting: got none, expected with "anil" the names/,
    ],
    [{ algorithm: 'meta-sgd', parameters: { 'rate.a': tf.scalar(1) } }, /parameters: got "rate.a"/],
  ];
  for (const [options, reason] of wrong) assert.throws(() => learner(options), reason);
  const one = learner({ algorithm: 'maml' });
  const [batch, other] = batches(2) as [TaskBatch, TaskBatch];
  const unchanged = numbers(one.state());
  assert.throws(
    () => one.update({ ...batch, queryY: tf.zeros([3, 6, 1]) }),
    /queryY: got \[3, 6, 1\], expected \[4, 6, 1\]/,
  );
  assert.throws(
    () => one.update({ ...batch, supportX: undefined as never }),
    /supportX: got undefined/,
  );
  assert.throws(
    () => one.update({ ...batch, queryY: tf.mul(batch.queryY, Infinity) }),
    /loss: got Infinity at step 1/,
  );
  assert.throws(() => one.adapt(batch, { steps: -1 }), /steps: got -1/);
  assert.throws(() => one.evaluate(batch, { innerRate: 0 }), /innerRate: got 0/);
  assert.throws(() => (one.metaRate = 0), /metaRate: got 0/);
  assert.throws(
    () => one.restore(learner({ algorithm: 'meta-sgd' }).state()),
    /got "rate\.w1", which this model does not have/,
  );
  assert.deepEqual([one.step, numbers(one.state())], [0, unchanged]);
  one.metaRate = 1e-4;
  assert.ok(Number.isFinite(one.update(other)));
  assert.equal(one.state().learningRate, 1e-4);
});
