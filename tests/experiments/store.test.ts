// The store of runs: what is added, forgotten and merged reads back, from several processes too.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { nodeArguments } from '../../src/core/nodeArguments';
import { findRuns } from '../../src/experiments/store';
import fc from '../properties';
import { type Curve, curveStore } from './curve-store';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'run-store-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
let files = 0;
const freshFile = (): string => path.join(folder, `runs-${files++}.parquet`);
const partsOf = (file: string): string[] => {
  const parts = file.replace(/\.parquet$/, '.parts');
  return fs.existsSync(parts) ? fs.readdirSync(parts) : [];
};

const curve = (seed: number, part: Partial<Curve> = {}): Curve => ({
  method: 'adam',
  seed,
  settings: { rate: 0.1, layers: 2 },
  losses: [0.1 + 0.2, null, seed],
  ...part,
});
const keyOf = ({ method, seed, settings }: Curve): Omit<Curve, 'losses'> => ({
  method,
  seed,
  settings,
});

test('any sequence of additions, orders to forget and merges reads back', () => {
  const method = fc.constantFrom('adam', 'sgd: 0.1', 'a"b\n');
  const seed = fc.integer({ min: 0, max: 2 });
  const losses = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), {
    minLength: 1,
    maxLength: 4,
  });
  const step = fc.oneof(
    fc.record({ what: fc.constant('append' as const), method, seed, losses }),
    fc.record({ what: fc.constant('forget' as const), method, seed }),
    fc.record({ what: fc.constant('compact' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const file = freshFile();
      const store = curveStore(file);
      const expected = new Map<string, Curve>();
      for (const one of steps) {
        if (one.what === 'compact') store.compact();
        else {
          const run = curve(one.seed, { method: one.method });
          expected.delete(store.name(run));
          if (one.what === 'append') {
            const added = { ...run, losses: one.losses };
            expected.set(store.name(run), added);
            store.append(added);
          } else store.forget([keyOf(run)]);
        }
        assert.deepEqual(curveStore(file).read(), [...expected.values()]);
      }
    }),
    { numRuns: 30 },
  );
});

test('adding a run does not touch the file; merging does, in the order of the plan', () => {
  const file = freshFile();
  const store = curveStore(file);
  store.replace([curve(7), curve(1), curve(0)]);
  const before = fs.readFileSync(file);
  const { mtimeMs } = fs.statSync(file);
  store.append(curve(3));
  store.append(curve(1, { losses: [5] }));
  assert.deepEqual(fs.readFileSync(file), before);
  assert.equal(fs.statSync(file).mtimeMs, mtimeMs);
  assert.equal(partsOf(file).length, 2);
  const plan = [0, 1, 2, 3].map((seed) => curve(seed));
  store.compact(plan);
  assert.deepEqual(
    store.read().map(({ seed, losses }) => [seed, losses.length]),
    [
      [7, 3],
      [0, 3],
      [1, 1],
      [3, 3],
    ],
  );
  assert.deepEqual(partsOf(file), []);
  const other = freshFile();
  for (const seed of [3, 0, 7]) curveStore(other).append(curve(seed));
  curveStore(other).append(curve(1, { losses: [5] }));
  curveStore(other).compact(plan);
  assert.deepEqual(fs.readFileSync(other), fs.readFileSync(file), 'the same runs, another file');
});

test('a run is known by its fields, whatever the order of names inside them', () => {
  const store = curveStore(freshFile());
  const turned = curve(1, { settings: { layers: 2, rate: 0.1 } });
  store.append(curve(1));
  assert.deepEqual(findRuns(store, [keyOf(turned), curve(2)], store.read()), [curve(1), undefined]);
  store.append({ ...turned, losses: [9] });
  assert.deepEqual(
    store.read().map(({ losses }) => losses),
    [[9]],
  );
  store.append(curve(1, { settings: { rate: 0.2, layers: 2 } }));
  assert.equal(store.read().length, 2);
});

test('a file without runs is refused by name; forgetting in an empty store does nothing', () => {
  const file = freshFile();
  const store = curveStore(file);
  store.forget([curve(1)]);
  store.compact();
  assert.deepEqual([store.read(), partsOf(file), fs.existsSync(file)], [[], [], false]);
  fs.writeFileSync(file, 'no runs');
  assert.throws(() => store.read(), /runs-\d+\.parquet: not a file of runs/);
});

const run = promisify(execFile);
const child = path.join(__dirname, 'curve-store.ts');

test('two processes add and merge at once: no run is lost', async () => {
  const file = freshFile();
  const add = (from: number): Promise<unknown> =>
    run(process.execPath, nodeArguments(child, file, String(from), '40', 'compact'));
  await Promise.all([add(0), add(100)]);
  const seeds = curveStore(file).read();
  assert.deepEqual(
    seeds.map(({ seed }) => seed).sort((a, b) => a - b),
    [0, 100].flatMap((from) => Array.from({ length: 40 }, (_, i) => from + i)),
  );
});

test('a process that is killed keeps what it had added; the next goes on from there', async () => {
  const file = freshFile();
  await assert.rejects(
    run(process.execPath, nodeArguments(child, file, '0', '25', 'kill')),
    ({ signal }: { signal: unknown }) => signal === 'SIGKILL',
  );
  const store = curveStore(file);
  assert.deepEqual(
    store.read().map(({ seed }) => seed),
    Array.from({ length: 25 }, (_, seed) => seed),
  );
  store.append(curve(25));
  store.compact();
  assert.equal(curveStore(file).read().length, 26);
  assert.deepEqual(partsOf(file), []);
});
