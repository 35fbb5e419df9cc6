import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { stepCases } from '../../benchmarks/lab/cases';
import { endAll } from '../../benchmarks/lab/child';
import type { Contestant } from '../../benchmarks/lab/contestants';
import { checkLosses, continualCase, measureContinual } from '../../benchmarks/lab/continual';
import { continualContestants } from '../../benchmarks/lab/continualCases';
import { drawExample } from '../../benchmarks/lab/example';
import { benchOptions } from '../../benchmarks/lab/options';
import { ratiosOf, benchTargets } from '../../benchmarks/lab/ratios';
import { checkDraws, measureReplay } from '../../benchmarks/lab/replay';
import { replayContestants, replaySpec } from '../../benchmarks/lab/replayCases';
import { firstFastStep, ratio, spread } from '../../benchmarks/lab/statistics';
import { type Missing, start, type StepTimes, takeTurns } from '../../benchmarks/lab/turns';
import { nodeArguments } from '../../src/core/nodeArguments';
import { quantile } from '../../src/core/numbers';
import { projectPath } from '../../src/core/paths';

const tiny = stepCases.find(({ id }) => id === 'tiny')!;
const program = projectPath('src/cli/bench.ts');
const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-test-'));
const ENV = { ...process.env, TMPDIR: folder };
after(() => {
  endAll();
  rmSync(folder, { recursive: true, force: true });
});

/** A contestant that gives these losses, one a step. */
const fake = (
  name: Contestant['name'],
  threads: number,
  losses: readonly number[],
  dies = false,
): Contestant => ({
  name,
  threads,
  command: {
    program: process.execPath,
    env: {},
    args: [
      '-e',
      `const say = (m) => require('fs').writeSync(3, JSON.stringify(m) + '\\n');
      const losses = ${JSON.stringify(losses)};
      const stepsOf = ({ steps }) => ({
        wall: Array(steps).fill(2),
        cpu: 2 * steps,
        losses: Array.from({ length: steps }, (_, i) => losses[i] ?? 0),
      });
      let turns = 0;
      say({ versions: {} });
      require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
        const order = JSON.parse(line);
        if (order.do === 'run' && turns++ > 0 && ${dies}) process.exit(3);
        say(order.do === 'run' ? stepsOf(order) : { ok: true, peak: 1 });
      });`,
    ],
  },
});

test(
  'medians, quartiles and ratios are those of the numbers: a table of the bench says what was ' +
    'measured',
  () => {
    assert.deepEqual(spread([5, 1, 4, 2, 3]), { median: 3, low: 2, high: 4 });
    assert.equal(quantile([1, 2], 0.25), 1.25);
    assert.throws(() => spread([]), /values: got none/);
    // The machine is twice as slow in the second round: the ratio of that round does not show it.
    assert.deepEqual(
      ratio(
        [
          [10, 10, 11],
          [20, 22, 20],
          [12, 12, 1],
        ],
        [
          [5, 5, 5],
          [10, 10, 10],
          [4, 4, 4],
        ],
      ),
      { ratio: 2, low: 2, high: 2.5 },
    );
  },
);

test('the first fast step ends all that came before it: slow compiling cannot hide', () => {
  assert.equal(firstFastStep([1000, 500, 3, 1, 1], 1), 1.504);
  assert.equal(firstFastStep([2000, 1, 1], 1), 2.001);
});

test('the command times a tiny case in two rounds and writes JSON: what the notebook reads', () => {
  const out = path.join(folder, 'out.json');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    nodeArguments(program, 'tiny', '--rounds', '2', '--only', 'op by op', '--json', out),
    { encoding: 'utf8', env: ENV },
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /lab, 1 thread +[\d.]+/);
  const { machine, made, steps, ratios, demo, growth } = JSON.parse(readFileSync(out, 'utf8')) as {
    machine: Record<string, unknown>;
    made: string;
    steps: Record<string, number>[];
    ratios: { against: string; ratio: number }[];
    demo: unknown[];
    growth: unknown[];
  };
  assert.match(made, /^\d{4}-\d\d-\d\d$/);
  assert.equal(machine.node, process.versions.node);
  assert.deepEqual(
    steps.map(({ contestant, threads }) => [contestant, threads]),
    [
      ['lab', 1],
      ['lab, op by op', 1],
    ],
  );
  for (const step of steps) {
    for (const field of ['median', 'low', 'high', 'firstFastStep', 'peakMemory', 'cpu', 'loss'])
      assert.ok(Number.isFinite(step[field]) && step[field] > 0, `${field}: ${step[field]}`);
    assert.ok(step.low <= step.median && step.median <= step.high);
    assert.equal(step.rounds, 2);
  }
  assert.equal(steps[0].loss.toFixed(4), steps[1].loss.toFixed(4));
  assert.deepEqual(
    ratios.map(({ against }) => against),
    ['lab, op by op'],
  );
  assert.deepEqual([demo, growth], [[], []]);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('neural-memory')),
    [],
    'no folders left behind',
  );
});

const DISAGREE =
  'contestants whose losses disagree are not timed: a faster wrong step is no result';

test(DISAGREE, async () => {
  const entrants = await start([fake('lab', 1, [3, 2, 1]), fake('torch eager', 1, [3, 2, 1.0002])]);
  await assert.rejects(
    takeTurns(tiny, entrants),
    new RegExp(
      'tiny: not timed.*torch eager, 1 thread gives 3\\.000000, 2\\.000000, 1\\.000200; ' +
        'lab, 1 thread gives',
    ),
  );
  const nan = await start([fake('lab', 1, [3, 2, 1]), fake('jax jit', 1, [3, Number.NaN, 1])]);
  await assert.rejects(takeTurns(tiny, nan), /jax jit, 1 core gives/);
});

test(
  'a contestant that cannot start or dies is left out, and the others are timed: one broken ' +
    'peer costs no results',
  async () => {
    const missing: Contestant = {
      ...fake('jax jit', 1, []),
      command: { program: path.join(folder, 'no-such-python'), args: [], env: {} },
    };
    const failed: Missing[] = [];
    const results = await takeTurns(
      tiny,
      await start([fake('lab', 1, [3, 2, 1]), missing, fake('torch eager', 2, [3, 2, 1], true)]),
      0,
      failed,
    );
    const why = 'its process ended (exit 3)';
    assert.deepEqual(failed, [{ case: 'tiny', contestant: 'torch eager', threads: 2, why }]);
    assert.deepEqual(
      results.map(({ contestant, median, runs }) => [contestant, median, runs]),
      [['lab', 2, 6]],
    );
  },
);

test('an unknown case or option is refused in one line, before anything is timed', () => {
  assert.throws(() => benchOptions(['dmc']), /case: got "dmc", expected one of dnc-9x1/);
  assert.throws(() => benchOptions(['--rounds', '0']), /--rounds: got "0"/);
  assert.throws(() => benchOptions(['--fast']), /--fast/);
  assert.deepEqual(benchOptions(['maml', 'dnc'])?.cases, ['dnc-9x1', 'dnc-16x8', 'maml']);
  const { status, stderr, stdout } = spawnSync(process.execPath, nodeArguments(program, 'dmc'), {
    encoding: 'utf8',
    env: ENV,
  });
  assert.deepEqual([status, stdout, stderr.trim().split('\n').length], [2, '', 1]);
});

test('a stop ends the contestants too: no process goes on computing behind the back', async () => {
  const child = spawn(process.execPath, nodeArguments(program, 'tiny', '--rounds', '100000'), {
    env: ENV,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  // a contestant is being started
  await new Promise((resolve) => child.stderr.once('data', resolve));
  let own: number[] = [];
  for (let i = 0; i < 200 && own.length === 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    own = childrenOf(child.pid!);
  }
  child.kill('SIGTERM');
  assert.equal(await ended, 130);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual(own.filter(runs), []);
});

/** Whether a process still runs: one that nobody has buried yet (Z) does not. */
function runs(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Processes that a process has started (Linux; none elsewhere). */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}

test(
  'what the DNC starts from is a valid state of mid-life in which rounding cannot change the ' +
    'order of slots',
  () => {
    const {
      'state/memory/usage': usage,
      'state/memory/link': link,
      'state/memory/readWeights': reads,
    } = drawExample(tiny.spec);
    for (let b = 0; b < 2; b++) {
      const row = [...usage.data.subarray(b * 8, b * 8 + 8)].sort((a, c) => a - c);
      assert.ok(row[0] > 0 && row[7] < 1);
      row.slice(1).forEach((value, i) => assert.ok(value - row[i] > 0.01, 'no near-ties'));
      const matrix = Array.from({ length: 8 }, (_, i) => [
        ...link.data.subarray(b * 64 + i * 8, b * 64 + i * 8 + 8),
      ]);
      matrix.forEach((line, i) => {
        assert.equal(line[i], 0, 'a slot does not follow itself');
        assert.ok(
          line.reduce((a, c) => a + c, 0) <= 1 &&
            matrix.reduce((sum, other) => sum + other[i], 0) <= 1,
        );
      });
      assert.ok(
        Math.abs(reads.data.subarray(b * 8, b * 8 + 8).reduce((a, c) => a + c, 0) - 1) < 1e-5,
      );
    }
    assert.notDeepEqual(
      drawExample(tiny.spec, 1).inputs.data,
      drawExample(tiny.spec, 0).inputs.data,
    );
    assert.deepEqual(drawExample(tiny.spec, 1), drawExample(tiny.spec, 1));
  },
);

test(
  'targets say met or missed by the right contestants: best against best, one thread against ' +
    'one thread',
  () => {
    const result = (
      contestant: Contestant['name'],
      threads: number,
      time: number,
      firstFastStep = 1,
    ): StepTimes => ({
      case: 'dnc B=9 T=1',
      contestant,
      threads,
      median: time,
      low: time,
      high: time,
      runs: 1,
      firstFastStep,
      peakMemory: 1,
      cpu: 1,
      loss: 1,
      rounds: [[time]],
    });
    const steps = [
      result('lab', 1, 2),
      result('lab', 2, 1),
      result('torch eager', 1, 6),
      result('torch eager', 2, 3),
      result('jax jit', 1, 0.5),
      result('jax-js', 1, 20),
    ];
    const ratios = ratiosOf(steps);
    assert.deepEqual(
      ratios.map(({ against, ratio: found, target }) => [against, found, target]),
      [
        ['torch eager, 1 thread', 3, 2.5],
        ['torch eager, best of 1 and 2 threads', 3, 2],
        ['jax jit, best of 1 core', 0.5, 1],
        ['jax-js, 1 thread', 10, undefined],
      ],
    );
    const targetsOf = (name: string): (number | undefined)[] =>
      ratiosOf(steps.map((step) => ({ ...step, case: name }))).map(({ target }) => target);
    assert.deepEqual(targetsOf('maml'), [2.5, 2, 1, undefined], 'asked of MAML, too');
    assert.deepEqual(
      targetsOf('tiny').filter((target) => target !== undefined),
      [],
    );
    const demo = [
      {
        contestant: 'lab' as const,
        threads: 1,
        seconds: 2,
        cpuSeconds: 2,
        steps: 1,
        first: 1,
        loss: 1,
      },
      {
        contestant: "torch eager, the tutorial's program" as const,
        threads: 1,
        seconds: 9,
        cpuSeconds: 9,
        steps: 1,
        first: 1,
        loss: 1,
      },
    ];
    assert.deepEqual(
      benchTargets(steps, demo).map(({ met }) => met),
      [true, false],
    );
  },
);

test(
  'replay: the store is timed in a process of its own, and its draws are those of the ' +
    'definition',
  async () => {
    const { results, ratios } = await measureReplay(await start(replayContestants.lab), 2, [
      { capacity: 50, cycles: 20, slowCycles: 2 },
    ]);
    assert.deepEqual(
      results.map(({ capacity, contestant, rounds, cycles }) => [
        capacity,
        contestant,
        rounds,
        cycles,
      ]),
      [[50, 'lab', 2, 20]],
    );
    for (const field of ['median', 'low', 'high', 'wall'] as const)
      assert.ok(Number.isFinite(results[0][field]) && results[0][field] > 0);
    assert.deepEqual(ratios, []);
    assert.deepEqual(benchOptions(['replay'])?.cases, ['replay']);
  },
);

test('replay: who draws otherwise, or gives other weights, is not timed', () => {
  const spec = { ...replaySpec(2), epsilon: 0, alpha: 1, beta: 1 };
  const who = { name: 'cpprb', threads: 1 } as const;
  checkDraws(who, spec, [1, 3], { times: [8000, 24000], weights: [1, 1 / 3] });
  assert.throws(
    () => checkDraws(who, spec, [1, 3], { times: [16000, 16000], weights: [1, 1 / 3] }),
    /cpprb, 1 thread draws item 0 with a share of 0.5, expected 0.25/,
  );
  assert.throws(
    () => checkDraws(who, spec, [1, 3], { times: [8000, 24000], weights: [1, 1] }),
    /gives item 1 the weight 1, expected 0.333/,
  );
  assert.throws(
    () => checkDraws(who, spec, [1, 3], { times: [0, 0], weights: [0, 0] }),
    /drew 0 items/,
  );
});

test(
  'continual: whole runs are timed in a process of their own, with and without tracing; who ' +
    'starts with other losses is not timed',
  async () => {
    const { specs, tensors } = continualCase();
    const short = {
      specs: specs.slice(1, 2).map((spec) => ({ ...spec, epochs: 1, tasks: 2 })),
      tensors,
    };
    const { results, ratios } = await measureContinual(
      await start(continualContestants.lab),
      1,
      short,
    );
    assert.deepEqual(
      results.map(({ strategy, contestant, traced, rounds }) => [
        strategy,
        contestant,
        traced,
        rounds,
      ]),
      [
        ['er', 'lab', true, 1],
        ['er', 'lab', false, 1],
      ],
    );
    for (const result of results)
      assert.ok(
        result.median > 0 &&
          result.wall > 0 &&
          result.steps > 10 &&
          result.final > 0.1 &&
          result.final <= 1,
      );
    assert.equal(results[0].final, results[1].final, 'a graph used again gives the same run');
    assert.deepEqual(ratios, []);
    const who = { name: 'torch eager', threads: 1 } as const;
    checkLosses('er', [
      { contestant: { name: 'lab', threads: 1 }, losses: [2.3, 4] },
      { contestant: who, losses: [2.300001, 4] },
    ]);
    assert.throws(
      () =>
        checkLosses('er', [
          { contestant: { name: 'lab', threads: 1 }, losses: [2.3, 4] },
          { contestant: who, losses: [2.3, 4.001] },
        ]),
      /er: not timed.*torch eager, 1 thread gives 2\.300000, 4\.001000/,
    );
    assert.deepEqual(benchOptions(['continual'])?.cases, ['continual']);
  },
);
