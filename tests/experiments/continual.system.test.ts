import { root } from './experiment-root';
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { makeRuns } from '../../src/experiments/pool';
import { readChoices } from '../../src/experiments/continual/settings';
import { continualStore, readContinualRuns } from '../../src/experiments/continual/store';
import { type ContinualRun, finishedRun, type RunKey } from '../../src/experiments/continual/types';
import { strategies } from '../../src/continual/strategies';
import { experimentOptions, tuneOptions } from '../../src/cli/experiment/options';
import { experiment } from '../../src/experiments/continual/experiment';
import { tune } from '../../src/experiments/continual/tune';
import { continualMetrics } from '../../src/metrics';
import { nodeArguments } from '../../src/core/nodeArguments';
import { loadDigits } from '../../src/tasks';
import { packagePath } from '../../src/core/paths';
import { pattern } from '../pattern';

const program = packagePath('src/cli/experiment.ts');
const split = path.join(root, 'tiny.json');
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
  fs.rmSync(root, { recursive: true, force: true });
});
fs.writeFileSync(split, JSON.stringify(tinySplit()));

/** Three tasks of two digits, 15 rows a digit to learn from. */
function tinySplit(): object {
  const { labels } = loadDigits();
  const met = new Map<number, number>();
  const test = Array.from(labels, (label, i) => {
    met.set(label, (met.get(label) ?? 0) + 1);
    return met.get(label)! > 15 ? i : -1;
  }).filter((i) => i >= 0);
  return {
    format: 'cl-digits-split/1',
    test,
    splitTasks: [
      [7, 0],
      [1, 6],
      [3, 4],
    ],
    perms: [0, 1].map((shift) => Array.from({ length: 64 }, (_, i) => (i + shift) % 64)),
  };
}

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * `npm run -s experiment -- words` in a process of its own; `heard` sees what has been said so far.
 */
function launched(
  words: readonly string[],
  heard?: (err: string, child: ChildProcess) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, nodeArguments(program, ...words), {
    cwd: packagePath(''),
  });
  children.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => {
    err += chunk;
    heard?.(err, child);
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, out, err })));
}

/** The same in this process, which is faster. */
async function called(
  command: (words: readonly string[]) => Promise<number>,
  words: readonly string[],
): Promise<Ended> {
  const { log } = console;
  const write = process.stderr.write.bind(process.stderr);
  let out = '';
  let err = '';
  console.log = (line: string) => void (out += `${line}\n`);
  process.stderr.write = (text: unknown) => Boolean((err += String(text)));
  try {
    const status = await command(words);
    return { status, out, err };
  } finally {
    Object.assign(console, { log });
    Object.assign(process.stderr, { write });
  }
}
const run = ([scenario = '', ...rest]: readonly string[]): Promise<number> =>
  experiment(experimentOptions(scenario, rest));

interface Experiment {
  scenario: string;
  budget: number;
  split: string | null;
  runs: Pick<ContinualRun, 'strategy' | 'seed' | 'R' | 'final' | 'forgetting' | 'seconds'>[];
}
const readJson = (name: string): Experiment =>
  JSON.parse(fs.readFileSync(path.join(root, name), 'utf8')) as Experiment;
/** Processes of the pool below a process. */
const workersOf = (pid: number | undefined): number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, parent, ...args]) =>
        parent === String(pid) &&
        args.some((word) => word.endsWith(path.join('experiments', 'worker.ts'))),
    )
    .map(([own]) => Number(own));
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const base = ['split-class', '--split', split, '--strategies', 'naive,er', '--budget', '9'];

test(
  'an experiment: the JSON is what was said, the figures are those of src/metrics; what fails ' +
    'is reported and the rest kept; --resume makes nothing twice; one process after the other ' +
    'gives the same R, and the death of one costs its run only',
  async () => {
    const two = await called(run, [
      ...base.slice(0, 4),
      'naive,er,memory-agent',
      '--budget',
      '9',
      '--seeds',
      '2',
      '--jobs',
      '2',
      '--json',
      path.join(root, 'two.json'),
    ]);
    assert.equal(two.status, 1, two.err);
    for (const seed of [0, 1])
      assert.match(
        two.out,
        new RegExp(
          `^FAILED: split-class 9, memory-agent, seed ${seed}: budget: got 9 rows, room for \\d ` +
            'slots',
          'm',
        ),
      );
    const found = readJson('two.json');
    assert.deepEqual(Object.keys(found), ['scenario', 'budget', 'split', 'runs']);
    assert.deepEqual([found.scenario, found.budget, found.split], ['split-class', 9, split]);
    assert.deepEqual(
      found.runs.map(({ strategy, seed }) => [strategy, seed]),
      [
        ['naive', 0],
        ['er', 0],
        ['naive', 1],
        ['er', 1],
      ],
    );
    for (const run of found.runs) {
      assert.deepEqual(Object.keys(run), [
        'strategy',
        'seed',
        'R',
        'final',
        'forgetting',
        'seconds',
      ]);
      assert.ok(
        run.R.length === 3 &&
          run.R.flat().every((score) => score >= 0 && score <= 1) &&
          run.seconds > 0,
      );
      const { averageScore, forgetting } = continualMetrics(run.R, { higherIsBetter: true });
      assert.deepEqual([run.final, run.forgetting], [averageScore, forgetting]);
    }
    assert.match(two.out, /naive +\d+\.\d ± \d+\.\d/);
    assert.match(two.out, /4 of 6 runs, \d+ s/);
    const again = await called(run, [
      ...base,
      '--seeds',
      '2',
      '--json',
      path.join(root, 'again.json'),
      '--resume',
    ]);
    assert.match(again.err, /4 runs: 4 are there, 0 to do/);
    assert.deepEqual(readJson('again.json'), found);

    const keys = [
      ['er', 1],
      ['naive', 1],
      ['naive', 0],
    ].map(
      ([strategy, seed]) =>
        ({
          scenario: 'split-class',
          strategy,
          variant: null,
          seed,
          budget: 9,
          rows: 'test',
          settings: {},
        }) as RunKey,
    );
    const told: string[] = [];
    const R: number[][][] = [];
    let killed = false;
    await makeRuns<RunKey, ContinualRun>(
      'continual',
      keys,
      { jobs: 1, dataFile: split },
      {
        started: ({ strategy, seed }) => {
          if (killed || strategy !== 'naive' || seed !== 1) return;
          killed = true;
          for (const pid of workersOf(process.pid)) process.kill(pid, 'SIGKILL');
        },
        progress: () => undefined,
        finished: (one) => {
          told.push(`${one.strategy} ${one.seed}`);
          R.push(one.R);
        },
        failed: ({ strategy, seed }, { message }) =>
          told.push(`${strategy} ${seed} failed: ${message}`),
      },
    );
    assert.deepEqual(told, [
      'er 1',
      'naive 1 failed: its process ended (SIGKILL, exit code null)',
      'naive 0',
    ]);
    assert.deepEqual(R, [found.runs[3].R, found.runs[0].R], 'other neighbours, other scores');
  },
);

test(
  'Ctrl+C: what is finished is kept, no worker is left, exit 130, and --resume goes on from ' +
    'there',
  async () => {
    let workers: number[] = [];
    const words = [...base.slice(0, 5), '--budget', '21', '--seeds', '40', '--jobs', '1'];
    const stopped = await launched(words, (err, child) => {
      if (workers.length === 0 && /2 of 80 runs\)/.test(err)) {
        workers = workersOf(child.pid);
        child.kill('SIGINT');
      }
    });
    assert.equal(stopped.status, 130, stopped.err);
    assert.ok(workers.length === 1 && !workers.some(isAlive), `workers ${workers.join()}`);
    const said = pattern(
      /stopped after .*: (\d+) of 80 runs are kept in (\S+\.parquet); go on with npm run /,
      /-s experiment -- split-class .* --resume\n$/,
    ).exec(stopped.err);
    const stored = readContinualRuns(said![2]);
    assert.ok(stored.length === Number(said![1]) && stored.length >= 2 && stored.length < 80);
    const on = await called(run, [
      ...words.slice(0, -4),
      '--seeds',
      '1',
      '--resume',
      '--json',
      path.join(root, 'on.json'),
    ]);
    assert.match(on.err, /2 runs: 2 are there, 0 to do/);
    assert.deepEqual(
      readJson('on.json').runs.map(({ R, seconds }) => [R, seconds]),
      stored.slice(0, 2).map(({ R, seconds }) => [R, seconds]),
    );
    assert.deepEqual(readContinualRuns(said![2]), stored);
  },
);

test("one's own table: runs are made and kept for the table as it is", async () => {
  const table = path.join(root, 'animals.csv');
  const rows = ['a,train,1,cat', 'a,test,1.1,cat', 'b,train,-1,dog', 'b,test,-1.2,dog'];
  fs.writeFileSync(table, ['task,split,weight,label', ...rows, ''].join('\n'));
  const json = path.join(root, 'own.json');
  const words = ['own', '--data', table, '--budget', '9', '--seeds', '1', '--json', json];
  const made = await called(run, [...words, '--strategies', 'naive,er']);
  assert.equal(made.status, 0, made.err);
  const found = readJson('own.json');
  assert.deepEqual([found.scenario, found.split, found.runs.length], ['own', table, 2]);
  for (const { R } of found.runs) assert.ok(R.length === 2 && R[0].length === 2);
  const again = await called(run, [...words, '--strategies', 'er', '--resume']);
  assert.match(again.err, /1 runs: 1 is there, 0 to do/);
  fs.appendFileSync(table, 'b,test,-0.9,dog\n');
  const other = await called(run, [...words, '--strategies', 'er', '--resume']);
  assert.match(other.err, /1 runs: 0 are there, 1 to do/);
});

test('wrong words: said which, exit 2, and no run', async () => {
  const wrong = await launched([
    'split-class',
    '--budget',
    'many',
    '--json',
    path.join(root, 'wrong.json'),
  ]);
  assert.deepEqual(
    [wrong.status, wrong.out, fs.existsSync(path.join(root, 'wrong.json'))],
    [2, '', false],
  );
  assert.match(wrong.err, /^experiment: --budget: got "many", expected a whole number/);
});

test(
  'tune stores the best on validation rows with the grid and every score, takes the runs that ' +
    'are there, and does nothing twice',
  async () => {
    fs.mkdirSync(path.join(root, 'data'), { recursive: true });
    fs.copyFileSync(
      packagePath('data/continual-reference.json'),
      path.join(root, 'data', 'continual-reference.json'),
    );
    const optimizers = strategies.naive.grid['optimizer'];
    const score = (i: number): number => [0.5, 0.7, 0.6][i % 3];
    const there = optimizers.map((optimizer, i) =>
      finishedRun(
        {
          scenario: 'permuted',
          strategy: 'naive',
          variant: null,
          seed: 1000,
          budget: 200,
          rows: 'validation',
          settings: { ...strategies.naive.defaults, optimizer },
        },
        { R: [[score(i)]], kind: 'classes', seconds: 1 },
      ),
    );
    continualStore(path.join(root, '.lab', 'experiments', 'tune-permuted.parquet')).replace(there);
    const words = ['permuted', '--strategies', 'naive', '--seeds', '1'];
    const tuned = await called((given) => tune(tuneOptions(given)), words);
    const file = path.join(root, 'data', 'continual-settings.json');
    assert.deepEqual(
      [tuned.status, tuned.err],
      [0, `${there.length} runs: ${there.length} are there, 0 to do\n`],
    );
    const { date, ...choice } = readChoices(file)[0];
    assert.deepEqual(choice, {
      scenario: 'permuted',
      strategy: 'naive',
      budget: null,
      settings: { optimizer: optimizers[1] },
      grid: { optimizer: optimizers },
      seeds: [1000],
      scores: optimizers.map((optimizer, i) => ({
        settings: { ...strategies.naive.defaults, optimizer },
        finals: [score(i)],
      })),
    });
    assert.match(date, /^\d{4}-\d\d-\d\d$/);
    const before = fs.readFileSync(file, 'utf8');
    const again = await called((given) => tune(tuneOptions(given)), words);
    assert.deepEqual([again.status, again.err, fs.readFileSync(file, 'utf8')], [0, '', before]);
  },
);
