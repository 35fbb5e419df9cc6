// Strategies that hold parameters, answers or gradients to what was learned before: their
// equations, against what is computed by hand.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ewc } from '../../src/continual/strategies/ewc';
import { aGem, projected } from '../../src/continual/strategies/aGem';
import { fisherDiagonal } from '../../src/continual/strategies/fisher';
import {
  type ModelForward,
  mlp,
  mlpForward,
  type Model,
  runStrategy,
  type Settings,
  type Strategy,
  type StrategyContext,
  type StrategyMaker,
  type StrategyName,
} from '../../src/continual/strategies';
import { distilledLoss, lwf } from '../../src/continual/strategies/lwf';
import { onlineEwc } from '../../src/continual/strategies/onlineEwc';
import { noPenalty, penalisedLoss, sumOfPenalties } from '../../src/continual/strategies/penalty';
import { rowLosses } from '../../src/continual/strategies/rowLoss';
import { si } from '../../src/continual/strategies/si';
import { createRandom } from '../../src/core/random';
import { continualScenario } from '../../src/tasks/continual';
import { ready, tf } from '../../src/tf';
import fc from '../properties';

before(ready);

type Numbers = Record<string, readonly number[]>;
const numbersOf = (named: Readonly<Record<string, tf.Tensor>>): Numbers =>
  Object.fromEntries(Object.entries(named).map(([name, tensor]) => [name, [...tensor.dataSync()]]));
const tensorsOf = ({ parameters }: Model): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => [
      name,
      tf.tensor(data, [...shape]),
    ]),
  );
function close(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what = '',
): void {
  assert.equal(got.length, expected.length, what);
  for (let i = 0; i < got.length; i++)
    assert.ok(
      Math.abs(got[i] - expected[i]) <= tolerance * Math.max(1, Math.abs(expected[i])),
      `${what} [${i}]: ${got[i]} instead of ${expected[i]}`,
    );
}

/** A small task of two inputs and as many outputs as asked for. */
const context = (
  kind: 'classes' | 'values',
  settings: StrategyContext['settings'],
  budget = 6,
  outputSize = 3,
): StrategyContext => ({
  scenario: { name: 'small', kind, inputSize: 2, outputSize, batchSize: 4 },
  seed: 1,
  budget,
  settings: { optimizer: { name: 'sgd', rate: 0.1 }, ...settings },
});
function rowsOf(
  count: number,
  kind: 'classes' | 'values',
  seed: number,
  classes = [0, 1, 2],
  outputs = 3,
): { count: number; x: Float32Array; y: Float32Array; first: boolean } {
  const random = createRandom(seed);
  const y = new Float32Array(count * outputs);
  for (let i = 0; i < count; i++)
    if (kind === 'classes') y[i * outputs + classes[random.int(classes.length)]] = 1;
    else for (let k = 0; k < outputs; k++) y[i * outputs + k] = random.normal();
  return {
    count,
    x: Float32Array.from({ length: count * 2 }, () => random.normal()),
    y,
    first: true,
  };
}
const small = (seed: number): Model => mlp([2, 4, 3], createRandom(seed));
/** The same network under another name: nothing is known of its layers. */
const unknown: ModelForward = (parameters, x) => mlpForward(parameters, x);

test(
  'the Fisher information of a straight line and of a logistic unit is what the formula ' + 'says',
  () => {
    const x = Float32Array.of(1, 2, -1, 0.5);
    // Scores x W with 2 outputs. Classes: E over y of (x_i (1[y = j] - p_j))^2
    // = x_i^2 p_j (1 - p_j).
    const parameters = {
      w0: tf.tensor2d([
        [0.3, -0.2],
        [0.1, 0.4],
      ]),
      b0: tf.tensor1d([0, 0.5]),
    };
    const scores = [
      [0.3 * 1 + 0.1 * 2, -0.2 * 1 + 0.4 * 2 + 0.5],
      [-0.3 + 0.05, 0.2 + 0.2 + 0.5],
    ];
    const p = scores.map(([a, b]) => [
      Math.exp(a) / (Math.exp(a) + Math.exp(b)),
      Math.exp(b) / (Math.exp(a) + Math.exp(b)),
    ]);
    const mean =
      (of: (row: number, output: number) => number) =>
      (output: number): number =>
        (of(0, output) + of(1, output)) / 2;
    const at = (i: number): ((output: number) => number) =>
      mean((row, j) => x[row * 2 + i] ** 2 * p[row][j] * (1 - p[row][j]));
    const found = numbersOf(fisherDiagonal(mlpForward, 'classes', parameters, { count: 2, x }, 2));
    close(found.w0, [at(0)(0), at(0)(1), at(1)(0), at(1)(1)], 1e-6, 'weights');
    close(found.b0, [0, 1].map(mean((row, j) => p[row][j] * (1 - p[row][j]))), 1e-6, 'biases');
    // Values: 2 / K x_i^2 whatever the output.
    close(
      numbersOf(fisherDiagonal(mlpForward, 'values', parameters, { count: 2, x }, 2)).w0,
      [1, 1, 2.125, 2.125],
      1e-6,
      'values',
    );
    // One output allowed: its probability is 1, and nothing matters.
    close(
      numbersOf(
        fisherDiagonal(
          mlpForward,
          'classes',
          parameters,
          { count: 2, x, allowed: Float32Array.of(1, 0) },
          2,
        ),
      ).w0,
      [0, 0, 0, 0],
      1e-9,
      'one allowed',
    );
  },
);

test(
  'the Fisher information by products of squares is that of a gradient for each row and ' +
    'answer: any network gives the same',
  () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999 }),
        fc.constantFrom('classes' as const, 'values' as const),
        fc.constantFrom('all' as const, 'task' as const, 'row' as const),
        (seed, kind, told) => {
          const parameters = tensorsOf(mlp([2, 5, 4, 3], createRandom(seed)));
          const { x } = rowsOf(5, kind, seed);
          const allowed = {
            all: undefined,
            task: Float32Array.of(1, 0, 1),
            row: Float32Array.from({ length: 15 }, (_, i) => (i % 3 === 1 || i % 2 === 0 ? 1 : 0)),
          }[told];
          const [quick, slow] = [mlpForward, unknown].map((forward) =>
            numbersOf(fisherDiagonal(forward, kind, parameters, { count: 5, x, allowed }, 3)),
          );
          Object.keys(quick).forEach((name) => close(quick[name], slow[name], 1e-5, name));
          tf.dispose(parameters);
        },
      ),
      { numRuns: 12 },
    );
  },
);

test('the gradient of the EWC penalty is that of central differences, and 0 at the anchor', () => {
  const parameters = { a: tf.tensor1d([0.5, -1, 2]), b: tf.tensor2d([[0.1, 0.2]]) };
  const penalty = {
    importance: { a: tf.tensor1d([1, 0, 3]), b: tf.tensor2d([[2, 0.5]]) },
    anchor: { a: tf.tensor1d([0, 1, 2.5]), b: tf.tensor2d([[0.3, -1]]) },
  };
  const value = (a: tf.Tensor, b: tf.Tensor): tf.Scalar =>
    penalisedLoss({ loss: tf.scalar(0), parameters: { a, b } } as never, penalty);
  const [ga, gb] = tf
    .grads((a, b) => value(a, b))([parameters.a, parameters.b])
    .map((tensor) => [...tensor.dataSync()]);
  const differences = (of: 'a' | 'b'): number[] =>
    Array.from({ length: parameters[of].size }, (_, i) => {
      const moved = (by: number): number => {
        const data = [...parameters[of].dataSync()];
        data[i] += by;
        const other = tf.tensor(data, parameters[of].shape);
        return value(
          of === 'a' ? other : parameters.a,
          of === 'b' ? other : parameters.b,
        ).dataSync()[0];
      };
      return (moved(0.01) - moved(-0.01)) / 0.02;
    });
  close(ga, differences('a'), 2e-4, 'a');
  close(gb, differences('b'), 2e-4, 'b');
  close(
    tf
      .grads((a, b) => value(a, b))([penalty.anchor.a, penalty.anchor.b])
      .flatMap((tensor) => [...tensor.dataSync()]),
    [0, 0, 0, 0, 0],
    0,
    'at the anchor',
  );
});

test('a penalty for each of many tasks is one: the same gradient, whatever the parameters', () => {
  const number = fc.double({ min: -3, max: 3, noNaN: true });
  const weight = fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 10, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(fc.record({ f: fc.tuple(weight, weight), a: fc.tuple(number, number) }), {
        minLength: 1,
        maxLength: 6,
      }),
      fc.tuple(number, number),
      (tasks, p) =>
        tf.tidy(() => {
          const one = tasks
            .map(({ f, a }) => ({
              importance: { p: tf.tensor1d(f) },
              anchor: { p: tf.tensor1d(a) },
            }))
            .reduce(sumOfPenalties, noPenalty({ p: tf.zeros([2]) }));
          const [gradient] = tf.grads((v) =>
            penalisedLoss({ loss: tf.scalar(0), parameters: { p: v } } as never, one),
          )([tf.tensor1d(p)]);
          close(
            gradient.dataSync(),
            [0, 1].map((i) => tasks.reduce((sum, { f, a }) => sum + f[i] * (p[i] - a[i]), 0)),
            1e-4,
          );
        }),
    ),
    { numRuns: 60 },
  );
});

/** One weight, answer w x: what a strategy does to it can be computed by hand. */
const line = (w: number): Model => ({
  parameters: { w: { shape: [1, 1], data: Float32Array.of(w) } },
  forward: lineForward,
});
const lineForward: ModelForward = ({ w }, x) => tf.matMul(x, w);
const lineContext = (settings: StrategyContext['settings']): StrategyContext => ({
  scenario: { name: 'line', kind: 'values', inputSize: 1, outputSize: 1, batchSize: 1 },
  seed: 1,
  budget: 4,
  settings: { optimizer: { name: 'sgd', rate: 0.1 }, ...settings },
});
const lineRow = (
  target: number,
): { count: number; x: Float32Array; y: Float32Array; first: boolean } => ({
  count: 1,
  x: Float32Array.of(1),
  y: Float32Array.of(target),
  first: true,
});
const slope = (strategy: Strategy): number => strategy.predict(Float32Array.of(1))[0];

test(
  'synaptic intelligence gathers along the way what each step brought: on a quadratic as by ' +
    'hand',
  () => {
    const [c, xi, rate] = [0.5, 0.1, 0.1];
    const strategy = si({ ...lineContext({ c, xi }), model: line(2) });
    let w = 2;
    let importance = 0;
    let anchor = 0;
    for (const target of [0, 1, -1]) {
      const start = w;
      let gained = 0;
      for (let step = 0; step < 5; step++) {
        const loss = strategy.observe(lineRow(target));
        const gradient = 2 * (w - target);
        const penalty = importance * (w - anchor);
        close([loss], [(w - target) ** 2 + 0.5 * importance * (w - anchor) ** 2], 1e-5, 'loss');
        const moved = -rate * (gradient + penalty);
        gained -= gradient * moved; // the rows' gradient alone
        w += moved;
        close([slope(strategy)], [w], 1e-5, `step ${step}`);
      }
      strategy.endTask(lineRow(target));
      importance += 2 * c * Math.max(0, gained / ((w - start) ** 2 + xi));
      anchor = w;
    }
    strategy.dispose();
  },
);

test(
  'EWC holds a line at the end of each task, online EWC at the end of the last: as by ' + 'hand',
  () => {
    const [lambda, rate, fisher] = [0.7, 0.1, 2]; // F = 2 / K x^2
    for (const [make, gamma] of [
      [ewc, 1],
      [onlineEwc, 0.5],
    ] as const) {
      const settings: Settings = make === ewc ? { lambda } : { lambda, gamma };
      const strategy = make({ ...lineContext(settings), model: line(2) });
      const ends: number[] = [];
      let w = 2;
      for (const target of [0, 1, -1]) {
        for (let step = 0; step < 4; step++) {
          strategy.observe(lineRow(target));
          const held =
            make === ewc
              ? ends.map((end) => w - end)
              : ends
                  .slice(-1)
                  .map((end) => (w - end) * ends.reduce((sum, _, age) => sum + gamma ** age, 0));
          w -= rate * (2 * (w - target) + lambda * fisher * held.reduce((a, b) => a + b, 0));
          close([slope(strategy)], [w], 1e-5, `gamma ${gamma}`);
        }
        strategy.endTask(lineRow(target));
        ends.push(w);
      }
      strategy.dispose();
    }
  },
);

test(
  'learning without forgetting draws the answers towards those of the model that the last task ' +
    'left',
  () => {
    const strategy = lwf({ ...lineContext({ lambda: 0.5, temperature: 2 }), model: line(2) });
    strategy.observe(lineRow(0)); // no earlier task: w - 0.1 x 2 w
    close([slope(strategy)], [1.6], 1e-6);
    strategy.endTask(lineRow(0));
    let w = 1.6;
    for (let step = 0; step < 3; step++) {
      strategy.observe(lineRow(1));
      w -= 0.1 * (2 * (w - 1) + 0.5 * 2 * (w - 1.6));
      close([slope(strategy)], [w], 1e-5, `step ${step}`);
    }
    strategy.dispose();
  },
);

test(
  'for classes the old answers are probabilities within each group, softened, of the old ' +
    'parameters alone',
  () => {
    const old = tensorsOf(small(1));
    const now = tensorsOf(small(2));
    const rows = rowsOf(2, 'classes', 3);
    const temperature = 2;
    const x = tf.tensor2d(rows.x, [2, 2]);
    const y = tf.tensor2d(rows.y, [2, 3]);
    const weights = tf.tensor1d([0.5, 0.25]);
    const scores = mlpForward(now, x);
    const given = (groups: number[][], counts: number[]) =>
      distilledLoss(
        {
          kind: 'classes',
          rows: { x, y, allowed: tf.ones([2, 3]), weights },
          scores,
          loss: tf.scalar(7),
          forward: mlpForward,
        },
        {
          known: { parameters: old, groups: tf.tensor2d(groups), weights: tf.tensor1d(counts) },
          temperature,
        },
      ).dataSync()[0];
    const softened = (
      parameters: Record<string, tf.Tensor>,
      row: number,
      group: number[],
    ): number[] => {
      const all = mlpForward(parameters, x).arraySync();
      const e = all[row].map((score, k) => group[k] * Math.exp(score / temperature));
      const sum = e.reduce((a, b) => a + b);
      return e.map((value) => value / sum);
    };
    const byHand = (group: number[]): number =>
      [0.5, 0.25].reduce((sum, weight, row) => {
        const [p, q] = [softened(old, row, group), softened(now, row, group)];
        return (
          sum - weight * p.reduce((s, value, k) => s + (group[k] ? value * Math.log(q[k]) : 0), 0)
        );
      }, 0);
    close(
      [
        given(
          [
            [1, 1, 0],
            [0, 0, 0],
            [0, 0, 0],
          ],
          [1, 0, 0],
        ),
      ],
      [7 + byHand([1, 1, 0])],
      1e-5,
      'one group',
    );
    close(
      [
        given(
          [
            [1, 1, 0],
            [0, 1, 1],
            [0, 0, 0],
          ],
          [2, 3, 0],
        ),
      ],
      [7 + 2 * byHand([1, 1, 0]) + 3 * byHand([0, 1, 1])],
      1e-5,
      'two groups',
    );
    close(
      [
        given(
          [
            [0, 0, 0],
            [0, 0, 0],
            [0, 0, 0],
          ],
          [0, 0, 0],
        ),
      ],
      [7],
      1e-6,
      'no earlier task',
    );
  },
);

test(
  'A-GEM takes out of a gradient what would raise the loss of the stored rows, and leaves it ' +
    'alone where nothing would',
  () => {
    const named = (a: number[], b: number[]) => ({ a: tf.tensor1d(a), b: tf.tensor1d(b) });
    // g . r = 1 x -2 + 2 x 0.5 + -1 x 1 = -2, r . r = 5.25
    const against = numbersOf(projected(named([1, 2], [-1]), named([-2, 0.5], [1])));
    close(against.a, [1 - (2 / 5.25) * 2, 2 + (2 / 5.25) * 0.5], 1e-6);
    close(against.b, [-1 + 2 / 5.25], 1e-6);
    close([against.a[0] * -2 + against.a[1] * 0.5 + against.b[0]], [0], 1e-6, 'orthogonal');
    assert.deepEqual(numbersOf(projected(named([1, 2], [-1]), named([2, 0.5], [1]))), {
      a: [1, 2],
      b: [-1],
    });
    assert.deepEqual(numbersOf(projected(named([1, 2], [-1]), named([0, 0], [0]))), {
      a: [1, 2],
      b: [-1],
    });
  },
);

test(
  'a step of A-GEM goes along the projected gradient, with all stored rows as its ' + 'reference',
  () => {
    const model = small(4);
    const past = rowsOf(4, 'classes', 5, [0, 1]);
    const batch = { ...rowsOf(3, 'classes', 6, [2]), first: false };
    const strategy = aGem({
      ...context('classes', { optimizer: { name: 'sgd', rate: 0.1 }, offer: 'first' }),
      model,
    });
    const w = tensorsOf(model);
    const names = Object.keys(w);
    const lossOf =
      (rows: { count: number; x: Float32Array; y: Float32Array }) =>
      (...given: tf.Tensor[]): tf.Scalar =>
        tf.mean<tf.Scalar>(
          rowLosses(
            'classes',
            mlpForward(
              Object.fromEntries(names.map((name, i) => [name, given[i]])),
              tf.tensor2d(rows.x, [rows.count, 2]),
            ),
            { y: tf.tensor2d(rows.y, [rows.count, 3]), allowed: tf.ones([1, 3]) },
          ),
        );
    const gradients = (rows: typeof past, at: tf.Tensor[]): tf.Tensor[] =>
      tf.grads(lossOf(rows))(at);
    let at = names.map((name) => w[name]);
    strategy.observe(past); // an empty store: the plain gradient
    at = gradients(past, at).map((g, i) => tf.sub(at[i], tf.mul(g, 0.1)));
    let turned = 0;
    for (let step = 0; step < 6; step++) {
      strategy.observe(batch);
      const [g, r] = [gradients(batch, at), gradients(past, at)];
      const dot = (a: tf.Tensor[], b: tf.Tensor[]): number =>
        a.reduce((sum, tensor, i) => sum + tf.sum(tf.mul(tensor, b[i])).dataSync()[0], 0);
      const share = dot(g, r) < 0 ? dot(g, r) / dot(r, r) : 0;
      turned += share < 0 ? 1 : 0;
      at = at.map((tensor, i) => tf.sub(tensor, tf.mul(tf.sub(g[i], tf.mul(r[i], share)), 0.1)));
      close(
        strategy.predict(batch.x),
        mlpForward(
          Object.fromEntries(names.map((name, i) => [name, at[i]])),
          tf.tensor2d(batch.x, [3, 2]),
        ).dataSync(),
        1e-4,
        `step ${step}`,
      );
    }
    assert.ok(turned > 0, 'no step was turned: the test says nothing');
    strategy.dispose();
  },
);

test(
  'nothing is left behind when a strategy is done, and a setting that is missing or wrong is ' +
    'named',
  () => {
    const settings = new Map<StrategyMaker, Settings>([
      [ewc, { lambda: 1 }],
      [onlineEwc, { lambda: 1, gamma: 1 }],
      [si, { c: 1, xi: 0.1 }],
      [lwf, { lambda: 1, temperature: 2 }],
      [aGem, { offer: 'first' }],
    ]);
    const live = (make: StrategyMaker): void => {
      const strategy = make(context('classes', settings.get(make) ?? {}));
      const rows = rowsOf(4, 'classes', 1);
      for (let task = 0; task < 2; task++) {
        strategy.observe(rows);
        strategy.observe({ ...rows, allowed: Float32Array.of(1, 1, 1) });
        strategy.endTask(rows);
      }
      strategy.predict(rows.x);
      strategy.dispose();
    };
    for (const make of settings.keys()) {
      live(make); // the graph stays for the next
      const { numTensors } = tf.memory();
      live(make);
      assert.equal(tf.memory().numTensors, numTensors, make.name);
    }
    assert.throws(() => ewc(context('classes', { lambda: -1 })), /settings\.lambda: got -1/);
    assert.throws(() => si(context('classes', { c: 1, xi: 0 })), /settings\.xi: got 0/);
    assert.throws(
      () => lwf(context('classes', { lambda: 1, temperature: 0 })),
      /settings\.temperature: got 0/,
    );
    assert.throws(
      () => aGem(context('classes', { offer: 'never' })),
      /settings\.offer: got "never"/,
    );
  },
);

test(
  'each forgets less than plain learning does where the learner is told the task, and the same ' +
    'seed gives the same scores',
  async () => {
    const whole = continualScenario('regression-id', { judgedOn: 'validation' });
    const scenario = { ...whole, epochs: 4, tasks: whole.tasks.slice(0, 2) };
    const run = async (strategy: StrategyName): Promise<number[][]> =>
      (
        await runStrategy({
          scenario,
          strategy,
          seed: 3,
          budget: 50,
          settings: strategy === 'si' ? { c: 3000 } : {},
        })
      ).R;
    const plain = await run('naive');
    const forgotten = (R: number[][]): number => R[1][0] - R[0][0]; // errors
    for (const name of ['ewc', 'online-ewc', 'si', 'lwf', 'a-gem'] as const) {
      const R = await run(name);
      assert.ok(
        forgotten(R) < 0.95 * forgotten(plain),
        `${name}: ${forgotten(R)} forgotten, ${forgotten(plain)} without`,
      );
      assert.deepEqual(await run(name), R, name);
    }
  },
);
