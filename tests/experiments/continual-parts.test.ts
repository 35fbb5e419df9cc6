import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import {
  ablationKeys,
  canDo,
  experimentKeys,
  tableKeys,
  usesBudget,
} from '../../src/experiments/continual/plan';
import {
  continualReport,
  type ContinualRun,
  effects,
  finishedRun,
  GridSearch,
  halfWidth,
  readContinualRuns,
  readReference,
  type Reference,
  type RunKey,
  summaries,
  verdict,
} from '../../src/experiments/continual';
import {
  type Choice,
  chosenSettings,
  keepChoice,
  readChoices,
} from '../../src/experiments/continual/settings';
import { continualStore } from '../../src/experiments/continual/store';
import { addToRunLog, readRunLog } from '../../src/experiments/continual/runLog';
import { runName } from '../../src/experiments/continual/types';
import { FileError } from '../../src/core/errors';
import type { Settings } from '../../src/continual/strategies';
import { memoryAgentAblations } from '../../src/continual/memory-agent';
import { strategyNames } from '../../src/continual/strategies';
import { RunBoard } from '../../src/experiments/board';
import { terminalBlock } from '../../src/experiments/block';
import { experimentOptions, longOptions, tuneOptions } from '../../src/cli/experiment/options';
import { continualWords } from '../../src/experiments/continual/words';
import { averageCurves } from '../../src/experiments/continual/picture';
import { continualMetrics, pairedStats, seedStats } from '../../src/metrics';
import { createRandom } from '../../src/core/random';
import fc from '../properties';
import { packagePath } from '../../src/core/paths';
import { pattern } from '../pattern';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'experiment-parts-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const key = (part: Partial<RunKey> = {}): RunKey => ({
  scenario: 'split-class',
  strategy: 'er',
  variant: null,
  seed: 0,
  budget: 200,
  rows: 'test',
  settings: { optimizer: { name: 'adam', rate: 0.001 } },
  ...part,
});

/** A run with random scores, better by `lift`. */
function madeUp(
  part: Partial<RunKey>,
  lift = 0,
  kind: ContinualRun['kind'] = 'classes',
): ContinualRun {
  const random = createRandom(part.seed ?? 0).fork(JSON.stringify(part));
  const T = 4;
  return finishedRun(key(part), {
    R: Array.from({ length: T }, () =>
      Array.from({ length: T }, () => 0.5 + lift + 0.1 * random.uniform()),
    ),
    kind,
    seconds: 1.5 + random.uniform(),
  });
}
const seeds = [0, 1, 2, 3, 4];

/** Strategies whose figures do not change with the rows that may be stored. */
const ANY_BUDGET = new Set([
  ...['naive', 'joint', 'cumulative', 'ewc', 'online-ewc', 'si', 'lwf'],
  ...['nearest-mean', 'gaussian', 'slda', 'random-ridge'],
]);

test(
  'stored runs come back as they were, digit for digit, and their figures are those of ' +
    'src/metrics',
  () => {
    const file = path.join(folder, 'runs.parquet');
    const runs = [
      ...seeds.flatMap((seed) => [
        madeUp({ seed }),
        madeUp({ seed, settings: {} }),
        madeUp({ seed, strategy: 'naive', rows: 'validation' }),
      ]),
      madeUp({ scenario: 'regression', strategy: 'naive' }, 0, 'values'),
    ];
    continualStore(file).replace(runs);
    const back = readContinualRuns(file);
    assert.deepEqual(back, runs);
    for (const { R, kind, final, forgetting } of back) {
      const metrics = continualMetrics(R, { higherIsBetter: kind === 'classes' });
      assert.deepEqual([final, forgetting], [metrics.averageScore, metrics.forgetting]);
    }
    assert.deepEqual(
      fs.readdirSync(folder).filter((name) => name.endsWith('.tmp')),
      [],
    );
    fs.writeFileSync(path.join(folder, 'broken.parquet'), 'no runs');
    assert.throws(
      () => readContinualRuns(path.join(folder, 'broken.parquet')),
      /broken\.parquet: not a file of runs/,
    );
    assert.deepEqual(readContinualRuns(path.join(folder, 'none.parquet')), []);
  },
);

test(
  'a run takes the place of the one with its name only, and can be taken out again; the order ' +
    'of settings does not matter',
  () => {
    const file = path.join(folder, 'kept.parquet');
    const first = madeUp({ seed: 1 });
    const other = madeUp({ seed: 1, budget: 50 });
    const store = continualStore(file);
    for (const run of [first, other, { ...first, seconds: 9 }]) store.append(run);
    assert.deepEqual(
      readContinualRuns(file).map(({ budget, seconds }) => [budget, seconds]),
      [
        [50, other.seconds],
        [200, 9],
      ],
    );
    store.forget([key({ seed: 1 })]);
    assert.deepEqual(readContinualRuns(file), [other]);
    assert.equal(
      runName(key({ settings: { a: 1, b: 2 } })),
      runName(key({ settings: { b: 2, a: 1 } })),
    );
    assert.notEqual(runName(key({ settings: { a: 1 } })), runName(key({ settings: { a: '1' } })));
    assert.throws(
      () => finishedRun(key(), { R: [[NaN]], kind: 'classes', seconds: 1 }),
      /R\[0\]\[0\]: got NaN/,
    );
  },
);

test(
  'a search of a grid tries each value of one setting after the other and keeps what was best, ' +
    'on a loss the smallest',
  () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 1000 }),
        (sizes, higher, seed) => {
          const grid = Object.fromEntries(
            sizes.map((size, i) => [`s${i}`, Array.from({ length: size }, (_, v) => v)]),
          );
          const random = createRandom(seed);
          const worth = new Map<string, number>(
            sizes.flatMap((size, i) =>
              Array.from({ length: size }, (_, v) => [`s${i}/${v}`, random.uniform()] as const),
            ),
          );
          const score = (settings: Settings): number =>
            // settings that do not touch each other: the search must find the very best
            sizes.reduce((sum, _, i) => sum + worth.get(`s${i}/${Number(settings[`s${i}`])}`)!, 0);
          const search = new GridSearch(
            Object.fromEntries(sizes.map((_, i) => [`s${i}`, 0])),
            grid,
            higher,
          );
          for (let points = search.points(); points.length > 0; points = search.points())
            search.tell(
              points.map((settings) => ({ settings, finals: [score(settings), score(settings)] })),
            );
          const best = Object.fromEntries(
            sizes.map((size, i) => [
              `s${i}`,
              Array.from({ length: size }, (_, v) => v).sort(
                (a, b) => (higher ? -1 : 1) * (worth.get(`s${i}/${a}`)! - worth.get(`s${i}/${b}`)!),
              )[0],
            ]),
          );
          assert.deepEqual(search.chosen, best);
        },
      ),
    );
    const search = new GridSearch({ rate: 1, other: 'kept' }, { rate: [1, 2, 3] }, true);
    search.tell([
      { settings: { rate: 1 }, finals: [0.4, 0.4] },
      { settings: { rate: 2 }, finals: [0.9, null] },
      { settings: { rate: 3 }, finals: [0.5, 0.4] },
    ]);
    assert.deepEqual(
      [search.chosen, search.scores.length, search.points()],
      [{ rate: 3 }, 3, []],
      'a setting with a failed run is out',
    );
    assert.throws(
      () =>
        new GridSearch({}, { rate: [1, 2] }, true).tell([
          { settings: { rate: 1 }, finals: [null] },
        ]),
      /every setting failed/,
    );
  },
);

test(
  'choices are stored one a scenario, strategy and budget; another budget takes the nearest, ' +
    'another scenario none',
  () => {
    const file = path.join(folder, 'settings.json');
    const choice = (budget: number | null, rate: number, part: Partial<Choice> = {}): Choice => ({
      scenario: 'split-class',
      strategy: 'er',
      budget,
      settings: { rate },
      grid: { rate: [1, 2] },
      seeds: [1000],
      scores: [{ settings: { rate }, finals: [0.5] }],
      date: '2026-11-24',
      ...part,
    });
    for (const one of [
      choice(200, 1),
      choice(50, 2),
      choice(200, 3),
      choice(null, 4, { strategy: 'naive' }),
    ])
      keepChoice(one, file);
    const stored = readChoices(file);
    assert.deepEqual(stored, [
      choice(50, 2),
      choice(200, 3),
      choice(null, 4, { strategy: 'naive' }),
    ]);
    assert.deepEqual(
      [60, 50, 200, 5000].map((budget) => chosenSettings(stored, 'split-class', 'er', budget)),
      [{ rate: 2 }, { rate: 2 }, { rate: 3 }, { rate: 3 }],
    );
    assert.deepEqual(chosenSettings(stored, 'split-class', 'naive', 7), { rate: 4 });
    assert.deepEqual(chosenSettings(stored, 'permuted', 'er', 200), {});
    fs.writeFileSync(file, '{"format":"something"}');
    assert.throws(
      () => readChoices(file),
      /settings\.json: format: got "something", expected 'continual-settings\/1'/,
    );
  },
);

test('JSON files of experiments are checked field by field; an error names file and field', () => {
  const settings = path.join(folder, 'wrong-settings.json');
  const reference = path.join(folder, 'wrong-reference.json');
  const log = path.join(folder, 'wrong-log.json');
  const cases: [read: () => unknown, file: string, content: string, RegExp][] = [
    [() => readChoices(settings), settings, '', /^not JSON \(.*\); make it again with npm run/],
    [() => readChoices(settings), settings, 'null', /^got null, expected an object/],
    [
      () => readChoices(settings),
      settings,
      '{"format":"continual-settings/1","note":"","choices":[{"scenario":1}]}',
      /^choices\[0\]\.scenario: got 1, expected a text/,
    ],
    [() => readReference(reference), reference, '[]', /^got \[\], expected an object/],
    [
      () => readReference(reference),
      reference,
      '{"format":"continual-reference/1","note":"","seeds":5,"figures":[null]}',
      /^figures\[0\]: got null, expected an object/,
    ],
    [() => readRunLog(log), log, '{"command":"table"}', /^got \{ command: .*, expected a list$/],
    [
      () => readRunLog(log),
      log,
      '[{"command":"table","runs":1,"jobs":1,"seconds":1,"date":"soon"}]',
      /^\[0\]\.date: got "soon", expected a day such as "2026-11-24"$/,
    ],
  ];
  for (const [read, file, content, message] of cases) {
    fs.writeFileSync(file, content);
    assert.throws(read, (error: FileError) => {
      assert.ok(error instanceof FileError && error.file === file, String(error));
      assert.match(error.problem, message);
      return true;
    });
  }
  fs.rmSync(log);
  for (let i = 0; i < 3; i++)
    addToRunLog({ command: 'table', runs: i, jobs: 1, seconds: 2.6 }, log);
  assert.deepEqual(
    readRunLog(log).map(({ runs, seconds }) => [runs, seconds]),
    [
      [0, 3],
      [1, 3],
      [2, 3],
    ],
  );
  assert.ok(!fs.existsSync(`${log}.lock`));
});

test(
  'the plan holds every strategy that can do a scenario, at every budget that a reference ' +
    'figure stands for, each run once',
  () => {
    const keys = tableKeys(2, []);
    assert.equal(new Set(keys.map(runName)).size, keys.length, 'a run is planned twice');
    for (const { scenario, strategy, variant = null, budget } of readReference().figures)
      for (const seed of [0, 1])
        assert.ok(
          keys.some(
            (run) =>
              run.scenario === scenario &&
              run.strategy === strategy &&
              run.variant === variant &&
              run.seed === seed &&
              (budget === null || run.budget === budget),
          ),
          `${scenario} ${strategy} ${budget} is not planned`,
        );
    for (const strategy of strategyNames)
      assert.ok(
        keys.some((run) => run.strategy === strategy) &&
          ANY_BUDGET.has(strategy) !== usesBudget(strategy),
        strategy,
      );
    assert.equal(canDo('memory-agent', 'regression'), true);
    assert.equal(canDo('icarl', 'regression'), false);
    for (const scenario of ['regression', 'regression-id', 'regression-context'])
      assert.ok(
        keys.some((run) => run.scenario === scenario && run.strategy === 'memory-agent'),
        scenario,
      );
    const parts = ablationKeys(2, []);
    assert.equal(new Set(parts.map(runName)).size, parts.length);
    for (const { name, settings } of memoryAgentAblations)
      assert.equal(
        parts.some(({ strategy, variant }) => strategy === 'memory-agent' && variant === name),
        Object.keys(settings).length > 0,
        name,
      );
    const choices: Choice[] = [
      {
        scenario: 'permuted',
        strategy: 'er',
        budget: 200,
        settings: { offer: 'last' },
        grid: {},
        seeds: [],
        scores: [],
        date: '',
      },
    ];
    const [er, naive] = experimentKeys(
      { scenario: 'permuted', strategies: ['er', 'naive'], budget: 200, seeds: 1, rows: 'test' },
      choices,
    );
    assert.deepEqual(
      [er?.settings['offer'], er?.settings['optimizer'], naive?.settings['offer']],
      ['last', { name: 'adam', rate: 0.001 }, undefined],
      'the choice and the defaults',
    );
  },
);

test(
  'a mean is within the reference interval, better, missed by little or missed; for an error ' +
    'less is better',
  () => {
    const figure = { final: { mean: 0.9, std: 0.01 } };
    const half = halfWidth(0.01, 5);
    const spread = seedStats([0.1, 0.5, 0.2, 0.9, 0.4]);
    assert.equal(halfWidth(spread.std!, 5), spread.ci95HalfWidth);
    const at = (mean: number, kind: 'classes' | 'values', ci: number | null = 0.001): string =>
      verdict({ kind, final: { mean, std: null, sem: null, ci95HalfWidth: ci } }, figure, 5);
    assert.deepEqual(
      [0.9, 0.9 + 0.99 * half, 0.9 - 0.99 * half].map((mean) => at(mean, 'classes')),
      ['within', 'within', 'within'],
    );
    assert.deepEqual(
      [0.93, 0.87, 0.9 - half - 0.0005].map((mean) => at(mean, 'classes')),
      ['better', 'missed', 'close'],
    );
    assert.deepEqual(
      [0.93, 0.87].map((mean) => at(mean, 'values')),
      ['missed', 'better'],
    );
  },
);

test(
  'the report names every miss and its figures are those of src/metrics; effects are paired by ' +
    'seed',
  () => {
    const reference: Reference = {
      note: 'Made up.',
      seeds: 5,
      figures: [
        {
          scenario: 'split-class',
          strategy: 'er',
          budget: 200,
          final: { mean: 0.99, std: 0.001 },
          forgetting: null,
        },
        {
          scenario: 'split-class',
          strategy: 'naive',
          budget: null,
          final: { mean: 0.1, std: 0.01 },
          forgetting: null,
        },
        {
          scenario: 'permuted',
          strategy: 'si',
          budget: null,
          final: { mean: 0.1, std: 0.01 },
          forgetting: null,
        },
      ],
    };
    const runs = seeds.flatMap((seed) => [
      madeUp({ seed }),
      madeUp({ seed, strategy: 'naive' }),
      madeUp({ seed, strategy: 'memory-agent' }, 0.3),
    ]);
    const ablation = seeds
      .slice(1)
      .map((seed) => madeUp({ seed, strategy: 'memory-agent', variant: 'no refining' }, 0.1));
    const text = continualReport({ runs, ablation, reference, choices: [], runLog: [] });
    const finals = (strategy: string): number[] =>
      runs.filter((run) => run.strategy === strategy).map((run) => run.final);
    const percent = (value: number): string => (100 * value).toFixed(1);
    for (const strategy of ['er', 'naive', 'memory-agent']) {
      const { mean, std, ci95HalfWidth: half } = seedStats(finals(strategy));
      assert.ok(
        text.includes(
          `| ${strategy} | ${strategy === 'naive' ? '-' : '200'} | ${percent(mean)} ± ` +
            `${percent(std!)} | ${percent(mean - half!)} to ${percent(mean + half!)} |`,
        ),
        `${strategy}: ${text}`,
      );
    }
    assert.match(
      text,
      pattern(
        /Of 2 reference figures that were run: 0 within, 1 better, 1 missed \(0 of them /,
        /close\)\. Not run: permuted si\./,
      ),
    );
    assert.match(text, /Missed:\n\n- split-class, er 200: \d\d\.\d against 99\.0 ± 0\.1\n/);
    const [effect] = effects(runs, ablation);
    const expected = pairedStats(
      ablation.map(({ final }) => final),
      finals('memory-agent').slice(1),
    );
    assert.deepEqual([effect?.seeds, effect?.difference], [4, expected]);
    assert.ok(
      text.includes(
        `| no refining | **-${percent(-expected.mean)} ± ${percent(expected.ci95HalfWidth!)}** |`,
      ),
      text,
    );
    assert.equal(continualReport({ runs, ablation, reference, choices: [], runLog: [] }), text);
    assert.deepEqual(
      summaries(runs).map(({ strategy, seeds: n }) => [strategy, n]),
      [
        ['er', 5],
        ['naive', 5],
        ['memory-agent', 5],
      ],
    );
  },
);

test('wrong words are told by option, what came and what was expected', () => {
  const bad = (words: string, says: RegExp): void => {
    const [scenario = '', ...rest] = words.split(' ');
    assert.throws(
      () => experimentOptions(scenario, rest),
      { name: 'UsageError', message: says },
      words,
    );
  };
  bad('split', /^SCENARIO: got "split", expected one of split-class, .*, all$/);
  bad('permuted --budget 0', /^--budget: got "0", expected a whole number from 1/);
  bad('permuted --budget 1e3', /^--budget: got "1e3"/);
  bad('permuted --budget', /^--budget: got nothing/);
  bad('permuted --seeds --jobs 2', /^--seeds: got nothing/);
  bad('permuted --jobs two', /^--jobs: got "two", expected a whole number/);
  bad(
    'permuted --strategies er,ear',
    /^--strategies: got "er,ear", expected one or more of naive, /,
  );
  bad('permuted --strategies er,', /^--strategies: got "er,"/);
  bad('permuted --rows train', /^--rows: got "train", expected one of test, validation$/);
  bad('permuted --resume=no', /^--resume: got "no", expected no value$/);
  bad('permuted --replay 3', /^--replay: not an option; expected --split, /);
  bad('own', /^--data: got nothing, expected it with own alone$/);
  bad(`permuted --data ${__filename}`, /^--data: got .*, expected it with own alone$/);
  bad('own --data none.csv', /^--data: got "none\.csv", expected a file that is there/);
  bad('permuted er', /^got "er" that belongs to no option/);
  bad(
    `permuted --json ${path.join(folder, 'none', 'out.json')}`,
    /^--json: got ".*out\.json", expected the name of a file in a folder that is there$/,
  );
  bad(
    `permuted --split ${path.join(folder, 'none.json')}`,
    /^--split: got ".*none\.json", expected a file that is there/,
  );
  const split = JSON.parse(
    fs.readFileSync(packagePath('tests/data/cl-digits-split.json'), 'utf8'),
  ) as Record<string, unknown>;
  const broken = path.join(folder, 'split.json');
  for (const [change, says] of [
    [{ format: 'other/1' }, /format: got "other\/1"/],
    [{ test: [1, 1] }, /test\[1\]: got 1, expected each number once/],
    [
      { perms: [[0, 1]] },
      /perms\[0\]: got \[ 0, 1 \], expected a list of different numbers, 64 long/,
    ],
  ] as const) {
    fs.writeFileSync(broken, JSON.stringify({ ...split, ...change }));
    bad(`permuted --split ${broken}`, new RegExp(`^--split: .*split\\.json: ${says.source}`));
  }
  assert.throws(() => longOptions('table', ['--seeds', '0']), /^UsageError: --seeds: got "0"/);
  assert.throws(() => tuneOptions([]), /^UsageError: SCENARIO: got nothing/);
  assert.deepEqual(
    experimentOptions('permuted', ['--strategies', 'si,er,si', '--seeds=2']).strategies,
    ['si', 'er'],
  );
});

test('on a terminal one block is rewritten that fits it; elsewhere each run is a line', () => {
  const written: string[] = [];
  const out = (isTTY: boolean): NodeJS.WriteStream =>
    ({
      isTTY,
      rows: 12,
      columns: 60,
      write: (text: string) => written.push(text),
    }) as unknown as NodeJS.WriteStream;
  let clock = 0;
  const watch = (isTTY: boolean): string[] => {
    written.length = 0;
    const keys = strategyNames.map((strategy) => key({ strategy }));
    const kept: ContinualRun[] = [];
    const board = new RunBoard({
      keys,
      stored: [],
      name: runName,
      words: continualWords(),
      keep: (run: ContinualRun) => kept.push(run),
      block: terminalBlock(out(isTTY), () => (clock += 1000)),
    });
    for (const one of keys.slice(0, -1)) {
      board.started(one);
      board.progress(one, { done: 1, total: 4, loss: 0.5 });
      board.finished(madeUp({ strategy: one.strategy }));
    }
    board.failed(keys[keys.length - 1], new Error('no room'));
    board.end();
    assert.equal(kept.length, keys.length - 1, 'a finished run is not kept');
    return written;
  };
  const plainText = (line: string): string => stripVTControlCharacters(line).replaceAll('\r', '');
  for (const block of watch(true))
    assert.ok(
      block.split('\n').length <= 13 &&
        block.split('\n').every((line) => plainText(line).length <= 59 || line.includes('FAILED')),
      block,
    );
  assert.ok(
    written.some((block) => /\[#{5}\.{15}\] split-class 200, er, seed 0, loss 0/.test(block)),
  );
  assert.equal(written.filter((block) => block.includes('FAILED: no room')).length, 1);
  const lines = watch(false).join('');
  assert.equal(lines.trimEnd().split('\n').length, strategyNames.length);
  assert.ok(!lines.includes('\x1b'));
});

test(
  'the picture shows the share right of what was met so far, after each task, of the runs with ' +
    'the smallest store alone; without them there is none',
  () => {
    const own = seeds.map((seed) => madeUp({ strategy: 'memory-agent', budget: 50, seed }));
    const others = [
      madeUp({ strategy: 'memory-agent', budget: 200 }, 0.3),
      madeUp({ scenario: 'split-task', strategy: 'er', budget: 50 }),
      madeUp({ strategy: 'mir', budget: 50 }),
    ];
    assert.equal(averageCurves(others), undefined);
    const figure = averageCurves([...own, ...others]);
    const lines =
      figure?.data.filter(
        ({ name, showlegend }) => name === 'memory agent' && showlegend !== false,
      ) ?? [];
    const after = seedStats(
      own.map(({ R }) => continualMetrics(R, { higherIsBetter: true }).averageScoreAfterTask[2]),
    ).mean;
    assert.equal(new Set(figure?.data.map(({ name }) => name)).size, 1);
    assert.ok(
      lines.some(({ y }) => Math.abs(Number(y?.[2]) - after) < 1e-3),
      JSON.stringify(lines),
    );
  },
);
