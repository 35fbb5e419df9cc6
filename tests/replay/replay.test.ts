import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from '../properties';
import { conformanceSections } from '../../src/conformance';
import { annealedBeta, ExperienceReplay, MinTree, strata, SumTree } from '../../src/replay';
import { RankOrder } from '../../src/replay/rankOrder';
import { projectPath } from '../../src/core/paths';

const item = (i: number) => ({ x: Float32Array.of(i, i + 0.5), y: Float32Array.of(-i) });
const fields = { x: 2, y: 1 };
const filled = (priorities: readonly number[], options = {}) => {
  const store = new ExperienceReplay({ capacity: priorities.length, fields, ...options });
  priorities.forEach((priority, i) => store.add(item(i), priority));
  return store;
};
/** How often each index is drawn in `draws` draws, batches of 8. */
const drawnOften = (store: ExperienceReplay<'x' | 'y'>, draws: number): number[] => {
  const times = new Array<number>(store.size).fill(0);
  for (let i = 0; i < draws / 8; i++) for (const index of store.sample(8).indices) times[index]++;
  return times;
};
const chiSquare = (times: readonly number[], shares: ArrayLike<number>, draws: number): number =>
  times.reduce((sum, n, i) => sum + (n - draws * shares[i]) ** 2 / (draws * shares[i]), 0);

test(
  'every section of the vector file is within 1e-9, ' + 'and a wrong figure in it is found',
  async () => {
    const file = JSON.parse(readFileSync(projectPath('tests/data/replay-vectors.json'), 'utf8'));
    const sections = await conformanceSections(file);
    assert.equal(sections.length, 32);
    for (const { name, error, tolerance } of sections)
      assert.ok(error <= tolerance && tolerance === 1e-9, `${name}: ${error}`);
    file.rank_based[0].rank = [5, 1, 3, 2, 6, 4]; // the tie the other way round
    file.sum_tree_trace[3].min = 0.25;
    file.cases[1].prefix_lookup[8].index = 0;
    const wrong = (await conformanceSections(file))
      .filter(({ error, tolerance }) => !(error <= tolerance))
      .map(({ name }) => name);
    assert.deepEqual(wrong, [
      'proportional-eps-and-zero prefix_lookup',
      'rank-based rank',
      'sum_tree_trace',
    ]);
  },
);

test(
  'after any changes the trees hold the sum and the smallest of their leaves, one by one or ' +
    'all at once, with indices that come twice',
  () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.array(
          fc.array(fc.tuple(fc.nat(1000), fc.double({ min: 0, max: 100, noNaN: true })), {
            maxLength: 12,
          }),
          { maxLength: 12 },
        ),
        (capacity, batches) => {
          const sums = new SumTree(capacity);
          const minima = new MinTree(capacity);
          const naive = new Array<number | undefined>(capacity).fill(undefined);
          batches.forEach((batch, turn) => {
            const indices = batch.map(([i]) => i % capacity);
            const values = Float64Array.from(batch, ([, value]) => value);
            if (turn % 2 === 0) [sums, minima].forEach((tree) => tree.setAll(indices, values));
            else
              indices.forEach((index, k) =>
                [sums, minima].forEach((tree) => tree.set(index, values[k])),
              );
            indices.forEach((index, k) => (naive[index] = values[k]));
            const total = naive.reduce<number>((sum, value) => sum + (value ?? 0), 0);
            assert.ok(Math.abs(sums.total - total) <= 1e-12 * total);
            assert.equal(
              minima.minimum,
              Math.min(Infinity, ...naive.map((value) => value ?? Infinity)),
            );
            naive.forEach((value, i) =>
              assert.deepEqual([sums.leaf(i), minima.leaf(i)], [value ?? 0, value ?? Infinity]),
            );
          });
          for (const tree of [sums, minima])
            tree.levels().forEach((nodes, level, levels) =>
              nodes.forEach((node, i) => {
                const below = levels[level + 1];
                if (below)
                  assert.equal(
                    node,
                    tree === sums
                      ? below[2 * i] + below[2 * i + 1]
                      : Math.min(below[2 * i], below[2 * i + 1]),
                  );
              }),
            );
        },
      ),
    );
  },
);

test(
  'a mass leads to the smallest leaf whose sum up to it is above, never to an empty one, even ' +
    'where rounding has pushed it to the total and beyond',
  () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 })), {
            minLength: 1,
            maxLength: 40,
          })
          .filter((leaves) => leaves.some((leaf) => leaf > 0)),
        (leaves) => {
          const tree = new SumTree(leaves.length);
          leaves.forEach((leaf, i) => tree.set(i, leaf));
          const ends = leaves.map((_, i) => leaves.slice(0, i + 1).reduce((a, b) => a + b));
          const total = ends[ends.length - 1];
          const last = leaves.reduce((best, leaf, i) => (leaf > 0 ? i : best), 0);
          const masses = [
            0,
            ...ends.flatMap((end) => [end - 0.5, end]),
            total * (1 - 2 ** -53),
            total,
            total * 1.5,
          ]
            .filter((mass) => mass >= 0)
            .sort((a, b) => a - b);
          const expected = masses.map((mass) => {
            const i = ends.findIndex((end) => mass < end);
            return i < 0 ? last : i;
          });
          const found = new Int32Array(masses.length);
          tree.findAll(Float64Array.from(masses), found);
          assert.deepEqual([...found], expected);
          assert.deepEqual(
            masses.map((mass) => tree.find(mass)),
            expected,
          );
        },
      ),
    );
    // Sums that cannot be exact: 0.1 ten times. The largest mass that a draw can bring about lies
    // on the last leaf.
    const tree = new SumTree(11);
    for (let i = 0; i < 10; i++) tree.set(i, 0.1);
    const found = new Int32Array(2);
    tree.findAll(Float64Array.of(tree.total, 1), found);
    assert.deepEqual([...found], [9, 9]);
    assert.throws(() => tree.find(-1), /mass: got -1/);
    assert.throws(() => new SumTree(3).find(0), /every leaf is empty/);
  },
);

test(
  'the path of a look-up goes from parent to child with the mass that is left: what the ' +
    'notebook draws',
  () => {
    const tree = new SumTree(5);
    [3, 1, 4, 1, 5].forEach((leaf, i) => tree.set(i, leaf));
    assert.deepEqual(tree.levels().slice(0, 3), [[14], [9, 5], [4, 5, 5, 0]]);
    assert.deepEqual(tree.path(8.5), [
      { node: 1, level: 0, mass: 8.5, left: 9, right: 5, goes: 'left' },
      { node: 2, level: 1, mass: 8.5, left: 4, right: 5, goes: 'right' },
      { node: 5, level: 2, mass: 4.5, left: 4, right: 1, goes: 'right' },
      { node: 11, level: 3, mass: 0.5 },
    ]);
    assert.equal(tree.find(8.5), 3);
    assert.equal(tree.sumUpTo(3), 9);
    assert.deepEqual(strata(8, 2), [
      [0, 4],
      [4, 8],
    ]);
  },
);

test('sizes that would take all memory, and no numbers, are refused by name', () => {
  const store = new ExperienceReplay({ capacity: 2, fields: { x: 1 } });
  store.add({ x: Float32Array.of(1) });
  const items = 'a whole number from 1 to 10000000';
  for (const [use, message] of [
    [() => store.sample(1e308), 'count: got 1e+308, expected a whole number from 0 to 10000000'],
    [() => new SumTree(1e308), `capacity: got 1e+308, expected ${items}`],
    [() => new MinTree(1e9), `capacity: got 1000000000, expected ${items}`],
    [() => new SumTree('x' as never), `capacity: got "x", expected ${items}`],
    [() => strata(1, 1e308), `count: got 1e+308, expected ${items}`],
    [() => strata(NaN, 1), 'total: got NaN, expected a number of at least 0'],
    [() => annealedBeta(null as never, 1), 'start: got null, expected a number from 0 to 1'],
    [() => annealedBeta(0.4, NaN, 3), 'drawn: got NaN, expected a whole number of at least 0'],
    [() => annealedBeta(0.4, 1, 0), 'steps: got 0, expected a whole number of at least 1'],
  ] as const)
    assert.throws(use, { name: 'RangeError', message });
});

test(
  'items are drawn as often as their probabilities say: by proportion, by rank, and all alike ' +
    'at alpha 0 (chi-square)',
  () => {
    const priorities = [5, 1, 1, 0, 2, 6, 0.5, 3, 3, 1, 8];
    const draws = 40_000;
    for (const options of [
      {},
      { alpha: 1 },
      { alpha: 0 },
      { prioritization: 'rank' },
      { prioritization: 'rank', alpha: 0 },
      { prioritization: 'rank', alpha: 1 },
    ]) {
      const store = filled(priorities, { epsilon: 0.1, seed: 3, ...options });
      const probabilities = store.probabilities();
      assert.ok(Math.abs(probabilities.reduce((a, b) => a + b) - 1) < 1e-12);
      const chi = chiSquare(drawnOften(store, draws), probabilities, draws);
      assert.ok(
        chi < 29.6,
        `${JSON.stringify(options)}: chi-square ${chi}, 10 degrees of freedom (0.1 % are above)`,
      ); // strata make it smaller, never larger, on average
      if ((options as { alpha?: number }).alpha === 0)
        assert.ok(probabilities.every((p) => Math.abs(p - 1 / 11) < 1e-15));
    }
  },
);

test('each part of the total gives one item: a batch cannot miss a part by chance', () => {
  const store = filled([1, 1, 1, 1, 1, 1, 1, 1], { alpha: 1, epsilon: 0 });
  for (let i = 0; i < 50; i++)
    assert.deepEqual([...store.sample(8).indices], [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.equal(
    filled([2, 1]).sample(5).indices.length,
    5,
    'more than there are items: with replacement',
  );
});

test(
  'ranks stay exact through any changes, of equal priorities the lower index first, over many ' +
    'blocks',
  () => {
    const check = (capacity: number, changes: readonly (readonly [number, number])[]): void => {
      const keys = new Float64Array(capacity);
      const order = new RankOrder(keys);
      const held = new Set<number>();
      for (const [at, key] of changes) {
        const i = at % capacity;
        if (held.has(i)) order.remove(i);
        keys[i] = key;
        order.insert(i);
        held.add(i);
      }
      const sorted = [...held].sort((a, b) => keys[b] - keys[a] || a - b);
      const found = new Int32Array(sorted.length);
      order.itemsAt(
        Int32Array.from(sorted, (_, r) => r + 1),
        found,
      );
      assert.deepEqual([...found], sorted);
      sorted.slice(0, 50).forEach((one, r) => assert.equal(order.rankOf(one), r + 1));
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: 0, max: 6 })), { maxLength: 200 }),
        check,
      ),
    );
    let state = 1;
    const next = (): number => (state = (state * 48271) % 2147483647);
    check(
      5000,
      Array.from(
        { length: 20_000 },
        (_, i) => [next() % 5000, i < 12_000 ? next() % 700 : i] as const,
      ),
    ); // splits, then old blocks that empty
  },
);

test(
  'an index that comes twice keeps its last priority; a new item begins with the largest ever ' +
    'given, also over an old one',
  () => {
    for (const prioritization of ['proportional', 'rank'] as const) {
      const store = filled([1, 1, 1], { prioritization, alpha: 1, epsilon: 0 });
      store.updatePriorities([1, 0, 1], [9, 3, 2]);
      assert.deepEqual(
        [0, 1, 2].map((i) => store.priorityOf(i)),
        [3, 2, 1],
      );
      assert.deepEqual([store.largestPriority, store.size], [9, 3]);
      if (prioritization === 'proportional')
        assert.deepEqual([store.total, [...store.shares()]], [6, [3, 2, 1]]);
      else
        assert.deepEqual(
          [0, 1, 2].map((i) => store.rankOf(i)),
          [1, 2, 3],
        );
      assert.equal(store.add(item(7)), 0, 'the oldest goes');
      assert.deepEqual([store.priorityOf(0), store.size, store.offered], [9, 3, 4]);
      const { indices, items } = store.sample(60);
      assert.deepEqual(
        [...items.y].map((y) => -y),
        [...indices].map((i) => [7, 1, 2][i]),
      );
      assert.deepEqual(Object.keys(items), ['x', 'y']);
      assert.equal(items.x.length, 120);
    }
  },
);

test(
  'weights: 1 at most, that of the rarest item in the buffer or in the batch; beta goes to 1 ' +
    'batch by batch, or stays',
  () => {
    for (const prioritization of ['proportional', 'rank'] as const) {
      const buffer = filled([1, 2, 4, 8], { prioritization, beta: 0.4, betaSteps: 4 });
      const batch = filled([1, 2, 4, 8], { prioritization, weightsOver: 'batch' });
      for (const beta of [0.4, 0.55, 0.7, 0.85, 1, 1]) {
        assert.ok(Math.abs(buffer.beta - beta) < 1e-12);
        const expected = buffer.weightsOf([0, 1, 2, 3]);
        const { indices, weights } = buffer.sample(6);
        assert.ok(Math.abs(expected[0] - 1) < 1e-15 && expected[3] < 1);
        assert.deepEqual(
          [...weights].map((w) => w.toFixed(12)),
          [...indices].map((i) => expected[i].toFixed(12)),
        );
      }
      for (let i = 0; i < 20; i++) assert.equal(Math.max(...batch.sample(2).weights), 1);
      assert.equal(batch.beta, batch.config.beta);
    }
    assert.ok(
      filled([1, 9], { beta: 0 })
        .sample(10)
        .weights.every((w) => w === 1),
    );
    const defaults = [{}, { prioritization: 'rank' }].map((options) => {
      const { alpha, beta } = filled([1], options).config;
      return [alpha, beta];
    });
    assert.deepEqual(defaults, [
      [0.6, 0.4],
      [0.7, 0.5],
    ]);
  },
);

test('the same seed gives the same draws, another seed others', () => {
  const drawn = (seed: number) => {
    const store = filled([1, 2, 3, 4, 5, 6, 7], { seed });
    return Array.from({ length: 5 }, () => [...store.sample(4).indices]);
  };
  assert.deepEqual(drawn(1), drawn(1));
  assert.notDeepEqual(drawn(1), drawn(2));
});

test('what the caller does to an item or a batch afterwards does not reach the store', () => {
  const store = new ExperienceReplay({ capacity: 1, fields });
  const mine = item(3);
  store.add(mine);
  mine.x[0] = 99;
  store.sample(1).items.x[0] = 77;
  assert.equal(store.sample(1).items.x[0], 3);
});

test('every other level of a binary tree is kept, and finds what all of it finds', () => {
  const shares = fc.array(fc.double({ min: 0, max: 1e3, noNaN: true }), {
    minLength: 1,
    maxLength: 90,
  });
  const parts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 9 });
  fc.assert(
    fc.property(shares, parts, (leaves, some) => {
      if (!leaves.some((leaf) => leaf > 0)) return;
      const tree = new SumTree(leaves.length);
      const places = leaves.map((_, i) => i);
      tree.setAll(places, Float64Array.from(leaves));
      assert.equal(tree.total, tree.nodes[1]);
      const ends = places.map((i) => tree.sumUpTo(i));
      const masses = [...some.map((part) => part * tree.total), ...ends].filter(
        (mass) => mass < tree.total, // one that rounding made the total is of the last leaf
      );
      const found = new Int32Array(masses.length);
      tree.findAll(Float64Array.from(masses), found);
      masses.forEach((mass, k) => {
        const way = tree.path(mass);
        assert.equal(found[k], way[way.length - 1].node - tree.leaves);
      });
    }),
  );
});
