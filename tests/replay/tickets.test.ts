import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../properties';
import {
  ClassBalancedReplay,
  ExperienceReplay,
  type ReplayStore,
  ReservoirReplay,
  type StoreState,
} from '../../src/replay';

const fields = { x: 1 };
const item = (number: number) => ({ x: Float32Array.of(number) });

interface StoreKind {
  readonly make: (capacity: number) => ReplayStore<'x'>;
  readonly from: (state: StoreState) => ReplayStore<'x'>;
}

const byClass = (one: { readonly x: Float32Array }): number => one.x[0] % 3;
const kinds: Readonly<Record<string, StoreKind>> = {
  proportional: {
    make: (capacity) => new ExperienceReplay({ capacity, fields }),
    from: (state) => ExperienceReplay.from(state),
  },
  rank: {
    make: (capacity) => new ExperienceReplay({ capacity, fields, prioritization: 'rank' }),
    from: (state) => ExperienceReplay.from(state),
  },
  reservoir: {
    make: (capacity) => new ReservoirReplay({ capacity, fields }),
    from: (state) => ReservoirReplay.from(state),
  },
  'class-balanced': {
    make: (capacity) => new ClassBalancedReplay({ capacity, fields, label: byClass }),
    from: (state) => ClassBalancedReplay.from(state, { label: byClass }),
  },
};
const eachKind = (use: (kind: StoreKind, name: string) => void): void => {
  for (const [name, kind] of Object.entries(kinds)) use(kind, name);
};
const all = (store: ReplayStore<'x'>): number[] => Array.from({ length: store.size }, (_, i) => i);

test('a drawn index carries the ticket of its item, also after any rounds and a restore', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(40), (capacity, offers) => {
      eachKind(({ make, from }, name) => {
        let store = make(capacity);
        for (let ticket = 0; ticket < offers; ticket++) {
          const place = store.add(item(ticket)); // the item says its own ticket
          if (place >= 0) assert.deepEqual([...store.ticketsOf([place])], [ticket], name);
          if (ticket % 7 === 3) store = from(store.state());
        }
        const { indices, items } = store.sample(store.size);
        assert.deepEqual([...indices.tickets], [...items.x], name);
        assert.deepEqual([...store.ticketsOf(indices)], [...items.x], name);
      });
    }),
  );
});

/** What is done to a store: an item added, a batch drawn, or the priorities of a batch set. */
const step = fc.oneof(
  fc.constant({ kind: 'add' } as const),
  fc.record({ kind: fc.constant('draw' as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('update' as const), batch: fc.nat(5), priority: fc.nat(9) }),
  fc.constant({ kind: 'restore' } as const),
);

const sizes = fc.integer({ min: 1, max: 6 });
const manySteps = fc.array(step, { maxLength: 60 });

test('a priority goes to the item drawn or to none, as in a map from ticket to priority', () => {
  fc.assert(
    fc.property(sizes, manySteps, (size, steps) => {
      for (const { make, from } of [kinds['proportional'], kinds['rank']]) {
        let store = make(size) as ExperienceReplay<'x'>;
        const model = new Map<number, number>();
        const drawn: ReturnType<typeof store.sample>['indices'][] = [];
        for (const one of steps) {
          if (one.kind === 'restore') store = from(store.state()) as ExperienceReplay<'x'>;
          if (one.kind === 'add') {
            model.set(store.offered, store.largestPriority);
            model.delete(store.offered - size);
            store.add(item(store.offered));
          }
          if (one.kind === 'draw' && store.size > 0) drawn.push(store.sample(one.count).indices);
          if (one.kind === 'update' && drawn[one.batch]) {
            const indices = drawn[one.batch];
            const priorities = Array.from(indices, (_, k) => one.priority + k);
            const held = [...indices.tickets].map((ticket) => model.has(ticket));
            const update = (): void => store.updatePriorities(indices, priorities);
            if (held.every(Boolean)) update();
            else {
              const before = store.state();
              assert.throws(update, /where item \d+ was overwritten by item \d+/);
              assert.deepEqual(store.state(), before, 'a refused update changed something');
              store.updatePriorities(indices, priorities, { overwritten: 'ignore' });
            }
            indices.tickets.forEach((ticket, k) => {
              if (held[k]) model.set(ticket, priorities[k]);
            });
          }
        }
        const tickets = store.ticketsOf(all(store));
        assert.deepEqual(
          new Map([...tickets].map((ticket, i) => [ticket, store.priorityOf(i)])),
          new Map([...model].sort(([a], [b]) => tickets.indexOf(a) - tickets.indexOf(b))),
        );
        const largest = Math.max(1, ...model.values());
        assert.ok(store.largestPriority >= largest);
      }
    }),
  );
});

test('an ignored priority is never the largest; a plain list means what lies there', () => {
  const store = new ExperienceReplay({ capacity: 2, fields });
  for (let i = 0; i < 2; i++) store.add(item(i));
  const { indices } = store.sample(8);
  store.add(item(2));
  store.add(item(3));
  const priorities = Array.from(indices, () => 50);
  assert.throws(
    () => store.updatePriorities(indices, priorities),
    /indices\[0\]: got 0, where item 0 was overwritten by item 2, expected an item that is still/,
  );
  store.updatePriorities(indices, priorities, { overwritten: 'ignore' });
  assert.deepEqual([store.largestPriority, store.priorityOf(0), store.priorityOf(1)], [1, 1, 1]);
  store.updatePriorities([0], [7]);
  assert.equal(store.priorityOf(0), 7);
  store.updatePriorities([0], [8], { tickets: [2] });
  assert.equal(store.priorityOf(0), 8);
  const late = (): void => store.updatePriorities([0], [9], { tickets: [0] });
  assert.throws(late, /item 0 was overwritten/);
});

test('tickets that no item at the index had, and other options, are refused by name', () => {
  eachKind(({ make }, name) => {
    const store = make(3);
    for (let i = 0; i < 3; i++) store.add(item(i));
    const before = store.state();
    const wrong: [unknown, RegExp][] = [
      [{ tickets: [0, 2] }, /tickets\[1\]: got 2, expected a whole number from 0 to 1, the ticket/],
      [{ tickets: [0, 99] }, /tickets\[1\]: got 99/],
      [{ tickets: [-1, 1] }, /tickets\[0\]: got -1/],
      [{ tickets: [0, 0.5] }, /tickets\[1\]: got 0.5/],
      [{ tickets: [NaN, 1] }, /tickets\[0\]: got NaN/],
      [{ tickets: ['0', 1] }, /tickets\[0\]: got "0"/],
      [{ tickets: [0] }, /tickets: got 1, expected as many as indices \(2\)/],
      [{ tickets: 3 }, /tickets: got 3, expected an array/],
      [{ overwritten: 'drop' }, /overwritten: got "drop", expected 'refuse' or 'ignore'/],
      [{ overwriten: 'ignore' }, /options\.overwriten: .* expected tickets or overwritten/],
      ['ignore', /options: got "ignore", expected an object/],
    ];
    for (const [options, message] of wrong)
      for (const overwritten of [undefined, 'ignore'] as const) {
        const given =
          typeof options === 'object' ? { overwritten, ...options } : (options as object);
        const use = (): void => store.updatePriorities([0, 1], [1, 1], given);
        assert.throws(use, { name: 'RangeError', message }, name);
      }
    assert.deepEqual(store.state(), before, name);
    assert.throws(() => store.ticketsOf([3]), /indices\[0\]: got 3/);
  });
});

test('a state of an earlier version, without tickets, is read; wrong tickets are not', () => {
  for (const name of ['reservoir', 'class-balanced']) {
    const { make, from } = kinds[name];
    const store = make(3);
    for (let i = 0; i < 20; i++) store.add(item(i));
    const state = store.state();
    const { tickets, ...older } = state.arrays;
    const old = from({ ...state, arrays: older });
    assert.deepEqual([...old.ticketsOf([0, 1, 2])], [0, 1, 2]);
    assert.deepEqual(old.sample(3).items, store.sample(3).items);
    for (const data of [
      [1, 1, 2],
      [1, 2, 20],
      [1, 2, NaN],
      [1, 2, -3],
    ]) {
      const arrays = { ...state.arrays, tickets: { ...tickets, data: Float64Array.from(data) } };
      assert.throws(() => from({ ...state, arrays }), /arrays\.tickets\[[012]\]: got/);
    }
  }
});

test('arrays of a batch are the caller’s: no later batch changes them, nor do they overlap', () => {
  const store = new ExperienceReplay({ capacity: 10, fields: { x: 2, y: 3, z: 200 } });
  for (let i = 0; i < 10; i++)
    store.add({
      x: Float32Array.of(i, -i),
      y: Float32Array.of(i, i, i),
      z: new Float32Array(200).fill(i),
    });
  for (const count of [0, 1, 5, 8]) {
    const { indices, weights, items } = store.sample(count);
    const parts = [indices, indices.tickets, weights, items.x, items.y, items.z];
    const before = parts.map((part) => [...part]);
    for (let i = 0; i < 3; i++) store.sample(count);
    parts.forEach((part, i) => {
      assert.deepEqual([...part], before[i]);
      part.fill(7);
      before[i] = [...part];
      for (const [j, other] of parts.entries())
        if (j !== i) assert.deepEqual([...other], before[j]);
    });
  }
});

test('numbers of items keep their bits, whatever they are', () => {
  const patterns = [0, 1, 0x80000000, 0x7f800000, 0x7fc00000, 0x7fffffff, 0xfff7ffff, 0x3f800000];
  for (const length of [2, 6, 7, 200]) {
    const store = new ReservoirReplay({ capacity: 8, fields: { x: length } });
    for (let i = 0; i < 8; i++) {
      const bits = Uint32Array.from({ length }, (_, j) => patterns[(i + j * 3) % 8]);
      store.add({ x: new Float32Array(bits.buffer) });
    }
    for (let turn = 0; turn < 500; turn++) {
      const { indices, items } = store.sample(8);
      const { buffer, byteOffset } = items.x;
      const found = new Uint32Array(buffer, byteOffset, 8 * length);
      found.forEach((bits, at) => {
        const expected = patterns[(indices[Math.floor(at / length)] + (at % length) * 3) % 8];
        assert.equal(bits, expected);
      });
    }
  }
});
