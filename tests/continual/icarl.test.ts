// iCaRL and ER-ACE on small tasks, beside their rules in plain loops.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { mlp, runStrategy, type RowBatch } from '../../src/continual/strategies';
import { erAce } from '../../src/continual/strategies/erAce';
import { Exemplars, herded } from '../../src/continual/strategies/exemplars';
import { icarl } from '../../src/continual/strategies/icarl';
import { Learner } from '../../src/continual/strategies/learner';
import { createRandom } from '../../src/core/random';
import { continualScenario, type Rows } from '../../src/tasks/continual';
import { ready } from '../../src/tf';
import fc from '../properties';

before(ready);

const INPUTS = 4;
const CLASSES = 4;

function rowsOf(count: number, classes: readonly number[], seed: number): Rows {
  const random = createRandom(seed);
  const x = new Float32Array(count * INPUTS);
  const y = new Float32Array(count * CLASSES);
  for (let i = 0; i < count; i++) {
    const label = classes[i % classes.length];
    for (let k = 0; k < INPUTS; k++)
      x[i * INPUTS + k] = (k === label ? 1 : 0) + 0.4 * random.normal();
    y[i * CLASSES + label] = 1;
  }
  return { count, x, y };
}

const batchOf = (rows: Rows): RowBatch => ({ ...rows, first: true });

const context = (budget: number) => ({
  scenario: {
    name: 'small',
    kind: 'classes',
    inputSize: INPUTS,
    outputSize: CLASSES,
    batchSize: 8,
  } as const,
  seed: 1,
  budget,
  settings: { optimizer: { name: 'sgd', rate: 0.1 } } as const,
  model: mlp([INPUTS, 6, CLASSES], createRandom(5)),
});

const rowAt = (table: Float32Array, i: number, width: number): number[] => [
  ...table.subarray(i * width, (i + 1) * width),
];

const unit = (row: readonly number[]): number[] => {
  const length = Math.hypot(...row);
  return row.map((value) => value / length);
};

/** The mean of some rows, made 1 long. */
const unitMeanOf = (rows: readonly number[][]): number[] =>
  unit(rows[0].map((_, k) => rows.reduce((total, row) => total + row[k], 0)));

const distance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, value, k) => total + (value - b[k]) ** 2, 0);

test('herding takes, again and again, the row that brings the mean closest', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 2, max: 5 }),
      fc.nat(999),
      (count, width, seed) => {
        const random = createRandom(seed);
        const rows = Array.from({ length: count }, () =>
          unit(Array.from({ length: width }, random.normal)),
        );
        const goal = unitMeanOf(rows);
        const chosen = herded(Float32Array.from(rows.flat()), width, count);
        assert.equal(new Set(chosen).size, count);
        chosen.forEach((place, k) => {
          const before = chosen.slice(0, k).map((i) => rows[i]);
          const off = (i: number): number => {
            const all = [...before, rows[i]];
            const mean = goal.map((_, j) => all.reduce((sum, row) => sum + row[j], 0) / all.length);
            return distance(goal, mean);
          };
          const free = rows.map((_, i) => i).filter((i) => !chosen.slice(0, k).includes(i));
          const best = Math.min(...free.map(off));
          assert.ok(off(place) < best + 1e-5, `${off(place)} instead of ${best}`);
        });
      },
    ),
    { numRuns: 30 },
  );
});

test('the exemplars never are more than the budget, and shared among all classes met', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(999), (budget, seed) => {
      const exemplars = new Exemplars(budget, CLASSES);
      for (const [task, classes] of [[0, 1], [2], [3, 1]].entries()) {
        const rows = rowsOf(30, classes, seed + task);
        exemplars.addTask(rows, rows.x);
        assert.ok(exemplars.size <= budget);
        assert.ok(budget > 30 || exemplars.size === budget, `${exemplars.size} of ${budget}`);
      }
      const [a, b, c, d] = exemplars.counts;
      assert.ok(Math.max(a, c, d) - Math.min(a, c, d) <= 1 && b + 1 >= a, `${[a, b, c, d].join()}`);
      const drawn = exemplars.draw(8, createRandom(seed));
      assert.equal(drawn?.count, Math.min(8, exemplars.size));
    }),
    { numRuns: 20 },
  );
});

test('the answer is the class whose exemplars have the nearest mean in the hidden layer', () => {
  const strategy = icarl(context(6));
  const seen = rowsOf(8, [0, 2], 1);
  const asked = rowsOf(7, [0, 2], 2);
  const network = new Learner(context(6), { parts: [8, 8] });
  const scoresBefore = strategy.predict(asked.x);
  assert.deepEqual(scoresBefore, network.predict(asked.x), 'no exemplars: the network answers');
  strategy.endTask(seen); // the network has not learned: its features are known
  const { x, y, count } = strategy.exemplars.all();
  const width = 6;
  const features = network.features(x);
  const own = network.features(asked.x);
  const centre = (label: number): number[] => {
    const places = Array.from({ length: count }, (_, i) => i);
    const ofClass = places.filter((i) => y[i * CLASSES + label] === 1);
    return unitMeanOf(ofClass.map((i) => unit(rowAt(features, i, width))));
  };
  const scores = strategy.predict(asked.x);
  for (let i = 0; i < asked.count; i++) {
    for (const label of [0, 2]) {
      const expected = -distance(unit(rowAt(own, i, width)), centre(label));
      assert.ok(Math.abs(scores[i * CLASSES + label] - expected) < 1e-5);
    }
    assert.ok(scores[i * CLASSES + 1] < -1e30, 'a class without exemplars is not the answer');
  }
  network.dispose();
  strategy.dispose();
});

test('new classes are drawn to the answers, older ones to what the network said before', () => {
  const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));
  const settings = { optimizer: { name: 'sgd', rate: 1e-9 } } as const; // it stays as it was
  const strategy = icarl({ ...context(4), settings });
  const network = new Learner(context(4), { parts: [8, 8] });
  const lossOf = (rows: Pick<Rows, 'count' | 'x' | 'y'>, fresh: readonly number[]): number => {
    const scores = network.predict(rows.x);
    let total = 0;
    for (let i = 0; i < rows.count; i++)
      for (const k of [0, 1, 2]) {
        const share = sigmoid(scores[i * CLASSES + k]);
        const goal = fresh.includes(k) ? rows.y[i * CLASSES + k] : share;
        total -= (goal * Math.log(share) + (1 - goal) * Math.log(1 - share)) / rows.count;
      }
    return total;
  };
  const old = rowsOf(8, [0, 1], 1);
  strategy.observe(batchOf(old));
  strategy.endTask(old);
  const stored = strategy.exemplars.all();
  // class 1 comes again with class 2, class 0 does not
  const seen = rowsOf(8, [2, 1], 2);
  const loss = strategy.observe(batchOf(seen));
  const expected = lossOf(seen, [1, 2]) + lossOf(stored, [1, 2]);
  assert.ok(Math.abs(loss - expected) < 1e-5, `${loss} instead of ${expected}`);
  network.dispose();
  strategy.dispose();
});

test('rows that come leave the scores of classes not among them alone (ER-ACE)', () => {
  const strategy = erAce({ ...context(8), settings: { ...context(8).settings, offer: 'last' } });
  const { x } = rowsOf(5, [0, 1, 2, 3], 3);
  const one = rowsOf(8, [2], 1);
  const before = strategy.predict(x);
  assert.equal(strategy.observe(batchOf(one)), 0, 'a batch of one class tells nothing');
  assert.deepEqual(strategy.predict(x), before);
  const network = new Learner(context(8), { parts: [8, 8] });
  const two = rowsOf(8, [2, 3], 1);
  const allowed = Float32Array.of(0, 0, 1, 1);
  assert.equal(strategy.observe(batchOf(two)), network.update({ ...two, allowed }));
  assert.deepEqual(strategy.predict(x), network.predict(x));
  network.dispose();
  strategy.dispose();
});

test('on the digits both forget far less than plain learning does', async () => {
  const whole = continualScenario('split-class', { judgedOn: 'validation' });
  const scenario = { ...whole, epochs: 12, tasks: whole.tasks.slice(0, 3) };
  const settings = { optimizer: { name: 'sgd', rate: 0.2 } } as const;
  for (const strategy of ['icarl', 'er-ace'] as const) {
    const { R } = await runStrategy({ scenario, strategy, seed: 0, budget: 90, settings });
    assert.ok(
      R[2].every((share) => share > 0.75),
      `${strategy}: ${R[2].join()}`,
    );
  }
});
