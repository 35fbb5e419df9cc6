// States of stores that no store gave, and options that are not plain: each is refused by name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ClassBalancedReplay,
  ExperienceReplay,
  ReservoirReplay,
  type StoreState,
} from '../../src/replay';

const fields = { x: 2, y: 1 };
const item = (i: number) => ({ x: Float32Array.of(i, -i), y: Float32Array.of(i % 3) });

interface AnyStore {
  add(one: ReturnType<typeof item>): number;
  state(): StoreState;
}

function stateOf(store: AnyStore): StoreState {
  for (let i = 0; i < 9; i++) store.add(item(i));
  return store.state();
}

const states = {
  experience: stateOf(new ExperienceReplay({ capacity: 6, fields, alpha: 0.5 })),
  rank: stateOf(new ExperienceReplay({ capacity: 6, fields, prioritization: 'rank' })),
  reservoir: stateOf(new ReservoirReplay({ capacity: 6, fields })),
  balanced: stateOf(new ClassBalancedReplay({ capacity: 6, fields, label: 'y' })),
};
type Name = keyof typeof states;
const from: Readonly<Record<Name, (state: StoreState) => unknown>> = {
  experience: (state) => ExperienceReplay.from(state),
  rank: (state) => ExperienceReplay.from(state),
  reservoir: (state) => ReservoirReplay.from(state),
  balanced: (state) => ClassBalancedReplay.from(state),
};

/** The state with one place changed, `progress.classes.0.seen`, and every other as it was. */
function changed(name: Name, place: string, value: unknown): StoreState {
  const state = structuredClone({ state: states[name] }) as { state: StoreState };
  const keys = ['state', ...place.split('.').filter((key) => key !== '')];
  const holder = keys
    .slice(0, -1)
    .reduce((part, key) => (part as Record<string, object>)[key], state as object);
  Object.defineProperty(holder, keys[keys.length - 1], { value, enumerable: true });
  return state.state;
}

test('a state of which any part was changed is refused by the part', () => {
  const cases: [Name, string, unknown, RegExp][] = [
    ['reservoir', '', null, /^: got null|got null, expected an object/],
    ['reservoir', 'kind', 'experience', /^kind: got "experience", expected "reservoir"$/],
    ['reservoir', 'kind', 5, /^kind: got 5, expected a text$/],
    ['reservoir', 'config', null, /^config: got null, expected an object$/],
    ['reservoir', 'config.capacity', 0, /^ReservoirReplay\.capacity: got 0, expected/],
    ['reservoir', 'config.capacity', 7, /^size: got 6, expected the smaller of offered \(9\) and/],
    ['reservoir', 'config.seed', undefined, /^config\.seed: got undefined, expected 0$/],
    ['reservoir', 'config.more', 1, /^ReservoirReplay\.more: got 1, expected one of the fields/],
    ['reservoir', 'config.fields', { x: 2 }, /^arrays\.items\/y: got shape \[6, 1\], expected no/],
    ['reservoir', 'progress', [], /^progress: got \[\], expected an object$/],
    ['reservoir', 'progress.size', 5, /^size: got 5, expected the smaller of offered/],
    ['reservoir', 'progress.size', -1, /^progress\.size: got -1, expected/],
    ['reservoir', 'progress.offered', 1.5, /^progress\.offered: got 1\.5, expected a whole/],
    ['reservoir', 'progress.random', null, /^progress\.random: got null, expected an object/],
    ['reservoir', 'progress.random.seed', 2 ** 32, /^progress\.random\.seed: got 4294967296/],
    [
      'reservoir',
      'progress.random.generator',
      [1],
      /^progress\.random\.generator: got \[ 1 \], exp/,
    ],
    [
      'reservoir',
      'progress.__proto__',
      1,
      /^progress\.__proto__: got 1, expected one of the fields/,
    ],
    ['reservoir', 'arrays', null, /^arrays: got null, expected an object$/],
    ['reservoir', 'arrays.items/x', null, /^arrays\.items\/x: got null, expected shape \[6, 2\]$/],
    [
      'reservoir',
      'arrays.items/x.shape',
      [2, 6],
      /^arrays\.items\/x: got shape \[2, 6\], expected/,
    ],
    [
      'reservoir',
      'arrays.items/x.data',
      [1],
      /^arrays\.items\/x: got \[ 1 \], expected a Float32Ar/,
    ],
    [
      'reservoir',
      'arrays.items/x.data',
      new Float64Array(12),
      /^arrays\.items\/x: got Float64Array of 12 numbers, expected a Float32Array of 12 numbers$/,
    ],
    [
      'reservoir',
      'arrays.items/x.data',
      new Float32Array(11),
      /^arrays\.items\/x: got Float32Array of 11 numbers, expected a Float32Array of 12 numbers$/,
    ],
    ['experience', 'config.alpha', undefined, /^config\.alpha: got undefined, expected 0\.6$/],
    [
      'experience',
      'config.alpha',
      0.25,
      /^arrays\.shares\[0\]: got 1.*, expected 1.*, that of its/,
    ],
    [
      'experience',
      'config.prioritization',
      'rank',
      /^arrays\.shares: got shape \[6\], expected no/,
    ],
    [
      'experience',
      'progress.largest',
      0.5,
      /^progress\.largest: got 0\.5, expected a number from 1/,
    ],
    ['experience', 'progress.largest', '1', /^progress\.largest: got "1", expected/],
    ['experience', 'progress.drawn', -1, /^progress\.drawn: got -1, expected/],
    ['experience', 'arrays.priorities.data.2', NaN, /^arrays\.priorities\[2\]: got NaN, expected/],
    [
      'experience',
      'arrays.priorities.data.2',
      9,
      /^arrays\.priorities\[2\]: got 9, expected at most/,
    ],
    ['experience', 'arrays.shares.data.1', 0.9, /^arrays\.shares\[1\]: got 0\.9, expected 1\./],
    ['rank', 'arrays.priorities.data.0', -1, /^arrays\.priorities\[0\]: got -1, expected a number/],
    [
      'balanced',
      'config.label',
      'z',
      /^ClassBalancedReplay\.label: got "z", expected a function, or/,
    ],
    ['balanced', 'config.label', null, /^label: got nothing, expected the function that the store/],
    ['balanced', 'progress.classes', {}, /^progress\.classes: got \{\}, expected a list$/],
    [
      'balanced',
      'progress.classes.0',
      null,
      /^progress\.classes\[0\]: got null, expected an object/,
    ],
    [
      'balanced',
      'progress.classes.0.label',
      1,
      /^progress\.classes\[1\]\.label: got 1, expected each/,
    ],
    [
      'balanced',
      'progress.classes.0.label',
      7,
      /^arrays\.places: item \d: got class 0, expected clas/,
    ],
    [
      'balanced',
      'progress.classes.0.seen',
      1,
      /^progress\.classes\[0\]\.seen: got 1, expected at le/,
    ],
    ['balanced', 'progress.classes.0.seen', 8, /^progress\.classes: got 14 seen, expected 9$/],
    ['balanced', 'progress.classes.0.count', 1, /^progress\.classes: got 5 items, expected 6$/],
    ['balanced', 'progress.classes.0.full', false, /^progress\.classes\[0\]\.(full|seen): got /],
    ['balanced', 'arrays.places.data.0', 6, /^arrays\.places\[0\]: got 6, expected each of 0 to 5/],
    ['balanced', 'arrays.places.data.0', 1, /^arrays\.(places\[\d\]: got 1|places: item)/],
  ];
  for (const [name, state] of Object.entries(states))
    assert.ok(from[name as Name](structuredClone(state)), name);
  for (const [name, place, value, message] of cases)
    assert.throws(
      () => from[name](changed(name, place, value)),
      (error: Error) => error instanceof RangeError && message.test(error.message),
      `${name} ${place} ${message}`,
    );
});

test('names that every object inherits are refused, or are fields as any other', () => {
  const proto = JSON.parse('{"__proto__": 1}') as object;
  const options: [object | null, RegExp][] = [
    [null, /^ExperienceReplay: got null, expected an object/],
    [
      { capacity: 2, fields, constructor: 1 },
      /^ExperienceReplay\.constructor: got 1, expected one/,
    ],
    [
      { capacity: 2, fields: proto },
      /^ExperienceReplay\.fields\.__proto__: got 1, expected another/,
    ],
    [{ capacity: 2, fields: new Map([['x', 1]]) }, /^ExperienceReplay\.fields: got Map/],
    [
      { capacity: 1e7, fields: { x: 1e8 } },
      /^ExperienceReplay\.fields\.x: got 100000000, expected at/,
    ],
  ];
  for (const [wrong, message] of options) {
    assert.throws(() => new ExperienceReplay(wrong as never), { name: 'ConfigError', message });
    const other = (name: string): RegExp =>
      new RegExp(message.source.replace('ExperienceReplay', name));
    assert.throws(() => new ReservoirReplay(wrong as never), { message: other('ReservoirReplay') });
    const balanced = wrong && { ...wrong, label: 'x' };
    assert.throws(() => new ClassBalancedReplay(balanced as never), {
      message: other('ClassBalancedReplay'),
    });
  }
  const store = new ReservoirReplay({ capacity: 2, fields: { constructor: 1, toString: 2 } });
  assert.throws(() => store.add({} as never), /^RangeError: item\.constructor: got /);
  store.add({ constructor: Float32Array.of(1), toString: Float32Array.of(2, 3) } as never);
  const { items } = ReservoirReplay.from<'constructor'>(store.state()).sample(1);
  assert.deepEqual(items.constructor, Float32Array.of(1));
});

test('a label that a file could not hold is refused when the item comes', () => {
  const store = new ClassBalancedReplay({ capacity: 2, fields, label: ({ x }) => 1 / x[0] });
  assert.throws(
    () => store.add(item(0)),
    /label: got Infinity, expected a text or a finite number/,
  );
  assert.equal(store.offered, 0);
});
