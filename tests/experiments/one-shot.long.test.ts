// Few-shot learners, trained for a moment: errors of new alphabets fall below those of pixels for
// distances and below chance for starts; the same seed gives the same.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, test } from 'node:test';
import {
  fewShotErrors,
  learnMetric,
  learnFewShotStart,
  ONE_SHOT_RUNS,
  oneShotEmbedding,
  startErrors,
  testEpisodes,
  testName,
  TESTS,
} from '../../src/experiments/one-shot';
import { trainingPool } from '../../src/experiments/one-shot/trainingPool';
import { saveOneShotEmbedding } from '../../src/experiments/one-shot/embedding';
import { errorShare, nearestPixels, oneShotEpisodes } from '../../src/tasks/few-shot';
import { ready, tf } from '../../src/tf';
import { PrototypicalNetwork } from '../../src/meta';
import { createRandom } from '../../src/core/random';

before(() => ready());

const [oneShot] = TESTS;
const episodes = testEpisodes({ ...oneShot, episodes: 40 as 300 }, true, 'validation');

for (const method of ['prototypes', 'matching'] as const)
  test(`${method}: sixty episodes are better than pixels; the same seed, the same`, async () => {
    const seen: number[] = [];
    const learned = await learnMetric(
      method,
      'training',
      0,
      (done) => {
        seen.push(done);
      },
      60,
    );
    const error = errorShare(episodes, (episode) => learned.answers(episode));
    const pixels = errorShare(episodes, nearestPixels);
    assert.ok(error < pixels - 0.05, `${error}, pixels ${pixels}`);
    assert.equal(seen.length, 60);
    learned.dispose();
    const short = async (): Promise<number[][]> => {
      const learner = await learnMetric(method, 'training', 1, undefined, 2);
      const scores = learner.scores(episodes[0]);
      learner.dispose();
      return scores;
    };
    assert.deepEqual(await short(), await short());
  });

test('a start of forty meta-steps is better than chance after its steps, not before', async () => {
  const learner = await learnFewShotStart('fomaml', 5, 0, undefined, 40);
  const before40 = startErrors(learner, episodes, 0);
  const after = startErrors(learner, episodes, 5);
  learner.dispose();
  assert.ok(before40 > 0.7, `${before40}`);
  assert.ok(after < 0.6, `${after}`);
});

test('the stored embeddings have the errors that the table says; a changed file is refused', () => {
  for (const seed of [0, 1, 2]) {
    const { embedding, parameters } = oneShotEmbedding(seed);
    const network = new PrototypicalNetwork({
      embedding: {
        ...embedding,
        initialParameters: () => ({ ...parameters }),
      },
      random: createRandom(0),
    });
    const error = errorShare(oneShotEpisodes({ fitted: true }), (own) => network.answers(own));
    network.dispose();
    assert.ok(error > 0.07 && error < 0.13, `seed ${seed}: ${error}`);
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'embedding-'));
  const file = path.join(folder, 'own.safetensors');
  const { parameters } = oneShotEmbedding(0);
  saveOneShotEmbedding(0, parameters, file);
  const again = oneShotEmbedding(0, file);
  assert.deepEqual(again.parameters.filter1.dataSync(), parameters.filter1.dataSync());
  tf.dispose([parameters, again.parameters]);
  fs.truncateSync(file, 1000);
  assert.throws(() => oneShotEmbedding(0, file), /own\.safetensors/);
  assert.throws(() => oneShotEmbedding(7), /one-shot-embedding-7\.safetensors/);
  fs.rmSync(folder, { recursive: true });
});

test('training has four alphabets or all eight, four turns each; never a test alphabet', () => {
  const training = trainingPool('training');
  assert.equal(training.classes, 4 * 137);
  assert.deepEqual([...new Set(training.groups)].sort(), [
    'Greek',
    'Japanese_(katakana)',
    'Korean',
    'Latin',
  ]);
  const all = trainingPool('all');
  assert.equal(all.classes, 4 * 242);
  assert.equal(all.images.length, 4 * 242 * 20 * 784);
  assert.equal(all.groups.length, all.classes);
});

test('test episodes are the same for every learner; an answer that is right has no error', () => {
  const [size] = TESTS;
  const once = testEpisodes({ ...size, episodes: 3 as 300 }, true);
  const again = testEpisodes({ ...size, episodes: 3 as 300 }, true);
  assert.deepEqual(once, again);
  const asDrawn = testEpisodes({ ...size, episodes: 3 as 300 }, false);
  assert.deepEqual(asDrawn[0].classes, once[0].classes);
  assert.notDeepEqual(asDrawn[0].query.x, once[0].query.x);
  const told = fewShotErrors(
    ({ query, ways }) =>
      Array.from({ length: query.count }, (_, row) =>
        query.y.subarray(row * ways, (row + 1) * ways).indexOf(1),
      ),
    { ways: 20 },
  );
  assert.deepEqual(told, [
    { test: testName(20, 1), error: 0 },
    { test: testName(20, 5), error: 0 },
    { test: ONE_SHOT_RUNS, error: 0 },
  ]);
});
