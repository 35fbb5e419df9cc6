// Characters that arrive one after the other: each drawing is shown once, held-out ones never;
// answers are among the characters that came; the same seed gives the same run.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createRandom } from '../../src/core/random';
import { temporaryFolder } from '../../src/core/temporaryFolder';
import {
  ageScores,
  CHARACTER_PLACE,
  characterAccuracy,
  characterBudgets,
  characterChart,
  characterCurve,
  characterDifference,
  characterGrids,
  characterGroups,
  type CharacterKey,
  characterKeys,
  characterLabel,
  type CharacterLearner,
  characterLearners,
  characterReport,
  type CharacterRows,
  type CharacterRun,
  characterScores,
  characterStore,
  characterTable,
  chosenCharacterSettings,
  drawCharacterStream,
  featureRows,
  gridSettings,
  HELD_OUT,
  makeCharacterLearner,
  networkNumbers,
  readCharacterRuns,
  rowStatistics,
  runCharacterStream,
  standardised,
  storedNumbers,
  triedSettings,
} from '../../src/experiments/character-stream';
import { performCharacterRun } from '../../src/experiments/character-stream/run';
import type { Settings } from '../../src/continual/strategies';
import { convolutionalEmbedding } from '../../src/meta';
import { pairedStats, seedStats } from '../../src/metrics';
import { toSvg } from '../../src/plots';
import { ready, tf } from '../../src/tf';

before(ready);

const folder = temporaryFolder('character-stream-test');
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const WIDTH = 8;

/** Classes whose rows lie about a mean of their own. */
function madeRows(classes: number, perClass = 12, noise = 0.2): CharacterRows {
  const random = createRandom(7);
  const means = Array.from({ length: classes * WIDTH }, () => random.normal());
  const rows = Float32Array.from(
    { length: classes * perClass * WIDTH },
    (_, at) =>
      means[Math.floor(at / (perClass * WIDTH)) * WIDTH + (at % WIDTH)] + noise * random.normal(),
  );
  return { classes, perClass, width: WIDTH, rows };
}

const madeContext = (characters: number, budget: number | null = null) => ({
  width: WIDTH,
  characters,
  seed: 3,
  budget,
  settings: {},
});

test('a stream shows each character once, each drawing once, and nothing by who judges', () => {
  const pool = { classes: 30, perClass: 20 };
  const { order, shown, heldOut } = drawCharacterStream(pool, { shots: 5, seed: 4 });
  assert.deepEqual(
    order.toSorted((a, b) => a - b),
    Array.from({ length: 30 }, (_, own) => own),
  );
  assert.equal(new Set(heldOut).size, HELD_OUT);
  for (const own of shown) {
    assert.equal(new Set(own).size, 5);
    assert.ok(own.every((drawing) => drawing < 20 && !heldOut.includes(drawing)));
  }
});

test('the same seed draws the same stream, and with more shots the same drawings first', () => {
  const pool = { classes: 30, perClass: 20 };
  const one = drawCharacterStream(pool, { shots: 1, seed: 4 });
  const five = drawCharacterStream(pool, { shots: 5, seed: 4 });
  assert.deepEqual(drawCharacterStream(pool, { shots: 1, seed: 4 }), one);
  assert.deepEqual(one.order, five.order);
  assert.deepEqual(
    one.shown,
    five.shown.map((own) => own.slice(0, 1)),
  );
  assert.notDeepEqual(drawCharacterStream(pool, { shots: 1, seed: 5 }).order, one.order);
});

test('what is wrong with a stream is named', () => {
  const pool = { classes: 3, perClass: 20 };
  assert.throws(
    () => drawCharacterStream(pool, { shots: 11, seed: 0 }),
    /shots: got 11, expected at most 10/,
  );
  assert.throws(() => drawCharacterStream(pool, { shots: 0, seed: 0 }), /shots: got 0/);
  assert.throws(() => drawCharacterStream(pool, { shots: 1, seed: -1 }), /seed: got -1/);
  assert.throws(
    () => drawCharacterStream(pool, { shots: 1, seed: 0, heldOut: 20 }),
    /heldOut: got 20/,
  );
});

test('a learner meets what is shown, in order, and is asked for what it never met', async () => {
  const inputs = madeRows(7);
  const stream = drawCharacterStream(inputs, { shots: 2, seed: 1, heldOut: 3 });
  const learned: number[] = [];
  const rowsSeen: Float32Array[] = [];
  const asked: number[] = [];
  const learner: CharacterLearner = {
    learn(x, label) {
      learned.push(label);
      rowsSeen.push(x.slice());
    },
    answers(x, met) {
      asked.push(met);
      const rows = Array.from({ length: x.length / WIDTH }, (_, row) =>
        x.slice(row * WIDTH, (row + 1) * WIDTH).join(),
      );
      assert.equal(rows.length, met * 3);
      const seen = new Set(rowsSeen.map((row) => row.join()));
      assert.ok(rows.every((row) => !seen.has(row)));
      return new Int32Array(rows.length); // always the first character
    },
    dispose: () => undefined,
  };
  const points = await runCharacterStream({ inputs, stream, learner, every: 3 });
  assert.deepEqual(
    learned,
    [0, 1, 2, 3, 4, 5, 6].flatMap((label) => [label, label]),
  );
  assert.equal(new Set(rowsSeen.map((row) => row.join())).size, 14);
  assert.deepEqual(asked, [3, 6, 7]);
  assert.deepEqual(
    points.map(({ right }) => right),
    [
      [3, 0, 0],
      [3, 0, 0, 0, 0, 0],
      [3, 0, 0, 0, 0, 0, 0],
    ],
  );
  assert.equal(characterAccuracy(points[2], 3), 1 / 7);
});

test('an answer that has not come yet is refused', async () => {
  const inputs = madeRows(4);
  const stream = drawCharacterStream(inputs, { shots: 1, seed: 1, heldOut: 2 });
  const answering = (answer: number): CharacterLearner => ({
    learn: () => undefined,
    answers: (x) => new Int32Array(x.length / WIDTH).fill(answer),
    dispose: () => undefined,
  });
  await assert.rejects(
    runCharacterStream({ inputs, stream, learner: answering(2), every: 2 }),
    /answers: got 2, expected a character, 0 to 1/,
  );
  await assert.rejects(
    runCharacterStream({ inputs, stream, learner: answering(0), every: 0 }),
    /every: got 0/,
  );
});

for (const name of characterLearners)
  test(`${name} answers among those seen, and the same seed gives the same run`, async () => {
    const inputs = madeRows(6);
    const stream = drawCharacterStream(inputs, { shots: 2, seed: 2, heldOut: 4 });
    const budget = name === 'er' || name === 'memory agent' ? 20 : null;
    const settings: Settings = name === 'joint' ? { passes: 20 } : {};
    const points = async () => {
      const learner = makeCharacterLearner(name, { ...madeContext(6, budget), settings });
      try {
        return await runCharacterStream({ inputs, stream, learner, every: 2 });
      } finally {
        learner.dispose();
      }
    };
    const first = await points();
    assert.deepEqual(
      first.map(({ characters }) => characters),
      [2, 4, 6],
    );
    assert.deepEqual(await points(), first);
    const easy = ['nearest-mean', 'slda', 'nearest drawing', 'memory agent', 'joint'];
    if (easy.includes(name)) assert.ok(characterAccuracy(first[2], 4) > 0.8);
  });

test('a nearest drawing with a budget forgets, and without one is right of what it saw', () => {
  const inputs = madeRows(9, 12, 0.01);
  const row = (own: number) => inputs.rows.slice(own * 12 * WIDTH, (own * 12 + 1) * WIDTH);
  const all = makeCharacterLearner('nearest drawing', madeContext(9));
  const three = makeCharacterLearner('nearest drawing', madeContext(9, 3));
  const answersOf = (learner: CharacterLearner) =>
    Array.from({ length: 9 }, (_, own) => learner.answers(row(own), 9)[0]);
  for (let own = 0; own < 9; own++) for (const each of [all, three]) each.learn(row(own), own);
  assert.deepEqual(answersOf(all), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(new Set(answersOf(three)).size, 3);
});

test('a run of the plan, end to end: drawings in, points out, every time the same', async () => {
  const key: CharacterKey = {
    ...({ part: 'validation', stream: 'upright', inputs: 'pixels' } as const),
    ...{ shots: 1, learner: 'nearest-mean', budget: null, settings: {}, seed: 0 },
  };
  const progress: number[] = [];
  const run = await performCharacterRun(key, (done) => void progress.push(done));
  assert.equal(progress.length, 46);
  assert.deepEqual(
    run.points.map(({ characters, right }) => [characters, right.length]),
    [[46, 46]],
  );
  assert.ok(characterAccuracy(run.points[0], HELD_OUT) > 2 / 46);
  const again = await performCharacterRun(key, () => undefined);
  assert.deepEqual(again.points, run.points);
  const wrong = (change: object) =>
    performCharacterRun({ ...key, ...change } as never, () => undefined);
  await assert.rejects(wrong({ inputs: 'ink' }), /inputs: got "ink", expected one of embedding, /);
  await assert.rejects(wrong({ stream: 'mirrored' }), /stream: got "mirrored", expected one of/);
  await assert.rejects(wrong({ part: 'all' }), /part: got "all", expected one of training, /);
  await assert.rejects(wrong({ shots: 11 }), /shots: got 11, expected at most 10/);
});

test('what is wrong with a learner is named', () => {
  assert.throws(
    () => makeCharacterLearner('oracle', madeContext(3)),
    /learner: got "oracle", expected one of memory agent, /,
  );
  assert.throws(
    () => makeCharacterLearner('nearest drawing', { ...madeContext(3), settings: { k: 3 } }),
    /settings.k: got 3, expected none/,
  );
  assert.throws(
    () => makeCharacterLearner('memory agent', madeContext(59, 30)),
    /budget: got 30 rows, room for \d+ slots, expected at least one for each of the 59/,
  );
  assert.throws(
    () => makeCharacterLearner('naive', { ...madeContext(3), settings: { updates: 0 } }),
    /settings.updates: got 0/,
  );
});

test('features are in units of other rows, one unit for all of them', () => {
  const own = { classes: 1, perClass: 2, width: 2, rows: Float32Array.of(3, 5, 7, 9) };
  const others = { classes: 1, perClass: 2, width: 2, rows: Float32Array.of(1, 3, 5, 5) };
  const { rows } = standardised(own, rowStatistics(others));
  const unit = Math.sqrt((4 + 1 + 4 + 1) / 4);
  assert.deepEqual([...rows], [...Float32Array.of(0, 1 / unit, 4 / unit, 5 / unit)]);
});

test('an embedding makes the features of each drawing, whatever stands beside it', () => {
  const embedding = convolutionalEmbedding({ side: 8, blocks: 2, channels: 3 });
  const parameters = embedding.initialParameters(createRandom(1));
  const random = createRandom(2);
  const images = Float32Array.from({ length: 150 * 64 }, () => random.uniform());
  const pool = { classes: 50, perClass: 3, pixels: 64, images, groups: [] };
  const { width, rows } = featureRows(pool, { embedding, parameters });
  assert.equal(width, embedding.features);
  const one = tf.tidy(() =>
    embedding
      .forward(parameters, tf.tensor2d(images.subarray(140 * 64, 141 * 64), [1, 64]))
      .dataSync(),
  );
  tf.dispose(parameters);
  const own = rows.subarray(140 * width, 141 * width);
  for (let k = 0; k < width; k++) assert.ok(Math.abs(own[k] - one[k]) < 1e-5);
});

/** A run of three points with some share of all right. */
function madeRun(
  learner: string,
  share: number,
  seed: number,
  rest: Partial<CharacterRun> = {},
): CharacterRun {
  const points = [10, 30, 59].map((characters) => ({
    characters,
    right: Array.from({ length: characters }, () => Math.round(share * HELD_OUT)),
  }));
  return {
    ...{ part: 'test', ...CHARACTER_PLACE, learner, budget: null, settings: {}, seed },
    ...{ points, seconds: 1 },
    ...rest,
  };
}

const group = { ...CHARACTER_PLACE, learner: 'slda', budget: null };

test('scores, curves and differences are over seeds, paired', () => {
  const runs = [madeRun('slda', 0.5, 0), madeRun('slda', 0.7, 1), madeRun('naive', 0.1, 1)];
  assert.deepEqual(characterScores(runs, group, 30), seedStats([0.5, 0.7]));
  assert.deepEqual(characterCurve(runs, group).x, [10, 30, 59]);
  const naive = { ...group, learner: 'naive' };
  assert.deepEqual(characterDifference(runs, group, naive), pairedStats([0.7], [0.1]));
  assert.equal(ageScores(runs, naive).oldest.mean, 0.1);
  assert.throws(
    () => characterScores(runs, group, 31),
    /characters: got 31, expected .*10, 30, 59/,
  );
  assert.throws(
    () => characterScores(runs, { ...group, learner: 'er' }, 30),
    /runs: got none of er, upright, embedding, 5 shots/,
  );
});

test('the chart has a line a learner, the table a row', () => {
  const runs = [madeRun('slda', 0.5, 0), madeRun('slda', 0.7, 1), madeRun('naive', 0.1, 1)];
  const figure = characterChart(runs, { title: 'slda is above naive' });
  const lines = figure.data.filter(({ type, name }) => type === 'scatter' && name !== undefined);
  assert.deepEqual([...new Set(lines.map(({ name }) => name))], ['slda', 'naive']);
  assert.match(toSvg(figure), /slda is above naive/);
  const only = characterChart(runs, { title: 'slda', learners: ['slda'] });
  assert.ok(only.data.every(({ name }) => name !== 'naive'));
  assert.throws(
    () => characterChart(runs, { title: 'x', learners: ['joint'] }),
    /learners: got joint, expected some of slda; naive/,
  );
  const place = { stream: 'upright', inputs: 'embedding' } as const;
  const [row] = characterTable([...runs, madeRun('slda', 0.3, 0, { shots: 1 })], place);
  assert.equal(row['learner'], 'slda');
  assert.equal(row['1 shot, 59 characters'], '30.0');
  assert.match(row['5 shots, 10 characters'], /^60.0 ± /);
});

test('the report says who wins, and nothing without runs', () => {
  assert.deepEqual(characterReport([]), []);
  const agents = [0.5, 0.5, 0.5].map((share, seed) =>
    madeRun('memory agent', share, seed, { budget: 62 }),
  );
  const means = [0.7, 0.7, 0.7].map((share, seed) => madeRun('nearest-mean', share, seed));
  const text = characterReport([...agents, ...means]).join('\n');
  assert.match(text, /With 5 shots the highest mean at the end is that of nearest-mean \(70\.0/);
  assert.match(text, /memory agent \(62 stored\) is 20\.0 ± 0\.0 points below nearest-mean; /);
});

test('runs come back from their file', () => {
  const store = characterStore(path.join(folder, 'runs.parquet'));
  const runs = [
    madeRun('er', 0.5, 0, { budget: 30, settings: { optimizer: { name: 'sgd', rate: 0.05 } } }),
    madeRun('slda', 0.5, 0),
  ];
  for (const run of runs) store.append(run);
  assert.deepEqual(store.read(), runs);
  store.compact(runs);
  assert.deepEqual(store.read(), runs);
  assert.deepEqual(readCharacterRuns(path.join(folder, 'none.parquet')), []);
});

test('the plan chooses on validation and judges everyone on test with every seed', () => {
  const keys = characterKeys(3);
  assert.equal(new Set(keys.map((key) => JSON.stringify(key))).size, keys.length);
  for (const learner of characterLearners)
    for (const shots of [1, 5]) {
      const own = keys.filter(
        (key) => key.part === 'test' && key.learner === learner && key.shots === shots,
      );
      assert.deepEqual([...new Set(own.map(({ seed }) => seed))], [0, 1, 2], learner);
    }
  const tried = keys.filter(({ part }) => part === 'validation');
  assert.deepEqual([...new Set(tried.map(({ learner }) => learner))], Object.keys(characterGrids));
  assert.deepEqual(gridSettings('memory agent'), [{}]);
});

test('numbers stored are counted', () => {
  const sizes = { budget: null, width: 64, characters: 59, drawings: 295 };
  assert.equal(storedNumbers('nearest-mean', sizes), 59 * 65);
  assert.equal(storedNumbers('nearest drawing', sizes), 295 * 65);
  assert.equal(storedNumbers('nearest drawing', { ...sizes, budget: 30 }), 30 * 65);
  assert.equal(storedNumbers('slda', sizes), 59 * 65 + (64 * 65) / 2);
  assert.equal(storedNumbers('naive', sizes), 0);
  assert.equal(networkNumbers(64, 59), 65 * 256 + 257 * 256 + 257 * 59);
  const { one } = characterBudgets.upright;
  const agent = { width: 64, characters: 59, seed: 0, budget: one, settings: {} };
  makeCharacterLearner('memory agent', agent).dispose();
  assert.throws(
    () => makeCharacterLearner('memory agent', { ...agent, budget: one - 1 }),
    /budget/,
  );
});

test('stored runs are of this plan, and settings are those that were best on validation', () => {
  const runs = readCharacterRuns();
  const labels = new Set(characterKeys(3).map(characterLabel));
  for (const run of runs) {
    assert.ok(labels.has(characterLabel(run)), characterLabel(run));
    for (const { characters, right } of run.points) assert.equal(right.length, characters);
  }
  for (const [learner, settings] of Object.entries(chosenCharacterSettings)) {
    const [best] = triedSettings(runs, learner as keyof typeof chosenCharacterSettings);
    if (best) assert.deepEqual(best.settings, settings, learner);
  }
  const embedded = characterGroups(runs, CHARACTER_PLACE);
  for (const one of embedded) assert.equal(characterCurve(runs, one).x.at(-1), 59);
});
