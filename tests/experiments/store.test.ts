// The store of runs: what is added, forgotten and merged reads back, and nothing else does.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { thisProcess } from '../../src/core/processes';
import { FileError } from '../../src/core/errors';
import { findRuns } from '../../src/experiments/store';
import fc from '../properties';
import pl from 'nodejs-polars';
import { sealParquet } from '../../src/core/sealedParquet';
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

test('a store in which a bit is changed, or that is cut, is refused by name', () => {
  const file = freshFile();
  const store = curveStore(file);
  store.replace([curve(1), curve(2)]);
  const whole = fs.readFileSync(file);
  const refused = (bytes: Uint8Array, what: string): void => {
    fs.writeFileSync(file, bytes);
    assert.throws(
      () => store.read(),
      (error: FileError) => error instanceof FileError && error.file === file,
      what,
    );
  };
  for (let i = 0; i < whole.length; i += 9) {
    const changed = Buffer.from(whole);
    changed[i] ^= 1 << (i % 8);
    refused(changed, `byte ${i}`);
    refused(whole.subarray(0, i), `${i} bytes`);
  }
  refused(Buffer.concat([whole, whole]), 'twice');
  fs.writeFileSync(file, whole);
  assert.equal(store.read().length, 2);
});

test('a part in which a bit is changed is refused by name, an order to forget as well', () => {
  for (const kind of ['added', 'forgotten']) {
    const file = freshFile();
    const store = curveStore(file);
    store.replace([curve(1)]);
    if (kind === 'added') store.append(curve(2));
    else store.forget([curve(1)]);
    const part = path.join(file.replace(/\.parquet$/, '.parts'), partsOf(file)[0]);
    const whole = fs.readFileSync(part);
    for (let i = 0; i < whole.length; i += 9) {
      const changed = Buffer.from(whole);
      changed[i] ^= 1 << (i % 8);
      fs.writeFileSync(part, changed);
      assert.throws(
        () => store.read(),
        (error: FileError) => error instanceof FileError && error.file === part,
        `${kind}: byte ${i}`,
      );
    }
  }
});

test('other programs read a sealed file; other tables are refused by their columns', () => {
  const file = freshFile();
  curveStore(file).replace([curve(1)]);
  assert.deepEqual(
    pl.readParquet(file).toRecords(),
    curve(1).losses.map((loss, step) => ({
      method: 'adam',
      seed: 1,
      settings: '{"rate":0.1,"layers":2}',
      step,
      loss,
    })),
  );
  const other = pl.DataFrame({ method: ['adam'], seed: [1] }).writeParquet();
  fs.writeFileSync(file, other);
  assert.throws(() => curveStore(file).read(), /not a file of runs \(no checksum before the foot/);
  fs.writeFileSync(file, sealParquet(other));
  assert.throws(
    () => curveStore(file).read(),
    /not a file of runs \(columns: got method, seed, expected method, seed, settings, step, loss\)/,
  );
});

test('a run that the file would change is refused, and the store stays as it is', () => {
  const store = curveStore(freshFile());
  store.append(curve(1));
  const wrong: [Partial<Curve>, RegExp][] = [
    [{ seed: 1.5 }, /^seed: got 1\.5, expected a whole number of 32 bits$/],
    [{ seed: 2 ** 31 }, /^seed: got 2147483648, expected/],
    [{ method: 7 as unknown as string }, /^method: got 7, expected a text/],
    [{ method: '\ud800' }, /^method: got "\\ud800", expected a text without halves/],
    [{ settings: { rate: NaN } }, /^settings: rate: got NaN, expected what JSON can hold$/],
    [{ losses: ['x' as unknown as number] }, /^loss: got "x", expected a number$/],
    [{ losses: [] }, /^run: got no rows, expected at least one$/],
  ];
  for (const [part, message] of wrong)
    assert.throws(() => store.append(curve(2, part)), { name: 'RangeError', message });
  assert.deepEqual(store.read(), [curve(1)]);
});

test('what a killed process left in the folder of parts does not stay, nor does its lock', () => {
  const file = freshFile();
  const parts = file.replace(/\.parquet$/, '.parts');
  curveStore(file).append(curve(1));
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const dead = thisProcess.replace(/-\d+-/, `-${pid}-`);
  fs.writeFileSync(path.join(parts, `1-a.parquet.${dead}-0-0.tmp`), 'half a run');
  fs.writeFileSync(path.join(parts, 'merge.lock'), `${dead} 1`);
  curveStore(file).append(curve(2));
  curveStore(file).compact();
  assert.deepEqual([partsOf(file), fs.existsSync(parts)], [[], false]);
  assert.deepEqual(curveStore(file).read(), [curve(1), curve(2)]);
});

test('a lock counts however old it is, as long as its process runs', () => {
  const file = freshFile();
  const parts = file.replace(/\.parquet$/, '.parts');
  const lock = path.join(parts, 'merge.lock');
  curveStore(file).append(curve(1));
  fs.writeFileSync(lock, `${thisProcess} 1`);
  const longAgo = new Date(Date.now() - 1e9);
  fs.utimesSync(lock, longAgo, longAgo);
  curveStore(file).compact();
  assert.ok(!fs.existsSync(file), 'merged beside a process that merges');
  fs.writeFileSync(lock, 'elsewhere-1-1 1');
  curveStore(file).compact();
  assert.ok(!fs.existsSync(file), 'a process on another computer may run');
  fs.utimesSync(lock, longAgo, longAgo);
  curveStore(file).compact();
  assert.deepEqual([partsOf(file), curveStore(file).read()], [[], [curve(1)]]);
});
