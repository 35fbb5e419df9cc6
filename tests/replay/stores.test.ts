import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from '../properties';
import { loadReplay, saveReplay } from '../../src/checkpoint';
import { createRandom } from '../../src/core/random';
import {
  ClassBalancedReplay,
  ExperienceReplay,
  type ReplayStore,
  ReservoirReplay,
  type StoreState,
} from '../../src/replay';

const folder = mkdtempSync(path.join(tmpdir(), 'replay-'));
const at = (name: string): string => path.join(folder, name);
after(() => rmSync(folder, { recursive: true }));

type Fields = 'x' | 'y';
const fields = { x: 2, y: 1 };
const item = (i: number, y = i % 3) => ({ x: Float32Array.of(i, i + 0.5), y: Float32Array.of(y) });
const makers: Readonly<Record<string, (capacity: number, seed?: number) => ReplayStore<Fields>>> = {
  proportional: (capacity, seed = 0) =>
    new ExperienceReplay({ capacity, fields, seed, betaSteps: 20 }),
  rank: (capacity, seed = 0) =>
    new ExperienceReplay({ capacity, fields, seed, prioritization: 'rank', weightsOver: 'batch' }),
  reservoir: (capacity, seed = 0) => new ReservoirReplay({ capacity, fields, seed }),
  'class-balanced': (capacity, seed = 0) =>
    new ClassBalancedReplay({ capacity, fields, seed, label: 'y' }),
};
type Maker = (state: StoreState, expected?: object) => ReplayStore<Fields>;
const fromState: Readonly<Record<string, Maker>> = {
  proportional: (state, expected) => ExperienceReplay.from<Fields>(state, expected),
  rank: (state, expected) => ExperienceReplay.from<Fields>(state, expected),
  reservoir: (state, expected) => ReservoirReplay.from<Fields>(state, expected),
  'class-balanced': (state, expected) => ClassBalancedReplay.from<Fields>(state, expected),
};
const save = (store: ReplayStore<Fields>, name: string): void =>
  saveReplay(at(name), store.state());
const load = (name: string, expected?: object): ExperienceReplay<Fields> =>
  loadReplay(at(name), (state) => ExperienceReplay.from<Fields>(state, expected));
/** The whole state as the bytes of a file. */
const bytes = (store: ReplayStore<Fields>): string => {
  save(store, 'state');
  return readFileSync(at('state')).toString('latin1');
};
/** Some turns of use, and all that came of them. */
const use = (store: ReplayStore<Fields>, from: number, turns: number): unknown[] =>
  Array.from({ length: turns }, (_, k) => {
    const place = store.add(item(from + k));
    const batch = store.sample(Math.min(3, store.size));
    store.updatePriorities(
      batch.indices,
      Array.from(batch.indices, (index) => (index * 7 + from + k) % 5),
    );
    return [place, batch];
  });

test(
  'all stores take any capacity, hold copies of what was offered and no more than their ' +
    'capacity',
  () => {
    for (const [name, make] of Object.entries(makers))
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 20 }),
          fc.nat(60),
          fc.nat(1000),
          (capacity, offers, seed) => {
            const store = make(capacity, seed);
            const lies = new Map<number, number>();
            for (let i = 1; i <= offers; i++) {
              const place = store.add(item(i));
              assert.ok(place >= -1 && place < capacity);
              if (place >= 0) lies.set(place, i);
            }
            assert.deepEqual(
              [store.size, store.offered, store.capacity],
              [Math.min(capacity, offers), offers, capacity],
              name,
            );
            const { indices, weights, items } = store.sample(store.size);
            indices.forEach((index, k) =>
              assert.deepEqual(
                [items.x[2 * k], items.x[2 * k + 1], items.y[k]],
                [lies.get(index), lies.get(index)! + 0.5, lies.get(index)! % 3],
              ),
            );
            assert.ok(weights.length === store.size && weights.every((w) => w > 0 && w <= 1));
            if (name === 'reservoir' || name === 'class-balanced')
              assert.equal(new Set(indices).size, store.size, 'an item came twice');
          },
        ),
        { numRuns: 40 },
      );
  },
);

test('every item ever offered has the same chance to be in a reservoir (chi-square)', () => {
  const kept = new Array<number>(40).fill(0);
  for (let seed = 0; seed < 3000; seed++) {
    const store = new ReservoirReplay({ capacity: 10, fields, seed });
    for (let i = 0; i < 40; i++) store.add(item(i));
    store.sample(10).items.x.forEach((value, k) => {
      if (k % 2 === 0) kept[value]++;
    });
  }
  const expected = (3000 * 10) / 40;
  const chi = kept.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  assert.ok(chi < 72.1, `chi-square ${chi} (0.1 % of fair stores are above)`);
});

test(
  'a class-balanced store keeps rare classes whole and the others even, however the stream ' +
    'comes; within a class all items are alike',
  () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 2, maxLength: 6 }),
        fc.boolean(),
        fc.nat(1000),
        (amounts, sorted, seed) => {
          const store = new ClassBalancedReplay({ capacity: 30, fields, label: 'y', seed });
          const random = createRandom(seed);
          const stream = amounts.flatMap((amount, y) => new Array<number>(amount).fill(y));
          const order = sorted
            ? stream.map((_, i) => i)
            : random.choose(stream.length, stream.length);
          order.forEach((place, i) => store.add(item(i, stream[place])));
          const held = amounts.map((_, y) => store.counts.get(y) ?? 0);
          const most = Math.max(...held);
          assert.equal(
            held.reduce((a, b) => a + b),
            Math.min(30, stream.length),
          );
          held.forEach((count, y) =>
            assert.ok(
              count === amounts[y] || count >= most - 1,
              `${held.join()} of ${amounts.join()}`,
            ),
          );
        },
      ),
      { numRuns: 60 },
    );
    const kept = new Array<number>(60).fill(0);
    for (let seed = 0; seed < 2000; seed++) {
      const store = new ClassBalancedReplay({
        capacity: 12,
        fields,
        label: ({ y }) => `class ${y[0]}`,
        seed,
      });
      // 6 of one class, 54 of the other
      for (let i = 0; i < 60; i++) store.add(item(i, i % 10 === 0 ? 1 : 0));
      assert.deepEqual(
        [...store.counts],
        [
          ['class 1', 6],
          ['class 0', 6],
        ],
      );
      store.sample(12).items.x.forEach((value, k) => {
        if (k % 2 === 0) kept[value]++;
      });
    }
    const common = kept.filter((_, i) => i % 10 !== 0);
    const expected = (2000 * 6) / 54;
    const chi = common.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    assert.ok(chi < 90.6, `chi-square ${chi}, 53 degrees of freedom (0.1 % are above)`);
    const oneHot = new ClassBalancedReplay({ capacity: 5, fields: { label: 3 }, label: 'label' });
    oneHot.add({ label: Float32Array.of(0, 0.2, 0.1) });
    assert.deepEqual([...oneHot.counts], [[1, 1]]);
  },
);

test(
  'what is wrong is refused by name, and nothing is changed: neither items nor priorities, ' +
    'counts, order or random numbers',
  () => {
    for (const [name, make] of Object.entries(makers)) {
      const store = make(5);
      assert.throws(() => store.sample(1), /count: got 1, expected/, 'an empty store');
      assert.throws(
        () => store.updatePriorities([0], [1]),
        /indices\[0\]: got 0, expected none: the store is empty/,
      );
      use(store, 0, 3); // not filled yet
      const before = bytes(store);
      const wrong: [() => unknown, RegExp][] = [
        [
          () => store.add({ x: Float32Array.of(1), y: Float32Array.of(1) }),
          /item\.x: got 1 numbers, expected a Float32Array of 2 numbers/,
        ],
        [() => store.add({ x: Float32Array.of(1, 2) } as never), /item\.y: got nothing/],
        [
          () => store.add({ x: [1, 2], y: Float32Array.of(1) } as never),
          /item\.x: got a plain array/,
        ],
        [() => store.add(undefined as never), /item\.x: got nothing/],
        [() => store.sample(-1), /count: got -1/],
        [() => store.sample(1.5), /count: got 1.5/],
        [() => store.sample(Number.NaN), /count: got NaN/],
        [
          () => store.updatePriorities([0, 3], [1, 1]),
          /indices\[1\]: got 3, expected a whole number from 0 to size - 1 \(2\)/,
        ],
        [() => store.updatePriorities([0, -1], [1, 1]), /indices\[1\]: got -1/],
        [() => store.updatePriorities([0.5], [1]), /indices\[0\]: got 0.5/],
        [() => store.updatePriorities([Number.NaN], [1]), /indices\[0\]: got NaN/],
        [
          () => store.updatePriorities([0, 1], [7, Number.NaN]),
          /priorities\[1\]: got NaN, expected a number of at least 0/,
        ],
        [() => store.updatePriorities([0, 1], [7, -1e-9]), /priorities\[1\]: got -1e-9/],
        [() => store.updatePriorities([0, 1], [7, Infinity]), /priorities\[1\]: got Infinity/],
        [
          () => store.updatePriorities([0, 1], [7]),
          /priorities: got 1, expected as many as indices \(2\)/,
        ],
        [() => store.updatePriorities([0], ['1'] as never), /priorities\[0\]: got "1"/],
        [() => store.updatePriorities(3 as never, [1]), /indices: got 3, expected an array/],
      ];
      if (store instanceof ExperienceReplay)
        for (const bad of [Number.NaN, -1, Infinity])
          wrong.push(
            [() => store.add(item(9), bad), /priority: got/],
            [() => store.priorityOf(3), /indices\[0\]: got 3/],
          );
      for (const [make, message] of wrong) {
        assert.throws(
          make,
          (error: Error) => error instanceof RangeError && message.test(error.message),
          `${name} ${message}`,
        );
        assert.equal(bytes(store), before, `${name} ${message}: changed`);
      }
    }
    const never = new ExperienceReplay({ capacity: 2, fields, epsilon: 0 });
    never.add(item(0));
    assert.throws(
      () => never.updatePriorities([0], [0]),
      /priorities\[0\]: got 0, expected a number above 0 \(epsilon is 0/,
    );
    assert.throws(
      () => new ClassBalancedReplay({ capacity: 2, fields, label: () => Number.NaN }).add(item(0)),
      /label: got NaN/,
    );
  },
);

test('an option that is wrong is refused by name, with what it may be', () => {
  const wrong: [object, RegExp][] = [
    [
      { capacity: 0 },
      /ExperienceReplay\.capacity: got 0, expected a whole number from 1 to 10000000/,
    ],
    [{ capacity: undefined }, /capacity: got undefined/],
    [{ capacity: 2.5 }, /capacity: got 2.5/],
    [{ fields: {} }, /ExperienceReplay\.fields: got \{\}, expected an object/],
    [{ fields: { x: 0 } }, /fields\.x: got 0, expected a whole number from 1/],
    [{ fields: undefined }, /fields: got undefined/],
    [{ alpha: 1.1 }, /alpha: got 1.1, expected a number from 0 to 1/],
    [{ beta: Number.NaN }, /beta: got NaN/],
    [{ betaSteps: 0 }, /betaSteps: got 0/],
    [{ epsilon: -1 }, /epsilon: got -1/],
    [
      { prioritization: 'ranked' },
      /prioritization: got "ranked", expected one of 'proportional', 'rank'/,
    ],
    [{ weightsOver: 'all' }, /weightsOver: got "all"/],
    [{ seed: -1 }, /seed: got -1/],
    [{ size: 3 }, /size: got 3, expected one of the fields/],
  ];
  for (const [change, message] of wrong)
    assert.throws(() => new ExperienceReplay({ capacity: 4, fields, ...change }), message);
  assert.throws(
    () => new ReservoirReplay({ capacity: 0, fields }),
    /ReservoirReplay\.capacity: got 0/,
  );
  assert.throws(
    () => new ClassBalancedReplay({ capacity: 4, fields, label: 'z' as never }),
    /ClassBalancedReplay\.label: got "z", expected a function, or one of the fields: x, y/,
  );
});

test(
  'saved and loaded, every store goes on bit for bit: indices, weights, items, beta, random ' +
    'numbers, trees',
  () => {
    for (const [name, make] of Object.entries(makers))
      for (const turns of [0, 4, 30]) {
        const whole = make(7, 3);
        use(whole, 0, turns);
        save(whole, name);
        const expected = { capacity: 7, fields };
        const copy = loadReplay(at(name), (state) => fromState[name](state, expected));
        assert.equal(bytes(copy), bytes(whole), `${name} after ${turns}`);
        assert.deepEqual(use(copy, 50, 30), use(whole, 50, 30));
        assert.equal(bytes(copy), bytes(whole));
        if (copy instanceof ExperienceReplay && whole instanceof ExperienceReplay)
          assert.deepEqual(
            [copy.trees?.sums.nodes, copy.trees?.minima.nodes, copy.probabilities(), copy.beta],
            [whole.trees?.sums.nodes, whole.trees?.minima.nodes, whole.probabilities(), whole.beta],
          );
      }
    const labelled = new ClassBalancedReplay({ capacity: 3, fields, label: ({ y }) => y[0] });
    save(labelled, 'function');
    assert.throws(
      () => loadReplay(at('function'), (state) => ClassBalancedReplay.from(state)),
      /function: label: got nothing, expected the function that the store was made with/,
    );
    const relabelled = loadReplay(at('function'), (state) =>
      ClassBalancedReplay.from(state, { label: () => 'a' }),
    );
    assert.equal(relabelled.size, 0);
  },
);

test(
  'a file that is cut, changed, of another store, version or config is refused with what came ' +
    'and what was expected',
  () => {
    const store = makers.proportional(6);
    use(store, 0, 5);
    save(store, 'good');
    const file = readFileSync(at('good'));
    for (let length = 0; length < file.length; length += 7) {
      writeFileSync(at('cut'), file.subarray(0, length));
      assert.throws(() => load('cut'), /cut: .*cut short/, `${length} bytes`);
    }
    for (let i = 0; i < file.length; i++) {
      const changed = Buffer.from(file);
      changed[i] ^= 1 << (i % 8);
      writeFileSync(at('flipped'), changed);
      assert.throws(() => load('flipped'), /flipped: /, `byte ${i}`);
    }
    const wrong: [() => unknown, RegExp][] = [
      [() => load('good', { capacity: 8 }), /good: config\.capacity: got 6, expected 8/],
      [() => load('good', { fields: { x: 2, y: 4 } }), /config\.fields\.y: got 1, expected 4/],
      [() => load('good', { fields: { x: 2 } }), /config\.fields\.y: got 1, expected undefined/],
      [
        () => load('good', { prioritization: 'rank' }),
        /config\.prioritization: got "proportional", expected "rank"/,
      ],
      [
        () => loadReplay(at('good'), (state) => ReservoirReplay.from(state)),
        /good: kind: got "experience", expected "reservoir"/,
      ],
      [() => load('missing'), /missing: no such file or directory/],
    ];
    for (const [make, message] of wrong) assert.throws(make, message);
  },
);

test('a save that fails leaves the old file and nothing else', () => {
  const inside = at('inside');
  const store = makers.reservoir(2);
  mkdirSync(path.join(inside, 'taken', 'deeper'), { recursive: true });
  assert.throws(() => saveReplay(path.join(inside, 'taken'), store.state()), /taken/);
  assert.deepEqual(readdirSync(inside), ['taken']);
});
