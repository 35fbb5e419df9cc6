// Memories learn labelled images that lie apart, and what a DNC wrote and read is told of.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createRandom } from '../../src/core/random';
import { temporaryFolder } from '../../src/core/temporaryFolder';
import {
  featureScale,
  labelledSequences,
  loadOneShotDnc,
  type OneShotFeatures,
  oneShotMemorySizes,
  oneShotPicture,
  ONE_SHOT_HIDDEN,
  runOneShotMemory,
  saveOneShotDnc,
  watchOneShot,
} from '../../src/experiments/one-shot-memory';
import { taskNetwork } from '../../src/experiments/memory-tasks';
import { convolutionalEmbedding } from '../../src/meta';
import { toSvg } from '../../src/plots';
import type { ClassImages } from '../../src/tasks/few-shot';
import { ready, tf } from '../../src/tf';

before(ready);

const folder = temporaryFolder('one-shot-memory-long-test');
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Classes that lie far apart, images that lie near their class. */
function madePool(classes: number, seed: number): ClassImages {
  const random = createRandom(seed);
  const [perClass, pixels] = [8, 16];
  const middles = Array.from({ length: classes }, () =>
    Array.from({ length: pixels }, () => random.normal()),
  );
  const images = Float32Array.from({ length: classes * perClass * pixels }, (_, at) => {
    const own = Math.floor(at / (perClass * pixels));
    return middles[own][at % pixels] + 0.1 * random.normal();
  });
  return { classes, perClass, pixels, images, groups: middles.map(() => 'made') };
}

function madeFeatures(): OneShotFeatures {
  const training = madePool(300, 1);
  return { training, judged: madePool(30, 2), scale: featureScale(training) };
}

test('fast weights know again what was shown once; the same seed gives the same', async () => {
  const features = madeFeatures();
  const steps: number[] = [];
  const run = (stages: readonly { shown: number; steps: number }[]) =>
    runOneShotMemory({
      model: 'gatedFastWeights',
      seed: 3,
      stages,
      learningRate: 0.005,
      features,
      sequences: 50,
      onStep: (step) => void steps.push(step),
    });
  const { right, parameters, learner } = await run([
    { shown: 3, steps: 300 },
    { shown: labelledSequences.shown, steps: 100 },
  ]);
  assert.equal(steps.at(-1), 400, 'the second stage goes on counting');
  assert.equal(learner, 'gatedFastWeights');
  assert.ok(parameters > 10_000);
  assert.ok(right[0] < 0.5, `at first nothing is known: ${right[0]}`);
  for (const share of right.slice(1)) assert.ok(share > 0.7, `then most is: ${right.join(' ')}`);
  const short = [{ shown: 2, steps: 3 }];
  const [first, second] = [await run(short), await run(short)];
  assert.deepEqual({ ...first, seconds: 0 }, { ...second, seconds: 0 });
  await assert.rejects(run([]), /stages: got none, expected at least one/);
});

test('a DNC is stored and comes back; what it wrote and read is told', async () => {
  const file = path.join(folder, 'dnc.safetensors');
  const network = taskNetwork('dnc', {
    inputSize: 64 + labelledSequences.ways,
    outputSize: labelledSequences.ways,
    hiddenSize: ONE_SHOT_HIDDEN,
    memory: oneShotMemorySizes,
  });
  const weights = network.initialWeights(createRandom(4));
  const scale = {
    mean: new Array<number>(64).fill(0.5),
    deviation: new Array<number>(64).fill(2),
  };
  saveOneShotDnc(weights, scale, file);
  assert.ok(fs.statSync(file).size < 300_000);
  const trained = loadOneShotDnc(file);
  assert.deepEqual(trained.scale, scale);
  for (const [name, weight] of Object.entries(weights))
    assert.deepEqual(trained.weights[name].dataSync(), weight.dataSync(), name);
  const short = { mean: [1], deviation: [1] };
  assert.throws(() => saveOneShotDnc(weights, short, file), /scale: got 1 features, expected 64/);
  assert.throws(() => loadOneShotDnc(path.join(folder, 'none')), /none: no such file/);

  const embedding = convolutionalEmbedding();
  const learned = { embedding, parameters: embedding.initialParameters(createRandom(5)) };
  const before = tf.memory().numTensors;
  const scene = watchOneShot({ seed: 2, trained, learned });
  assert.equal(tf.memory().numTensors, before, 'nothing is left behind');
  const { ways, shown } = labelledSequences;
  assert.equal(scene.steps.length, ways * shown);
  for (const { image, writes, reads, known } of scene.steps) {
    assert.equal(image.length, 14 * 14);
    assert.deepEqual([writes.length, reads.length], [1, oneShotMemorySizes.numReadHeads]);
    assert.equal(writes[0].length, oneShotMemorySizes.memorySize);
    assert.equal(typeof known, 'boolean');
  }
  assert.equal(scene.steps.filter(({ known }) => known).length, ways * (shown - 1));
  assert.deepEqual(watchOneShot({ seed: 2, trained, learned }), scene);
  assert.notDeepEqual(
    watchOneShot({ seed: 3, trained, learned }).steps.map(({ label }) => label),
    scene.steps.map(({ label }) => label),
  );
  const figure = oneShotPicture(scene);
  assert.match(figure.alt, /of 25 known again/);
  assert.match(toSvg(figure), /<svg/);
  assert.equal(oneShotPicture(scene, { title: 'Mine' }).alt.slice(0, 5), 'Mine.');
  tf.dispose([weights, trained.weights, learned.parameters]);
});
