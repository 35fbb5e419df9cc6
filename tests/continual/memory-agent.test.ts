import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from '../properties';
import {
  MemoryAgent,
  memoryAgent,
  memoryAgentAblations,
  memoryAgentDefaults,
  saveMemory,
  SlotMemory,
} from '../../src/continual/memory-agent';
import { dream, Noise } from '../../src/continual/memory-agent/dream';
import { shareOfRead } from '../../src/continual/memory-agent/heads';
import { InputUnits } from '../../src/continual/memory-agent/units';
import type { RowBatch, Settings, StrategyContext } from '../../src/continual/strategies/types';
import { createRandom } from '../../src/core/random';

const folder = mkdtempSync(path.join(tmpdir(), 'memory-agent-'));
const at = (name: string): string => path.join(folder, name);
after(() => rmSync(folder, { recursive: true }));

const context = (settings: Settings = {}, budget = 12): StrategyContext => ({
  scenario: { name: 'clouds', kind: 'classes', inputSize: 6, outputSize: 4, batchSize: 10 },
  seed: 3,
  budget,
  settings: { steps: 1, ...settings },
});
/**
 * Rows of two classes, clouds apart from each other; `gains` measures each input in another unit.
 */
const cloud = (task: number, seed: number, count = 10, gains?: Float32Array): RowBatch => {
  const random = createRandom(seed);
  const labels = Array.from({ length: count }, () => 2 * task + random.int(2));
  const y = new Float32Array(4 * count);
  labels.forEach((label, row) => (y[4 * row + label] = 1));
  return {
    count,
    y,
    first: seed < 100,
    x: Float32Array.from(
      { length: 6 * count },
      (_, p) =>
        ((p % 6 === labels[Math.floor(p / 6)] ? 1 : 0) + 0.2 * random.normal()) *
        (gains?.[p % 6] ?? 1),
    ),
  };
};
/** Two tasks, two passes each. */
const lesson = (
  agent: MemoryAgent,
  batches = [0, 1, 2, 3].flatMap((part) =>
    [0, 1, 2].map((k) => ({ task: part >> 1, seed: (part % 2) * 100 + 3 * part + k })),
  ),
  gains?: Float32Array,
): MemoryAgent => {
  batches.forEach(({ task, seed }, k) => {
    agent.observe(cloud(task, seed, 10, gains));
    if (batches[k + 1]?.task !== task) agent.endTask();
  });
  return agent;
};
const share = (scores: Float32Array, y: Float32Array): number => {
  let right = 0;
  for (let p = 0; p < y.length; p += 4)
    if (
      y[
        p +
          scores
            .subarray(p, p + 4)
            .reduce((best, value, c, own) => (value > own[best] ? c : best), 0)
      ] === 1
    )
      right++;
  return (4 * right) / y.length;
};
const bytes = (agent: MemoryAgent): string => {
  agent.save(at('state'));
  return readFileSync(at('state')).toString('latin1');
};
const test2 = { old: cloud(0, 50, 100), recent: cloud(1, 51, 100) };

test(
  'the agent still knows the first task after the second; predicting and looking change ' +
    'nothing; what is not allowed is never answered',
  () => {
    const agent = lesson(memoryAgent(context()));
    const before = bytes(agent);
    for (const { x, y } of [test2.old, test2.recent]) assert.ok(share(agent.predict(x), y) > 0.9);
    const { read, controller, mixture } = agent.heads(test2.old.x);
    mixture.forEach((value, p) =>
      assert.ok(
        value <= Math.max(read[p], controller[p]) && value >= Math.min(read[p], controller[p]),
      ),
    );
    assert.deepEqual(mixture, agent.predict(test2.old.x));
    const allowed = Float32Array.of(0, 1, 0, 1);
    for (const head of Object.values(agent.heads(test2.old.x, allowed)))
      for (let p = 0; p < head.length; p += 4)
        assert.ok(Math.max(head[p], head[p + 2]) < Math.max(head[p + 1], head[p + 3]) - 100);
    agent.images();
    assert.equal(bytes(agent), before);
    assert.equal(
      agent.memory.counts.reduce((a, b) => a + b),
      60,
      'rows of the first passes',
    );
    agent.dispose();
  },
);

test('of two heads the one that has erred less on new rows weighs more', () => {
  assert.equal(shareOfRead(0.6, [1, 1]), 0.6);
  assert.equal(shareOfRead(0.6, [0, 0]), 0.6);
  assert.ok(Math.abs(shareOfRead(0.5, [0.3, 0.1]) - 0.25) < 1e-12);
  assert.deepEqual([shareOfRead(1, [3, 1]), shareOfRead(0, [1, 3])], [1, 0]);
  assert.equal(shareOfRead(0.6, [1e-9, 1e-3], 0.01), 0.6);

  // whether two inputs have the same sign is the class, four are noise: too much for six slots
  const agent = memoryAgent(context({ steps: 3, spread: 0 }, 6));
  const random = createRandom(5);
  const noisy = (): RowBatch => {
    const { y, count } = cloud(0, random.int(50));
    const x = Float32Array.from({ length: 6 * count }, () => random.normal());
    for (let row = 0; row < count; row++)
      x[6 * row] = Math.abs(x[6 * row]) * (y[4 * row] === 1 ? 1 : -1) * Math.sign(x[6 * row + 1]);
    return { count, x, y, first: true };
  };
  const { x, y: wanted } = noisy();
  const errorOf = (scores: Float32Array): number =>
    scores.reduce((sum, score, p) => sum + (Math.exp(score) - wanted[p]) ** 2, 0);
  const shareNow = (): number => {
    const { read, controller, mixture } = agent.heads(x);
    const far = read.findIndex((value, p) => Math.abs(value - controller[p]) > 0.01);
    return (mixture[far] - controller[far]) / (read[far] - controller[far]);
  };
  agent.observe(noisy());
  assert.ok(Math.abs(shareNow() - 0.6) < 1e-4, 'nothing is known of either yet');
  for (let batch = 0; batch < 100; batch++) agent.observe(noisy());
  const { read, controller } = agent.heads(x);
  const ratio = errorOf(controller) / errorOf(read);
  assert.ok(ratio < 0.7, `error of the controller over that of the read: ${ratio}`);
  const share = shareNow();
  assert.ok(share < 0.57, `share of the read: ${share}`);
  agent.dispose();
});

test('a batch may say for each row which answers are allowed', () => {
  const agent = memoryAgent(context());
  agent.observe(cloud(0, 0));
  const { y, ...rest } = cloud(0, 1);
  const loss = agent.observe({ ...rest, y, allowed: y.map((_, p) => (p % 4 < 2 ? 1 : 0)) });
  assert.ok(Number.isFinite(loss));
  agent.dispose();
});

test(
  'a run stopped anywhere and taken up from its file ends as the run that was not, bit for ' +
    'bit, with every part that has a state',
  () => {
    const batches = [
      { task: 0, seed: 0 },
      { task: 0, seed: 100 },
      { task: 1, seed: 1 },
      { task: 1, seed: 101 },
    ];
    for (const [settings, stop] of [
      [{}, 0],
      [{}, 1],
      [{}, 3],
      [{ priorities: true, scaled: false }, 2],
      [{ slots: 'reservoir', metaLearned: true }, 1],
      [{ metaLearned: true }, 3],
      [{ spread: 0.5 }, 3],
    ] as [Settings, number][]) {
      const whole = lesson(memoryAgent(context(settings, 20)), batches.slice(0, stop));
      whole.save(at('agent'));
      const copy = MemoryAgent.load(at('agent'));
      assert.equal(bytes(copy), bytes(whole), `after ${stop} batches`);
      lesson(whole, batches.slice(stop));
      lesson(copy, batches.slice(stop));
      assert.deepEqual(copy.heads(test2.old.x), whole.heads(test2.old.x));
      assert.equal(bytes(copy), bytes(whole), `after ${stop} batches and the rest`);
      [whole, copy].forEach((agent) => agent.dispose());
    }
    const memory = new SlotMemory({ capacity: 2, keySize: 1, classes: 1 });
    saveMemory(at('memory'), memory);
    assert.throws(
      () => MemoryAgent.load(at('memory')),
      /memory: kind: got "memory", expected "memory-agent"/,
    );
  },
);

test(
  'it makes no difference to the memory in which units each input is measured; without units ' +
    'of its own it does',
  () => {
    const gains = Float32Array.of(0.01, 40, 1, 7, 0.3, 900);
    const answers = (scaled: boolean, by?: Float32Array): Float32Array => {
      const agent = lesson(memoryAgent(context({ scaled, steps: 0 })), undefined, by);
      const rows = cloud(0, 50, 100, by);
      const read = agent.heads(rows.x).read;
      agent
        .images()
        .forEach(
          (value, p) =>
            scaled &&
            assert.ok(
              Math.abs(value) <= 2 * (by?.[p % 6] ?? 1),
              'images are in the units of the rows',
            ),
        );
      agent.dispose();
      return read;
    };
    const [plain, stretched] = [answers(true), answers(true, gains)];
    plain.forEach((value, p) =>
      assert.ok(Math.abs(value - stretched[p]) < 0.01 * Math.max(1, Math.abs(value))),
    );
    assert.ok(share(answers(false), test2.old.y) > 0.9);
    assert.ok(share(answers(false, gains), test2.old.y) < 0.9);
  },
);

test(
  'units grow with the rows, and what was stored is told by how much; there and back is the ' +
    'same',
  () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 3, maxLength: 3 }),
          { minLength: 1, maxLength: 8 },
        ),
        (rows) => {
          const units = new InputUnits(3);
          const stored = Float64Array.from(rows[0], (value) =>
            value === 0 ? 0 : Math.sign(value),
          );
          units.widen(Float32Array.from(rows[0]));
          for (const row of rows.slice(1))
            units.widen(Float32Array.from(row))?.forEach((factor, d) => (stored[d] *= factor));
          units.state().forEach((unit, d) => {
            const largest = Math.max(...rows.map((row) => Math.abs(row[d])));
            assert.ok(unit <= largest && largest <= 1.1 * unit, 'the largest so far, to a tenth');
          });
          const scaled = units.apply(Float32Array.from(rows.flat()));
          scaled.forEach((value) => assert.ok(Math.abs(value) <= 1.1 + 1e-6));
          for (let d = 0; d < 3; d++)
            assert.ok(Math.abs(stored[d] - scaled[d]) < 1e-5, 'a stored number kept in step');
          units
            .undo(scaled)
            .forEach((value, p) => assert.ok(Math.abs(value - rows.flat()[p]) < 1e-4));
          assert.equal(units.widen(Float32Array.from(rows[0])), undefined);
        },
      ),
    );
  },
);

test('a step is the batch and noisy slots, every class weighing the same, 2 in all', () => {
  const memory = new SlotMemory({ capacity: 40, keySize: 3, classes: 5 });
  const random = createRandom(1);
  memory.write(
    Float32Array.from({ length: 3 * 40 }, () => random.normal()),
    Array.from({ length: 40 }, (_, i) => (i < 36 ? 0 : 1)),
  );
  const x = Float32Array.of(1, 2, 3, 4, 5, 6);
  const y = Float32Array.of(0, 0, 1, 0, 0, 0, 1, 0, 0, 0);
  const draw = (noise: number, replay: number, classBalance = true) =>
    dream(memory, x, y, new Noise(createRandom(2), noise), { replay, classBalance });
  const all = draw(0, 40);
  const weights = all.weights as Float32Array;
  const labels = Array.from({ length: all.count }, (_, i) =>
    all.y.subarray(5 * i, 5 * i + 5).indexOf(1),
  );
  assert.deepEqual(
    [all.count, [...all.x.subarray(0, 6)], labels.slice(0, 2)],
    [42, [...x], [2, 1]],
  );
  for (const label of [0, 1, 2])
    assert.ok(
      Math.abs(
        labels.reduce((sum, own, i) => (own === label ? sum + weights[i] : sum), 0) - 2 / 3,
      ) < 1e-5,
    );
  assert.ok(
    Math.abs(weights[1] - 1 / 3) < 1e-5,
    `a new row of a label that is also replayed, half of the label: ${weights[1]}`,
  );
  all.slots.forEach((slot, k) =>
    assert.deepEqual(
      all.x.subarray(6 + 3 * k, 9 + 3 * k),
      memory.keys.subarray(3 * slot, 3 * slot + 3),
    ),
  );
  assert.deepEqual(
    [...(draw(0, 4, false).weights as Float32Array)],
    [0.5, 0.5, 0.25, 0.25, 0.25, 0.25],
  );
  assert.deepEqual([draw(0, 0).count, draw(0, 64).count], [2, 42]);
  const noisy = draw(0.25, 40);
  const noises = noisy.slots.flatMap((slot, k) =>
    Array.from({ length: 3 }, (_, d) => noisy.x[6 + 3 * k + d] - memory.keys[3 * slot + d]),
  );
  const spread = Math.sqrt(noises.reduce((sum, value) => sum + value * value, 0) / noises.length);
  assert.ok(Math.abs(spread - 0.25) < 0.06, `noise of ${spread}`);
});

test('every ablation is a setting that runs, and changes what it says', () => {
  const { x } = test2.old;
  const made = new Map(
    memoryAgentAblations.map(({ name, settings }) => {
      const agent = lesson(memoryAgent({ ...context({}, 30), settings }));
      const { mixture } = agent.heads(x);
      agent.dispose();
      return [name, mixture.join()];
    }),
  );
  assert.equal(
    new Set(made.values()).size,
    memoryAgentAblations.length,
    'two of them answer the same',
  );
  assert.deepEqual(memoryAgentAblations[0], { name: 'agent', settings: {} });
});

test('slots, and what else is stored, fit in the numbers of the budget', () => {
  const { scenario } = { scenario: { ...context().scenario, inputSize: 64, outputSize: 10 } };
  const sizes = (budget: number, settings: Settings) => {
    const agent = memoryAgent({ scenario, seed: 0, budget, settings });
    const { capacity, rank } = agent.memory.config;
    agent.dispose();
    return { capacity, rank };
  };
  for (const budget of [14, 50, 200, 500])
    for (const [settings, units, width] of [
      [{}, 64, 66],
      [{ scaled: false }, 0, 66],
      [{ priorities: true }, 64, 67],
      [{ spread: 0 }, 64, 66],
    ] as [Settings, number, number][]) {
      const { capacity, rank } = sizes(budget, settings);
      const beside = units + 10 * (64 * rank + 1);
      assert.ok(
        capacity * width + beside <= 65 * budget && (capacity + 1) * width + beside > 65 * budget,
        `${capacity} slots at ${budget}`,
      );
      assert.ok(settings['spread'] === 0 ? rank === 0 : 640 * (rank + 1) > 0.2 * 65 * budget);
    }
  const values = { ...scenario, kind: 'values' as const, outputSize: 3 };
  const agent = memoryAgent({ scenario: values, seed: 0, budget: 100, settings: {} });
  // 100 rows of 67 numbers; 64 units and what merges have cost are stored beside slots of 68
  assert.equal(agent.memory.config.capacity, Math.floor((6700 - 65) / 68));
  agent.dispose();
});

test('what is wrong is refused by name, and nothing is changed', () => {
  const agent = lesson(memoryAgent(context()));
  const before = bytes(agent);
  const rows = cloud(0, 1);
  const wrong: [() => unknown, RegExp][] = [
    [
      () => agent.observe({ ...rows, x: rows.x.map((value, p) => (p === 7 ? Number.NaN : value)) }),
      /batch\.x\[7\]: got NaN, expected a finite number/,
    ],
    [
      () => agent.observe({ ...rows, x: rows.x.subarray(1) }),
      /batch\.x: got 59 numbers, expected 60 \(10 rows of inputSize 6\)/,
    ],
    [
      () => agent.observe({ ...rows, y: rows.y.map(() => 0) }),
      /y: row 0 is \[0, 0, 0, 0\], expected a 1 at its class/,
    ],
    [() => agent.observe({ ...rows, y: rows.y.map(() => 1) }), /y: row 0 is/],
    [() => agent.observe({ ...rows, y: rows.y.subarray(3) }), /batch\.y: got 37 numbers/],
    [() => agent.observe(null as never), /batch: got null, expected an object/],
    [() => agent.observe({ ...rows, count: 9 }), /batch\.x: got 60 numbers, expected 54/],
    [
      () => agent.observe({ ...rows, y: rows.y.subarray(4) }),
      /batch\.y: got 36 numbers, expected 40/,
    ],
    [
      () => agent.observe(cloud(0, 1, 11)),
      /batch\.count: got 11, expected a whole number from 1 to 10/,
    ],
    [() => agent.predict(rows.x.subarray(1)), /x: got 59 numbers, expected rows of 6/],
    [() => agent.predict(rows.x, Float32Array.of(1)), /allowed: got 1 numbers, expected 4/],
  ];
  for (const [act, message] of wrong) {
    assert.throws(
      act,
      (error: Error) => error instanceof RangeError && message.test(error.message),
      String(message),
    );
    assert.equal(bytes(agent), before, `${message}: changed`);
  }
  agent.dispose();
  assert.throws(
    () => memoryAgent(context({ beta: -1 })),
    /settings\.beta: got -1, expected a number above 0/,
  );
  assert.throws(
    () => memoryAgent(context({ strength: 1 })),
    /settings\.strength: got 1, expected one of the fields/,
  );
  assert.throws(
    () => memoryAgent(context({}, 3)),
    /budget: got 3 rows, room for 1 slots, expected at least one for each of the 4 classes/,
  );
  assert.equal(memoryAgentDefaults.lambda, 0.6);
});
