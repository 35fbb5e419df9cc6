import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { loadReplay, saveReplay } from '../../src/checkpoint/replay';
import {
  ClassBalancedReplay,
  ExperienceReplay,
  type ReplayStore,
  ReservoirReplay,
  type StoreState,
} from '../../src/replay';
import { fuzzFolder } from './folder';
import { type FuzzKind, usedOrRefused } from './harness';
import { anyValue, damaged, mutated } from './inputs';

type Fields = 'x' | 'y';
const fields = { x: 2, y: 1 };

interface StoreClass {
  readonly make: (options: never) => ReplayStore<Fields>;
  readonly from: (state: StoreState) => ReplayStore<Fields>;
  readonly options: object;
}

const classes: Readonly<Record<string, StoreClass>> = {
  proportional: {
    make: (options) => new ExperienceReplay(options),
    from: (state) => ExperienceReplay.from(state),
    options: { capacity: 5, fields, seed: 1, betaSteps: 9, epsilon: 0.01 },
  },
  rank: {
    make: (options) => new ExperienceReplay(options),
    from: (state) => ExperienceReplay.from(state),
    options: { capacity: 5, fields, seed: 1, prioritization: 'rank', weightsOver: 'batch' },
  },
  reservoir: {
    make: (options) => new ReservoirReplay(options),
    from: (state) => ReservoirReplay.from(state),
    options: { capacity: 5, fields, seed: 1 },
  },
  'class-balanced': {
    make: (options) => new ClassBalancedReplay(options),
    from: (state) => ClassBalancedReplay.from(state),
    options: { capacity: 5, fields, seed: 1, label: 'y' },
  },
};

const folder = fuzzFolder();
const file = path.join(folder, 'file');

/** The store of a class after some use. */
function used(name: string): ReplayStore<Fields> {
  const store = classes[name].make(classes[name].options as never);
  for (let i = 0; i < 8; i++) {
    store.add({ x: Float32Array.of(i, -i), y: Float32Array.of(i % 3) });
    const { indices } = store.sample(1);
    store.updatePriorities(indices, [i / 4]);
  }
  return store;
}

function fileOf(state: StoreState): Buffer {
  saveReplay(file, state);
  return fs.readFileSync(file);
}

interface Input {
  readonly name: string;
  readonly what: 'options' | 'state' | 'file';
  readonly value: unknown;
}

const inputs = fc.oneof(
  ...Object.keys(classes).map((name): fc.Arbitrary<Input> => {
    const state = used(name).state();
    const of = (what: Input['what']) => (value: unknown) => ({ name, what, value });
    return fc.oneof(
      mutated(classes[name].options, anyValue).map(of('options')),
      mutated(state, anyValue).map(of('state')),
      damaged(fileOf(state)).map(of('file')),
    );
  }),
);

/** A store that was made of something works, and its state makes the same store. */
function isWhole({ name }: Input, store: ReplayStore<Fields>): void {
  const { from } = classes[name];
  const state = store.state();
  const copy = from(state);
  assert.deepEqual(copy.state(), state);
  for (const one of [store, copy]) if (one.size > 0) one.sample(1);
  assert.deepEqual(copy.state(), store.state(), 'they do not go on alike');
  saveReplay(file, state);
}

/** Options, states and files of replay stores. */
export const replayStores: FuzzKind<Input> = {
  inputs,
  use: (input) => {
    const { make, from } = classes[input.name];
    if (input.what === 'file') {
      fs.writeFileSync(file, input.value as Uint8Array);
      return usedOrRefused(
        () => loadReplay(file, from),
        (store) => assert.deepEqual(store.state(), used(input.name).state(), 'a wrong load'),
      );
    }
    return usedOrRefused(
      () => (input.what === 'state' ? from(input.value as StoreState) : make(input.value as never)),
      (store) => isWhole(input, store),
    );
  },
};
