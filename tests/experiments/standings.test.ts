import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ContinualRun,
  effectPoints,
  effectTable,
  effectWords,
  excludesZero,
  finishedRun,
  judgements,
  missTable,
  overBudgets,
  readHeldOutRuns,
  readReference,
  type Reference,
  scoreCurves,
  scoreTable,
  standingNamed,
  standings,
  verdictCounts,
} from '../../src/experiments/continual';
import { seedStats } from '../../src/metrics';

function run(strategy: string, seed: number, score: number, part: Partial<ContinualRun> = {}) {
  const R = [
    [1, 0],
    [score, score],
  ];
  const key = { scenario: 'split-class', strategy, variant: null, seed, budget: 50 };
  const all = { ...key, rows: 'test' as const, settings: {}, ...part };
  return finishedRun(all, { R, kind: part.kind ?? 'classes', seconds: 1 });
}

const runs = [
  run('er', 1, 0.7),
  run('er', 0, 0.6),
  run('er', 0, 0.9, { budget: 200 }),
  run('er', 0, 0.8, { variant: 'three updates' }),
  run('naive', 0, 0.2, { budget: 200 }),
  run('er', 0, 0.1, { scenario: 'permuted' }),
];

test('standings: the best first, by seed, at one budget; without rows any budget counts', () => {
  const all = standings(runs, { scenario: 'split-class', budget: 50 });
  assert.deepEqual(
    all.map(({ name, storesRows }) => [name, storesRows]),
    [
      ['er: three updates', true],
      ['er', true],
      ['naive', false],
    ],
  );
  const er = standingNamed(all, 'er');
  assert.deepEqual(er.final, seedStats([0.6, 0.7]));
  assert.deepEqual(
    er.runs.map(({ seed }) => seed),
    [0, 1],
  );
  const place = { scenario: 'split-class', budgets: [50, 200] };
  assert.deepEqual(overBudgets(runs, place, ['er']).er, [seedStats([0.6, 0.7]), seedStats([0.9])]);
  assert.deepEqual(scoreCurves(all, ['er'])[0].runs[1], runs[0].R);
  assert.throws(() => standingNamed(all, 'der'), /expected one of er: three updates, er, naive/);
  assert.throws(() => standings(runs, { scenario: 'own', budget: 50 }), /expected stored runs/);
});

test('standings of errors: the lowest first', () => {
  const errors = [run('er', 0, 0.4, { kind: 'values' }), run('naive', 0, 0.3, { kind: 'values' })];
  const all = standings(errors, { scenario: 'split-class', budget: 50 });
  assert.deepEqual(
    all.map(({ name }) => name),
    ['naive', 'er'],
  );
});

const reference: Reference = {
  note: '',
  seeds: 5,
  figures: [
    {
      scenario: 'split-class',
      strategy: 'er',
      budget: 50,
      final: { mean: 0.9, std: 0.01 },
      forgetting: null,
    },
    {
      scenario: 'split-class',
      strategy: 'naive',
      budget: null,
      final: { mean: 0.2, std: 0.01 },
      forgetting: null,
    },
  ],
};

test('tables: every run of a scenario, and what was missed of the reference', () => {
  const table = scoreTable(runs, 'split-class', reference);
  assert.deepEqual(
    table.map(({ strategy, rows, verdict }) => [strategy, rows, verdict]),
    [
      ['er', '200', '–'],
      ['er: three updates', '50', '–'],
      ['er', '50', 'close'],
      ['naive', '–', 'within'],
    ],
  );
  const judged = judgements(runs, reference);
  assert.deepEqual(verdictCounts(judged), [
    { scenario: 'split-class', within: 1, better: 0, missed: 0, close: 1 },
  ]);
  assert.deepEqual(missTable(judged, reference.seeds), [
    {
      scenario: 'split-class',
      strategy: 'er',
      rows: '50',
      ours: '65.0 ± 63.5',
      reference: '90.0 ± 1.2',
      verdict: 'close',
    },
  ]);
});

test('effects: points, stars and words', () => {
  const effect = (budget: number, values: number[]) => ({
    scenario: 'split-class',
    budget,
    name: 'no replay',
    seeds: values.length,
    difference: seedStats(values),
  });
  const all = [effect(50, [-0.4, -0.41, -0.39]), effect(200, [0.1, -0.1, 0])];
  assert.ok(excludesZero(all[0].difference) && !excludesZero(all[1].difference));
  const [point] = effectPoints(all, { scenario: 'split-class', budget: 50 });
  assert.ok(Math.abs(point.mean + 40) < 1e-9);
  assert.deepEqual(effectTable(all), [
    {
      'part changed': 'no replay',
      'split-class, 50 rows': '−40.0 ± 2.5 *',
      'split-class, 200 rows': '+0.0 ± 24.8',
    },
  ]);
  const words = '−40.0 to 0.0 points; intervals below 0: 1 of 2, above 0: 0';
  assert.equal(effectWords(all, 'no replay'), words);
  assert.throws(() => effectWords(all, 'nothing'), /expected a part/);
});

test('the stored runs have a standing for each method that chapter 07 speaks of', () => {
  const all = standings(readHeldOutRuns(), { scenario: 'split-class', budget: 50 });
  for (const name of ['naive', 'er', 'der++', 'der++: three updates', 'memory-agent', 'joint'])
    assert.equal(standingNamed(all, name).runs.length, 5, name);
  assert.ok(judgements(readHeldOutRuns(), readReference()).length > 50);
});
