// Several processes with one store of runs: every run is there once, whatever they do meanwhile.
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeArguments } from '../../src/core/nodeArguments';
import { readRunLog } from '../../src/experiments/continual/runLog';
import { readChoices } from '../../src/experiments/continual/settings';
import { curveStore } from './curve-store';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'run-stores-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const program = path.join(__dirname, 'curve-store.ts');

/** A process that adds `count` runs with seeds from `first` on. */
function start(file: string, first: number, count: number, end: string): ChildProcess {
  const words = nodeArguments(program, file, String(first), String(count), end);
  return spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function endOf(child: ChildProcess): Promise<unknown> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return signal ?? code;
}

const numbers = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i);
const seedsIn = (file: string): number[] =>
  curveStore(file)
    .read()
    .map(({ seed }) => seed)
    .sort((a, b) => a - b);

for (const [processes, end] of [
  [2, 'compact'],
  [4, 'often'],
  [4, 'always'],
] as const)
  test(`${processes} processes add 25 runs each and merge (${end}): every run once`, async () => {
    const file = path.join(folder, `${processes}-${end}.parquet`);
    const children = numbers(0, processes).map((i) => start(file, 100 * i, 25, end));
    let isOver = false;
    const ends = Promise.all(children.map(endOf)).finally(() => (isOver = true));
    while (!isOver) {
      // a reader meets whole runs only, each at most once
      const seen = seedsIn(file);
      assert.equal(new Set(seen).size, seen.length);
      await sleep(5);
    }
    assert.deepEqual(await ends, numbers(0, processes).fill(0));
    const all = numbers(0, processes).flatMap((i) => numbers(100 * i, 25));
    assert.deepEqual(seedsIn(file), all);
    curveStore(file).compact();
    assert.deepEqual(seedsIn(file), all);
    assert.ok(!fs.existsSync(file.replace('.parquet', '.parts')), 'something was left behind');
  });

test('processes that are killed at any moment lose nothing that they had added', async () => {
  const file = path.join(folder, 'killed.parquet');
  const kept = new Set<number>();
  for (let round = 0; round < 6; round++) {
    const children = [0, 1].map((i) => start(file, 10_000 * (2 * round + i), 10_000, 'often'));
    const before = kept.size;
    while (seedsIn(file).length < before + 4) await sleep(20);
    await sleep(30 * round);
    const known = seedsIn(file); // these are added: they must be there ever after
    const ends = children.map(endOf);
    for (const child of children) child.kill('SIGKILL');
    assert.deepEqual(await Promise.all(ends), ['SIGKILL', 'SIGKILL']);
    const seeds = seedsIn(file);
    assert.equal(new Set(seeds).size, seeds.length);
    for (const seed of known) assert.ok(seeds.includes(seed), `seed ${seed} is lost`);
    for (const seed of kept) assert.ok(seeds.includes(seed), `seed ${seed} is lost`);
    for (const seed of seeds) kept.add(seed);
    // one process after the other adds its runs in their order: no hole is left by a kill
    for (const first of [0, 1].map((i) => 10_000 * (2 * round + i))) {
      const own = seeds.filter((seed) => seed >= first && seed < first + 10_000);
      assert.deepEqual(own, numbers(first, own.length));
    }
  }
  curveStore(file).append({ method: 'sgd', seed: -1, settings: {}, losses: [0] });
  curveStore(file).compact();
  assert.deepEqual(seedsIn(file), [-1, ...[...kept].sort((a, b) => a - b)]);
  assert.deepEqual(
    fs.readdirSync(folder).filter((name) => name.startsWith('killed')),
    ['killed.parquet'],
  );
});

test('three processes add log entries and choices: none is lost', async () => {
  const own = path.join(folder, 'files');
  const log = path.join(own, 'log.json');
  const choices = path.join(own, 'choices.json');
  const adding = path.join(__dirname, 'add-to-files.ts');
  const children = ['a', 'b', 'c'].map((name) =>
    spawn(process.execPath, nodeArguments(adding, log, choices, name, '12'), {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  assert.deepEqual(await Promise.all(children.map(endOf)), [0, 0, 0]);
  assert.equal(readRunLog(log).length, 36);
  const found = readChoices(choices).map(({ scenario, budget }) => `${scenario} ${budget}`);
  assert.deepEqual(
    found,
    ['a', 'b', 'c'].flatMap((name) => numbers(0, 12).map((budget) => `${name} ${budget}`)),
  );
  assert.deepEqual(fs.readdirSync(own).sort(), ['choices.json', 'log.json']);
});

test('a full disk and a read-only one: no run is lost, one line names the file', (context) => {
  const at = fs.mkdtempSync(path.join(folder, 'disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48k', 'tmpfs', at], { stdio: 'ignore' });
  } catch {
    context.skip('this user may not mount a file system');
    return;
  }
  try {
    const file = path.join(at, 'runs.parquet');
    const store = curveStore(file);
    const add = (seed: number): void =>
      store.append({ method: 'adam', seed, settings: {}, losses: [seed] });
    let added = 0;
    const isFull = { name: 'FileError', message: /^\/.*\.parquet: no space left on device$/ };
    assert.throws(() => {
      for (; added < 1000; added++) add(added);
    }, isFull);
    assert.ok(added > 3);
    assert.deepEqual(seedsIn(file), numbers(0, added));
    try {
      store.compact();
    } catch (error) {
      assert.match((error as Error).message, isFull.message);
    }
    assert.deepEqual(seedsIn(file), numbers(0, added));
    execFileSync('mount', ['-o', 'remount,size=200k', at]);
    store.compact();
    add(added);
    execFileSync('mount', ['-o', 'remount,ro', at]);
    const isReadOnly = { name: 'FileError', message: /^\/.*: read-only file system$/ };
    assert.throws(() => add(added + 1), isReadOnly);
    assert.throws(() => store.compact(), isReadOnly);
    assert.deepEqual(seedsIn(file), numbers(0, added + 1));
  } finally {
    execFileSync('umount', [at]);
  }
});
