// Runs over streams: what is stored comes back, the report tells what the runs hold, and the plan
// shows every learner the same.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { temporaryFolder } from '../../src/core/temporaryFolder';
import {
  type DriftPeers,
  driftKeys,
  driftLearners,
  driftReport,
  type DriftRun,
  driftScores,
  driftStore,
  driftStrip,
  driftWindows,
  driftWindowScores,
  readDriftPeers,
  readDriftRuns,
  riverKeys,
  riverLearners,
  writeDriftPeers,
} from '../../src/experiments/drift';
import { performDriftRun } from '../../src/experiments/drift/run';
import { streamLines } from '../../src/experiments/drift/streamRows';
import { addPrequential, prequentialScores, seedStats } from '../../src/metrics';
import { toSvg } from '../../src/plots';
import { loadStream, streamNames } from '../../src/tasks/datasets';
import { ready } from '../../src/tf';

before(ready);

const folder = temporaryFolder('drift-test');
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A run of four windows whose answers are right as often as is said. */
function madeRun(learner: string, right: readonly number[], seed = 0): DriftRun {
  const rows = driftWindows.weather;
  return {
    stream: 'weather',
    learner,
    inputs: 'features',
    seed,
    seconds: 1,
    windows: right.map((share) => {
      const half = Math.floor(rows / 2);
      const hits = Math.round(share * half);
      return {
        confusion: [
          [hits, half - hits],
          [half - hits, rows - 2 * half + hits],
        ],
        lastRight: 200,
      };
    }),
  };
}

const noPeers: DriftPeers = { versions: {}, runs: [], costs: [] };

test('every learner that looks at rows sees both forms of them; the random ones every seed', () => {
  const keys = driftKeys(3);
  for (const stream of streamNames)
    for (const learner of driftLearners) {
      const own = keys.filter((key) => key.stream === stream && key.learner === learner);
      const looks = learner !== 'last label' && learner !== 'majority class';
      assert.deepEqual(
        [...new Set(own.map(({ inputs }) => inputs))],
        looks ? ['features', 'with last label'] : ['features'],
      );
    }
  const seeds = (learner: string) =>
    new Set(keys.filter((key) => key.learner === learner).map(({ seed }) => seed)).size;
  assert.deepEqual(driftLearners.map(seeds), [1, 1, 1, 1, 3, 3, 3]);
  assert.equal(new Set(keys.map((key) => JSON.stringify(key))).size, keys.length);
  assert.equal(riverKeys(3).length, 2 * 2 * (1 + 3));
});

test('the last label is right as often as is known; windows add up to the stream', async () => {
  const known = { electricity: 0.853, weather: 0.68 };
  for (const stream of streamNames) {
    const key = { stream, learner: 'last label', inputs: 'features', seed: 0 } as const;
    const { windows } = await performDriftRun(key, () => undefined);
    const whole = addPrequential(windows);
    const { accuracy, kappaTemporal } = prequentialScores(whole);
    assert.ok(Math.abs(accuracy - known[stream]) < 5e-4, `${stream}: ${accuracy}`);
    assert.equal(kappaTemporal, 0);
    assert.equal(
      whole.confusion.flat().reduce((a, b) => a + b),
      loadStream(stream).count,
    );
  }
});

test('a run that is made again, and one that is read back, is the same run', async () => {
  const store = driftStore(path.join(folder, 'runs.parquet'));
  const key = { stream: 'weather', learner: 'linear model', inputs: 'with last label', seed: 0 };
  const make = () => performDriftRun(key as never, () => undefined);
  const [first, again] = [await make(), await make()];
  assert.deepEqual(again.windows, first.windows);
  store.append(first);
  assert.deepEqual(store.read(), [first]);
  store.compact([key as never]);
  assert.deepEqual(store.read(), [first]);
});

test('an unknown learner is refused', async () => {
  const key = { stream: 'weather', learner: 'oracle', inputs: 'features', seed: 0 } as const;
  await assert.rejects(
    performDriftRun(key, () => undefined),
    /learner: got "oracle", expected/,
  );
});

test('scores are those of all rows, and of each window, over seeds', () => {
  const runs = [madeRun('er', [0.5, 1, 1, 0.5]), madeRun('er', [0.5, 0.5, 1, 1], 1)];
  const group = { stream: 'weather', learner: 'er', inputs: 'features' } as const;
  const totals = runs.map(({ windows }) => prequentialScores(addPrequential(windows)));
  for (const figure of ['accuracy', 'kappa', 'kappaTemporal'] as const)
    assert.deepEqual(
      driftScores(runs, group, figure),
      seedStats(totals.map((scores) => scores[figure]!)),
    );
  assert.deepEqual(
    driftWindowScores(runs, group).map(({ mean }) => mean.toFixed(2)),
    ['0.50', '0.75', '1.00', '0.75'],
  );
  assert.throws(
    () => driftScores(runs, { ...group, learner: 'naive' }),
    /runs: got none of naive on weather, features/,
  );
});

test('the report says whether the last label wins', () => {
  assert.deepEqual(driftReport([], noPeers), []);
  const last = ['electricity', 'weather'].map((stream) => ({
    ...madeRun('last label', [0.7, 0.7]),
    stream: stream as 'weather',
  }));
  const better = driftReport([...last, madeRun('er', [0.8, 0.8])], noPeers).join('\n');
  assert.match(
    better,
    /last label does not win: er is best, 10.\d points above the last label, .* 2 of 2 win/,
  );
  const worse = driftReport([...last, madeRun('er', [0.6, 0.6])], noPeers).join('\n');
  const between = [madeRun('er', [0.9, 0.9]), madeRun('er', [0.6, 0.6], 1)];
  assert.match(driftReport([...last, ...between], noPeers).join('\n'), /neither side wins surely/);
  assert.match(worse, /the last label wins: the best learner, er, is 9.\d points below it/);
});

test('what River did comes back from its file, and a changed file is refused', () => {
  const file = path.join(folder, 'peers.json');
  assert.deepEqual(readDriftPeers(file), noPeers);
  const cost = {
    stream: 'weather',
    learner: 'Hoeffding tree',
    rows: 10,
    millisecondsPerRow: 0.1,
    memory: 1,
  } as const;
  const peers = {
    versions: { river: '1.2.3' },
    runs: [madeRun('Hoeffding tree', [0.5, 0.7])],
    costs: [cost],
  };
  writeDriftPeers(peers, file);
  assert.deepEqual(readDriftPeers(file), peers);
  const text = fs.readFileSync(file, 'utf8');
  for (const [from, to, message] of [
    ['"weather"', '"wether"', /runs\[0\].stream: got "wether"/],
    ['"lastRight":200', '"lastRight":366', /Hoeffding tree on weather, window 0: got 365 rows/],
    ['"seed":0', '"seed":-1', /seed: got -1/],
    ['drift-peers/1', 'drift-peers/2', /format: got "drift-peers\/2"/],
  ] as const) {
    fs.writeFileSync(file, text.replace(from, to));
    assert.throws(() => readDriftPeers(file), message);
  }
});

test('River reads the rows that our learners see, before they are scaled', () => {
  const stream = {
    count: 3,
    inputSize: 2,
    x: Float32Array.of(1, 2, 3, 4.5, 5, 6),
    labels: [1, 0, 1],
    classes: ['no', 'yes'],
  };
  assert.equal(streamLines(stream, 'features', 3), '1,2,1\n3,4.5,0\n5,6,1\n');
  assert.equal(streamLines(stream, 'with last label', 2), '1,2,0,0,1\n3,4.5,0,1,0\n');
});

test('the strip has a line a learner, ends where the stream ends, and can be scrolled', () => {
  const runs = [madeRun('last label', [0.7, 0.6, 0.7]), madeRun('er', [0.8, 0.9, 0.7])];
  const figure = driftStrip(runs, 'weather', { title: 'er is above the last label' });
  const lines = figure.data.filter(({ type }) => type === 'scatter');
  assert.deepEqual(
    lines.map(({ name }) => name),
    ['last label', 'er'],
  );
  assert.deepEqual(lines[1].x, [365, 730, 1095]);
  const { rangeslider, range } = figure.layout.xaxis as unknown as {
    rangeslider: { range: [number, number] };
    range: [number, number];
  };
  assert.equal(range[0], rangeslider.range[0]);
  assert.ok(range[1] < rangeslider.range[1], 'a part of the stream is shown at first');
  assert.match(toSvg(figure), /er is above the last label/);
  assert.match(figure.alt, /er .* A slider under the plot/);
});

test('stored runs are of this plan, and whole', () => {
  const stored = [...readDriftRuns(), ...readDriftPeers().runs];
  const known: readonly string[] = [...driftLearners, ...riverLearners];
  for (const { stream, learner, windows } of stored) {
    assert.ok(known.includes(learner), learner);
    const rows = addPrequential(windows).confusion.flat();
    assert.equal(
      rows.reduce((a, b) => a + b),
      loadStream(stream).count,
      `${learner} on ${stream}`,
    );
  }
});
