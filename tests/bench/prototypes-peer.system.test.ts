// The bench's prototypical network in PyTorch computes what the project's does: scores, loss, and
// how images are distorted. Where PyTorch is installed (npm run -s bench -- --peers installs it).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import type { PrototypesSpec } from '../../benchmarks/lab/cases';
import { endAll, temporaryFolder } from '../../benchmarks/lab/child';
import { PEER_PYTHON } from '../../benchmarks/lab/contestants';
import { drawExample, exampleFile } from '../../benchmarks/lab/example';
import { measureOneShot } from '../../benchmarks/lab/oneShot';
import { oneShotContestants, oneShotSpec } from '../../benchmarks/lab/oneShotCases';
import { labStep } from '../../benchmarks/lab/labSteps';
import { benchOptions } from '../../benchmarks/lab/options';
import type { OneShotChecked } from '../../benchmarks/lab/protocol';
import { start } from '../../benchmarks/lab/turns';
import { type StoredTensors, toTensors } from '../../src/checkpoint';
import { createRandom } from '../../src/core/random';
import { convolutionalEmbedding, prototypeScores } from '../../src/meta';
import { distortedImages } from '../../src/tasks/few-shot';
import { ready, tf } from '../../src/tf';

const hasTorch = spawnSync(PEER_PYTHON, ['-c', 'import torch']).status === 0;
const skip = hasTorch ? false : 'PyTorch is not installed';
after(endAll);

/** Few channels, and 35 pixels: 2 x 2 are left, so that the order of features matters. */
const spec = {
  ...oneShotSpec(1),
  side: 35,
  channels: 8,
  ways: 6,
  shots: 2,
  queries: 3,
};

/** The project's scores `[queries, ways]`. */
function ownScores({ side, blocks, channels, ways }: PrototypesSpec, example: StoredTensors) {
  return tf.tidy(() => {
    const embedding = convolutionalEmbedding({ side, blocks, channels });
    const images = toTensors({ support: example.support, query: example.query });
    const weights = Object.fromEntries(
      Object.entries(example)
        .filter(([name]) => name.startsWith('weights/'))
        .map(([name, value]) => [name.slice('weights/'.length), value]),
    );
    const parameters = toTensors(weights);
    const features = (of: tf.Tensor) => embedding.forward(parameters, of) as tf.Tensor2D;
    const [support, query] = [features(images.support), features(images.query)];
    return [...prototypeScores(support, query, ways).dataSync()];
  });
}

function assertClose(found: ArrayLike<number>, expected: ArrayLike<number>, share: number): void {
  assert.equal(found.length, expected.length);
  const most = Math.max(...Array.from(expected, Math.abs));
  const apart = Math.max(...Array.from(found, (value, i) => Math.abs(value - expected[i])));
  assert.ok(apart <= share * most, `${apart} apart, expected at most ${share} of ${most}`);
}

test('the same parameters give the same scores, loss and distorted images', { skip }, async () => {
  await ready();
  const drawn = drawExample(spec);
  const gains = createRandom(1);
  // gains and biases begin as 1 and 0, where many a mistake would not show
  for (const [name, { data }] of Object.entries(drawn))
    if (/gain|bias/.test(name)) data.forEach((_, i) => (data[i] += 0.3 * gains.normal()));
  const images = drawn.support.shape[0];
  const draws = createRandom(7);
  const example: StoredTensors = {
    ...drawn,
    draws: {
      shape: [images, 6],
      data: Float32Array.from({ length: 6 * images }, () => draws.uniform()),
    },
  };
  const file = path.join(temporaryFolder(), 'example.safetensors');
  writeFileSync(file, exampleFile(example));
  const [{ child }] = await start([oneShotContestants.peers[0]]);
  const found = await child.ask<OneShotChecked>({ do: 'one-shot-check', spec, file });
  assertClose(found.scores, ownScores(spec, example), 1e-4);
  const step = labStep(spec, example, false);
  const loss = step.run();
  step.dispose();
  assert.ok(Math.abs(found.loss - loss) <= 1e-4 * loss, `${found.loss}, expected ${loss}`);
  const pixels = spec.side ** 2;
  const own = distortedImages(example.support.data, pixels, createRandom(7), spec.distortions);
  assertClose(found.distorted, own, 1e-4);
});

test('all learn from the same file and are judged on the 400 trials', { skip }, async () => {
  const { lab, peers } = oneShotContestants;
  const results = await measureOneShot(await start([...lab, ...peers]), 2, 3);
  assert.deepEqual(
    results.map(({ contestant, norm, episodes, seed }) => [contestant, norm, episodes, seed]),
    [
      ['lab', 'layer', 2, 3],
      ['torch, layer norm', 'layer', 2, 3],
      ['torch, batch norm', 'batch', 2, 3],
    ],
  );
  for (const { wrong, seconds, stepSeconds } of results) {
    assert.ok(wrong > 0 && wrong < 1 && Math.abs(400 * wrong - Math.round(400 * wrong)) < 1e-6);
    assert.ok(seconds > stepSeconds && stepSeconds > 0);
  }
});

test('episodes are a matter of one-shot, and both cases run when they are named only', () => {
  assert.deepEqual(benchOptions(['one-shot', '--episodes', '7'])?.episodes, 7);
  assert.throws(() => benchOptions(['maml', '--episodes', '7']), /--episodes: got 7, expected it/);
  assert.throws(() => benchOptions(['one-shot', '--episodes', '0']), /--episodes: got "0"/);
  const all = benchOptions([])?.cases ?? [];
  assert.ok(!all.includes('prototypes') && !all.includes('one-shot'));
});
