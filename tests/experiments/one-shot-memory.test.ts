// One-shot learning by memory: features, what is compared with, what is stored, and the tables.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createRandom } from '../../src/core/random';
import { temporaryFolder } from '../../src/core/temporaryFolder';
import {
  featureScale,
  imageFeatures,
  labelledSequences,
  learnerName,
  nearestPrototypeAnswers,
  oneShotLearners,
  oneShotMemories,
  oneShotMemoryKeys,
  oneShotMemoryReport,
  type OneShotMemoryRun,
  oneShotMemorySizes,
  oneShotMemoryStore,
  oneShotMemoryTable,
  oneShotRight,
  ONE_SHOT_HIDDEN,
  rightByTimesSeen,
  runPrototypes,
  scaledFeatures,
} from '../../src/experiments/one-shot-memory';
import { taskNetwork } from '../../src/experiments/memory-tasks';
import { sharpStart } from '../../src/experiments/one-shot-memory/sharpStart';
import {
  interfaceSize,
  MemoryController,
  parameterCount,
  parseInterface,
} from '../../src/controller';
import { convolutionalEmbedding } from '../../src/meta';
import { type ClassImages, drawLabelledSequences } from '../../src/tasks/few-shot';
import { ready, tf } from '../../src/tf';

before(ready);

const folder = temporaryFolder('one-shot-memory-test');
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Classes that lie far apart, images that lie near their class. */
function madePool(classes: number, perClass: number, pixels: number, seed = 1): ClassImages {
  const random = createRandom(seed);
  const middles = Array.from({ length: classes }, () =>
    Array.from({ length: pixels }, () => random.normal()),
  );
  const images = Float32Array.from({ length: classes * perClass * pixels }, (_, at) => {
    const own = Math.floor(at / (perClass * pixels));
    return middles[own][at % pixels] + 0.05 * random.normal();
  });
  return { classes, perClass, pixels, images, groups: middles.map(() => 'made') };
}

test('features are those of the embedding, in the order of the images, many and few', () => {
  const embedding = convolutionalEmbedding({ side: 8, blocks: 2, channels: 3 });
  const parameters = embedding.initialParameters(createRandom(2));
  const pool = madePool(13, 9, 64);
  const few = { ...pool, classes: 1, perClass: 5, images: pool.images.subarray(0, 5 * 64) };
  const expected = tf.tidy(() =>
    embedding.forward(parameters, tf.tensor2d(pool.images, [117, 64])).dataSync(),
  );
  for (const own of [pool, few]) {
    const { pixels, classes, perClass, images } = imageFeatures({ embedding, parameters }, own);
    assert.deepEqual([pixels, classes, perClass], [12, own.classes, own.perClass]);
    assert.equal(images.length, classes * perClass * 12);
    images.forEach((value, at) => assert.ok(Math.abs(value - expected[at]) < 1e-5));
  }
  tf.dispose(parameters);
});

test('scaled features have mean 0 and deviation 1 where the scale is from', () => {
  const pool = madePool(6, 5, 4);
  const scaled = featureScale(scaledFeatures(pool, featureScale(pool)));
  for (const mean of scaled.mean) assert.ok(Math.abs(mean) < 1e-6);
  for (const deviation of scaled.deviation) assert.ok(Math.abs(deviation - 1) < 1e-3);
  const same = { ...pool, images: pool.images.map(() => 3) };
  const flat = scaledFeatures(same, featureScale(same)).images;
  assert.ok(flat.every((value) => Math.abs(value) < 1e-3));
  const short = { mean: [0], deviation: [1] };
  assert.throws(() => scaledFeatures(pool, short), /scale: got 1 features, expected 4/);
});

test('the nearest prototype knows a class from its second image on, and never before', () => {
  const pool = madePool(9, 6, 5);
  const drawn = drawLabelledSequences(pool, { ways: 5, shown: 4 }, 30, createRandom(3));
  const answers = nearestPrototypeAnswers(pool, drawn);
  const right = rightByTimesSeen(answers, drawn);
  assert.deepEqual(right.slice(1), [1, 1, 1]);
  answers.forEach((answer, at) => {
    const t = at % drawn.length;
    const told = drawn.labels.subarray(at - t, at);
    if (t > 0) assert.ok(told.includes(answer), 'a label that was told');
  });
  const run = runPrototypes(2, { judged: madePool(9, 6, 5) }, 20);
  assert.deepEqual([run.learner, run.seed, run.parameters], ['prototypes', 2, 0]);
  assert.equal(run.right.length, labelledSequences.shown);
});

test('answers are counted by how often the class was shown', () => {
  const drawn = {
    batch: 2,
    length: 3,
    ways: 2,
    images: Int32Array.of(0, 1, 2, 3, 4, 5),
    labels: Int32Array.of(0, 1, 0, 1, 1, 1),
    seen: Int32Array.of(0, 0, 1, 0, 1, 2),
  };
  assert.deepEqual(rightByTimesSeen([0, 0, 0, 1, 0, 1], drawn), [2 / 3, 1 / 2, 1]);
  assert.throws(() => rightByTimesSeen([0], drawn), /answers: got 1, expected 6, one for each/);
});

test('all networks have as many parameters as the DNC, within 2 %', () => {
  const sizes = {
    inputSize: 64 + labelledSequences.ways,
    outputSize: labelledSequences.ways,
    hiddenSize: ONE_SHOT_HIDDEN,
    memory: oneShotMemorySizes,
  };
  const count = (model: (typeof oneShotMemories)[number]): number =>
    parameterCount(taskNetwork(model, sizes).shapes());
  for (const model of oneShotMemories)
    assert.ok(Math.abs(count(model) / count('dnc') - 1) < 0.02, `${model}: ${count(model)}`);
  assert.ok(4 * count('dnc') < 290_000, 'the stored DNC stays small');
});

test('a DNC begins with strengths of 5 and reads by content; the rest stays as it was', () => {
  const controller = new MemoryController({ memory: { memorySize: 4, memoryDim: 3 } });
  const { memory } = controller.config;
  const size = interfaceSize(memory);
  const bias = { shape: [size], data: new Float32Array(size).fill(0.25) };
  const state = {
    step: 0,
    learningRate: 0.1,
    optimizer: 'adam',
    tensors: { interfaceBias: bias, other: bias },
  };
  const { tensors, step } = sharpStart(controller, state);
  assert.equal(step, 0);
  assert.ok(tensors.other.data.every((value) => value === 0.25));
  assert.ok(
    bias.data.every((value) => value === 0.25),
    'what was given is not changed',
  );
  const vector = tf.tensor2d(tensors.interfaceBias.data, [1, size]);
  const { readStrengths, writeStrengths, readModes, readKeys } = parseInterface(memory, vector);
  for (const strengths of [readStrengths, writeStrengths])
    assert.ok(strengths.dataSync().every((value) => value === 5.25));
  for (const [backward, forward, content] of readModes.arraySync()[0]) {
    assert.equal(backward, forward);
    assert.ok(content > 0.9);
  }
  assert.ok(readKeys.dataSync().every((value) => value === 0.25));
});

test('every learner with every seed is planned once, seed after seed', () => {
  const keys = oneShotMemoryKeys(3);
  assert.equal(keys.length, 3 * oneShotLearners.length);
  assert.deepEqual(
    keys.map(({ seed }) => seed),
    keys.map((_, i) => Math.floor(i / oneShotLearners.length)),
  );
});

const made = (learner: OneShotMemoryRun['learner'], seed: number, right: number) => ({
  learner,
  seed,
  parameters: learner === 'prototypes' ? 0 : 60_000 + seed,
  seconds: 2.5,
  right: Array.from({ length: labelledSequences.shown }, (_, seen) => (seen === 0 ? 0.2 : right)),
});
const runs = [0.6, 0.7, 0.8]
  .map((right, seed) => made('dnc', seed, right))
  .concat(made('prototypes', 0, 0.9));

test('what is stored comes back', () => {
  const store = oneShotMemoryStore(path.join(folder, 'runs.parquet'));
  for (const run of runs) store.append(run);
  assert.deepEqual(store.read(), runs);
  store.compact(oneShotMemoryKeys(3));
  assert.deepEqual(store.read()[0], runs[0]);
});

test('the table has a row a learner, and chance; without runs there is no report', () => {
  const table = oneShotMemoryTable(runs);
  assert.deepEqual(
    table.map(({ learner, '1st': first, '2nd': second }) => [learner, first, second]),
    [
      ['DNC', '20.0 ± 0.0', '70.0 ± 24.8'],
      ['nearest prototype', '20.0', '90.0'],
      ['chance', '20.0', '20.0'],
    ],
  );
  assert.deepEqual(Object.keys(table[0]), ['learner', '1st', '2nd', '3rd', '4th', '5th', '6th']);
  const text = oneShotMemoryReport(runs).join('\n');
  assert.match(text, /^\n## One-shot by memory\n/);
  assert.match(text, /\| DNC \| 20\.0 ± 0\.0 \| 70\.0 ± 24\.8 \|/);
  assert.match(text, /60000 to 60002 parameters/);
  assert.doesNotMatch(text, /NaN|undefined|Infinity/);
  assert.deepEqual(oneShotMemoryReport([]), []);
  assert.equal(learnerName('lstm'), 'LSTM');
  assert.throws(() => oneShotRight(runs, 'lstm', 1), /runs: got none of lstm where a class was/);
  assert.throws(() => oneShotRight(runs, 'dnc', 9), /none of dnc where a class was shown 9 times/);
});
