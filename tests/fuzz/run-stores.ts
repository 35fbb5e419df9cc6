import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { readReference } from '../../src/experiments/continual/reference';
import { readRunLog } from '../../src/experiments/continual/runLog';
import { readChoices } from '../../src/experiments/continual/settings';
import { packagePath } from '../../src/core/paths';
import { type Curve, curveStore } from '../experiments/curve-store';
import { fuzzFolder } from './folder';
import { type FuzzKind, usedOrRefused } from './harness';
import { anyJson, anyValue, damaged, mutated } from './inputs';

const folder = fuzzFolder();
const file = path.join(folder, 'runs.parquet');
const parts = path.join(folder, 'runs.parts');
const json = path.join(folder, 'file.json');

const curve = (seed: number): Curve => ({
  method: 'adam',
  seed,
  settings: { rate: 0.1 },
  losses: [0.5, null, seed],
});

/** The file of all runs, a part that adds one, a part that forgets one. */
function wholeFiles(): Readonly<Record<'runs' | 'added' | 'forgotten', Buffer>> {
  const store = curveStore(file);
  const onePart = (): Buffer => {
    const [name] = fs.readdirSync(parts);
    return fs.readFileSync(path.join(parts, name));
  };
  store.replace([curve(1), curve(2)]);
  const runs = fs.readFileSync(file);
  store.append(curve(3));
  const added = onePart();
  fs.rmSync(parts, { recursive: true });
  store.forget([curve(1)]);
  const forgotten = onePart();
  fs.rmSync(parts, { recursive: true });
  return { runs, added, forgotten };
}

const whole = wholeFiles();
const places = {
  runs: file,
  added: path.join(parts, '1.parquet'),
  forgotten: path.join(parts, '2.json'),
};
type Damaged = keyof typeof places;
const readers: Readonly<Record<string, (from: string) => unknown>> = {
  'continual-settings': readChoices,
  'continual-reference': readReference,
  'continual-run-log': readRunLog,
};

type Input =
  | { readonly what: Damaged; readonly bytes: Uint8Array }
  | { readonly what: 'run'; readonly run: Curve }
  | { readonly what: 'json'; readonly name: string; readonly content: string | Uint8Array };

/** Content of a shipped JSON file, its lists cut so that one is drawn and written fast. */
function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 2).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, shortened(own)]));
}

const jsonInputs = Object.keys(readers).map((name): fc.Arbitrary<Input> => {
  const text = fs.readFileSync(packagePath(`data/${name}.json`), 'utf8');
  const content = shortened(JSON.parse(text));
  return fc
    .oneof(
      mutated(content, anyJson).map((value) => JSON.stringify(value) ?? ''),
      damaged(Buffer.from(JSON.stringify(content))),
    )
    .map((changed) => ({ what: 'json', name, content: changed }));
});
const damagedInputs = Object.entries(whole).map(([what, bytes]) =>
  damaged(bytes).map((changed): Input => ({ what: what as Damaged, bytes: changed })),
);
/** What may stand in a field of a run; what is undefined is as what is null. */
const value = anyValue.map((one) => one ?? null);
const runInputs = fc
  .record({
    method: fc.oneof(fc.constant('adam'), fc.string(), value),
    seed: fc.oneof(fc.nat(9), value),
    settings: mutated({ rate: 0.1, layers: [1, 2] }, value),
    losses: fc.array(fc.oneof(fc.double(), value), { maxLength: 3 }),
  })
  .map((run): Input => ({ what: 'run', run: run as Curve }));

/** A run as it comes back: JSON has no fields that are undefined, and no 0 below 0. */
function asRead({ method, seed, settings, losses }: Curve): Curve {
  const again = JSON.parse(JSON.stringify(settings)) as Curve['settings'];
  return { method, seed: seed === 0 ? 0 : seed, settings: again, losses };
}

function readDamaged(what: Damaged, bytes: Uint8Array): Curve[] {
  fs.rmSync(parts, { recursive: true, force: true });
  fs.mkdirSync(parts);
  for (const [name, place] of Object.entries(places))
    fs.writeFileSync(place, name === what ? bytes : whole[name as Damaged]);
  return curveStore(file).read();
}

/** A run that was taken is there as it was, beside the others. */
function addRun(run: Curve): Curve[] {
  fs.rmSync(parts, { recursive: true, force: true });
  fs.writeFileSync(file, whole.runs);
  const store = curveStore(file);
  const before = store.read();
  try {
    store.append(run);
  } catch (error) {
    assert.deepEqual(store.read(), before, 'a run that was refused has changed the store');
    throw error;
  }
  return store.read();
}

/** Files of runs and their parts, runs, and the JSON files of experiments. */
export const runStores: FuzzKind<Input> = {
  inputs: fc.oneof(...damagedInputs, runInputs, ...jsonInputs),
  use(input) {
    if (input.what === 'json') {
      fs.writeFileSync(json, input.content);
      return usedOrRefused(() => readers[input.name](json));
    }
    if (input.what === 'run')
      return usedOrRefused(
        () => addRun(input.run),
        (runs) => assert.deepEqual(runs.at(-1), asRead(input.run), 'another run was stored'),
      );
    return usedOrRefused(
      () => readDamaged(input.what, input.bytes),
      (runs) => assert.deepEqual(runs, [curve(2), curve(3)], 'a wrong load'),
    );
  },
};
