// Prototypical networks: scores by hand, an embedding that looks at one image at a time, and
// learning that carries over to classes never trained on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../src/core/random';
import {
  convolutionalEmbedding,
  MatchingNetwork,
  matchingScores,
  prototypeScores,
  PrototypicalNetwork,
} from '../../src/meta';
import { type ClassImages, drawEpisode, errorShare } from '../../src/tasks/few-shot';
import { ready, tf } from '../../src/tf';

const SIDE = 8;

/** Classes of small patterns, each somewhere in its images, with noise. */
function patterns(classes: number, seed: number): ClassImages {
  const random = createRandom(seed);
  const perClass = 6;
  const pixels = SIDE * SIDE;
  const width = 4;
  const kinds = Array.from({ length: classes * width * width }, () => random.normal());
  const images = Float32Array.from(
    { length: classes * perClass * pixels },
    () => random.normal() / 10,
  );
  for (let image = 0; image < classes * perClass; image++) {
    const kind = Math.floor(image / perClass) * width * width;
    const [top, left] = [random.int(SIDE - width + 1), random.int(SIDE - width + 1)];
    for (let k = 0; k < width * width; k++) {
      const place = (top + Math.floor(k / width)) * SIDE + left + (k % width);
      images[image * pixels + place] += kinds[kind + k];
    }
  }
  return { classes, perClass, pixels, images, groups: new Array<string>(classes).fill('a') };
}

test('scores are minus the squared distances to the class means', async () => {
  await ready();
  tf.tidy(() => {
    const support = tf.tensor2d([0, 0, 2, 0, 5, 5, 5, 7], [4, 2]);
    const query = tf.tensor2d([1, 1, 5, 6], [2, 2]);
    const scores = prototypeScores(support, query, 2).arraySync();
    assert.deepEqual(scores, [
      [-1, -41],
      [-52, 0],
    ]);
    assert.throws(
      () => prototypeScores(support, query, 3),
      /support: got 4 rows, expected as many/,
    );
  });
});

test('attention by cosines, class by class; how long a feature is does not matter', async () => {
  await ready();
  tf.tidy(() => {
    const support = tf.tensor2d([1, 0, 0, 2, -3, 0, 0, -1], [4, 2]);
    const query = tf.tensor2d([5, 0], [1, 2]);
    const [scores] = matchingScores(support, query, 2, 2).arraySync();
    // class 0: cosines 1 and 0; class 1: cosines -1 and 0
    const [first, second] = [Math.log(Math.exp(2) + 1), Math.log(Math.exp(-2) + 1)];
    assert.ok(Math.abs(scores[0] - first) < 1e-5 && Math.abs(scores[1] - second) < 1e-5);
    assert.throws(() => matchingScores(support, query, 3, 1), /support: got 4 rows/);
  });
  const embedding = convolutionalEmbedding({ side: SIDE, blocks: 1, channels: 2 });
  assert.throws(
    () => new MatchingNetwork({ embedding, random: createRandom(0), sharpness: 0 }),
    /sharpness: got 0/,
  );
});

test('a stopped learner goes on bit for bit; its step size may change', async () => {
  await ready();
  const embedding = convolutionalEmbedding({ side: SIDE, blocks: 1, channels: 2 });
  const size = { ways: 3, shots: 2, queries: 2 };
  const draws = createRandom(5);
  const episodes = Array.from({ length: 4 }, () => drawEpisode(patterns(9, 3), size, draws));
  const make = (): MatchingNetwork => new MatchingNetwork({ embedding, random: createRandom(6) });
  const [whole, first, second] = [make(), make(), make()];
  const losses = episodes.map((episode) => whole.update(episode));
  const before = episodes.slice(0, 2).map((episode) => first.update(episode));
  second.restore(first.state());
  const after = episodes.slice(2).map((episode) => second.update(episode));
  assert.deepEqual([...before, ...after], losses);
  whole.learningRate = 0.5;
  assert.equal(whole.learningRate, 0.5);
  assert.throws(() => (whole.learningRate = 0), /learningRate: got 0/);
  [whole, first, second].forEach((learner) => learner.dispose());
});

test('features depend on their image alone, and not on its contrast', async () => {
  await ready();
  const embedding = convolutionalEmbedding({ side: SIDE, blocks: 2, channels: 5 });
  assert.equal(embedding.features, 2 * 2 * 5);
  assert.equal(convolutionalEmbedding().features, 64);
  tf.tidy(() => {
    const parameters = embedding.initialParameters(createRandom(1));
    const { images } = patterns(2, 2);
    const all = tf.tensor2d(images.slice(0, 4 * 64), [4, 64]);
    const features = embedding.forward(parameters, all);
    const alone = embedding.forward(parameters, tf.slice(all, [2, 0], [1, 64]));
    const apart = tf.max(tf.abs(tf.sub(tf.slice(features, [2, 0], [1, 20]), alone)));
    assert.ok(apart.dataSync()[0] < 1e-5);
    const stronger = embedding.forward(parameters, tf.mul(all, 100));
    assert.ok(tf.max(tf.abs(tf.sub(stronger, features))).dataSync()[0] < 1e-3);
    assert.throws(
      () => embedding.forward(parameters, tf.zeros([2, 63])),
      /images: got \[2, 63\], expected \[images, 64\]/,
    );
  });
  assert.throws(
    () => convolutionalEmbedding({ side: 8, blocks: 4 }),
    /blocks: got 4, .* at most 3/,
  );
  assert.throws(() => convolutionalEmbedding({ channels: 0 }), /channels/);
});

test('what is learned helps to tell other classes apart; the same seed, the same', async () => {
  await ready();
  const embedding = convolutionalEmbedding({ side: SIDE, blocks: 2, channels: 8 });
  const size = { ways: 5, shots: 1, queries: 3 };
  const [pool, others] = [patterns(60, 3), patterns(20, 4)];
  const draws = createRandom(5);
  const unseen = Array.from({ length: 40 }, () => drawEpisode(others, size, draws));
  const learned = (): number[] => {
    const network = new PrototypicalNetwork({
      embedding,
      random: createRandom(6),
      learningRate: 0.01,
    });
    const random = createRandom(7);
    const errors = [errorShare(unseen, (episode) => network.answers(episode))];
    for (let i = 0; i < 300; i++) network.update(drawEpisode(pool, size, random));
    errors.push(errorShare(unseen, (episode) => network.answers(episode)));
    assert.equal(network.step, 300);
    network.dispose();
    return errors;
  };
  const [before, after] = learned();
  assert.ok(after < before - 0.15, `errors before ${before}, after ${after}`);
  assert.deepEqual(learned(), [before, after]);
});
