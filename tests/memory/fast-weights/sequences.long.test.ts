import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { compile } from '../../../src/compile';
import { createRandom } from '../../../src/core/random';
import { ready, tf } from '../../../src/tf';
import fc from '../../properties';
import {
  differences,
  gradientsOf,
  type Lists,
  ourSequence,
  plainSequence,
  randomInputs,
  relativeError,
  type Rule,
  rules,
  shapesOf,
  type Sizes,
  tensorsOf,
  weighed,
  weighedTensors,
} from './sequences';

before(ready);

const TOLERANCE = 1e-5;

/** Expects what the plain loops say, step by step or in chunks. */
function sameAsPlain(rule: Rule, sizes: Sizes, inputs: Lists, chunkSizes: (number | undefined)[]) {
  const expected = plainSequence(rule, sizes, inputs);
  const slopes = differences((at) => weighed(plainSequence(rule, sizes, at)), inputs);
  tf.tidy(() => {
    const tensors = tensorsOf(inputs, shapesOf(rule, sizes));
    for (const chunkSize of chunkSizes) {
      const what = `${rule}, ${JSON.stringify(sizes)}, chunks of ${chunkSize}`;
      const { outputs, state } = ourSequence(rule, tensors, chunkSize);
      assert.ok(relativeError(outputs, expected.outputs) < TOLERANCE, `outputs: ${what}`);
      assert.ok(relativeError(state, expected.state) < TOLERANCE, `state: ${what}`);
      const gradients = gradientsOf((at) => {
        const found = ourSequence(rule, at, chunkSize);
        return weighedTensors([found.outputs, found.state]);
      }, tensors);
      for (const [name, gradient] of Object.entries(gradients)) {
        const error = relativeError(gradient, slopes[name]);
        assert.ok(error < TOLERANCE, `gradient of ${name}: ${error}, ${what}`);
      }
    }
  });
}

for (const rule of rules) {
  test(`${rule}: outputs, state and gradients equal plain loops, step by step and in chunks`, () =>
    fc.assert(
      fc.property(
        fc.record({
          batch: fc.integer({ min: 1, max: 2 }),
          heads: fc.integer({ min: 1, max: 2 }),
          length: fc.integer({ min: 1, max: 7 }),
          keySize: fc.integer({ min: 1, max: 4 }),
          valueSize: fc.integer({ min: 1, max: 3 }),
        }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 1e6 }),
        (sizes, chunkSize, seed) => {
          const inputs = randomInputs(rule, sizes, createRandom(seed));
          sameAsPlain(rule, sizes, inputs, [undefined, chunkSize]);
        },
      ),
      { numRuns: 15 },
    ));

  test(`${rule}: gates at their ends do no harm, forward and backward`, () => {
    const sizes = { batch: 1, heads: 1, length: 7, keySize: 3, valueSize: 2 };
    const ends: Record<string, number[]> = {
      rates: [0, 1, 2, 1, 0, 1, 1],
      logDecay: [0, -50, -1e-3, -50, -50, 0, -1000],
      learningRates: [0, 0.5, 1, 0.5, 0, 0.5, 0.5],
      momentum: [0, 1, 0, 0.5, 0, 0, 1],
      forgetting: [0, 1, 1, 0, 0.5, 1, 0],
    };
    const inputs = randomInputs(rule, sizes, createRandom(3));
    for (const name of Object.keys(inputs)) inputs[name] = ends[name] ?? inputs[name];
    sameAsPlain(rule, sizes, inputs, [undefined, 3, 7]);
  });

  test(`${rule}: keys that are all alike cost no accuracy in large chunks`, () => {
    const sizes = { batch: 1, heads: 1, length: 128, keySize: 4, valueSize: 3 };
    const random = createRandom(5);
    for (const spread of [0, 0.1]) {
      const inputs = randomInputs(rule, sizes, random);
      inputs.keys = inputs.keys.map((_, i) => 0.5 + spread * (random.uniform() - 0.5) * (i % 3));
      const gates = { rates: 1, logDecay: 0, learningRates: 0.5, momentum: 0.3, forgetting: 0 };
      for (const [name, value] of Object.entries(gates))
        if (inputs[name]) inputs[name] = inputs[name].map(() => value);
      const expected = plainSequence(rule, sizes, inputs);
      const slopes = differences((at) => weighed(plainSequence(rule, sizes, at)), inputs);
      tf.tidy(() => {
        const tensors = tensorsOf(inputs, shapesOf(rule, sizes));
        const loss = (chunkSize?: number) => (at: Record<string, tf.Tensor>) => {
          const found = ourSequence(rule, at, chunkSize);
          return weighedTensors([found.outputs, found.state]);
        };
        for (const chunkSize of [undefined, 32, 50, 64]) {
          const { outputs, state } = ourSequence(rule, tensors, chunkSize);
          assert.ok(relativeError(outputs, expected.outputs) < TOLERANCE, `${chunkSize}`);
          assert.ok(relativeError(state, expected.state) < TOLERANCE, `${chunkSize}`);
          const gradients = gradientsOf(loss(chunkSize), tensors);
          for (const [name, gradient] of Object.entries(gradients)) {
            const error = relativeError(gradient, slopes[name]);
            assert.ok(error < TOLERANCE, `${name}: ${error}, chunks of ${chunkSize}`);
          }
        }
      });
    }
  });

  test(`${rule}: second derivatives in chunks are those step by step`, () =>
    tf.tidy(() => {
      const sizes = { batch: 1, heads: 2, length: 6, keySize: 3, valueSize: 2 };
      const shapes = shapesOf(rule, sizes);
      const tensors = tensorsOf(randomInputs(rule, sizes, createRandom(7)), shapes);
      const second = (chunkSize?: number): Record<string, tf.Tensor> =>
        gradientsOf((outer) => {
          const first = gradientsOf((at) => {
            const { outputs, state } = ourSequence(rule, at, chunkSize);
            return tf.add(tf.sum(tf.square(outputs)), tf.sum(tf.square(state)));
          }, outer);
          return tf.addN(Object.values(first).map((g) => tf.sum(tf.square(g)))) as tf.Scalar;
        }, tensors);
      const [expected, found] = [second(), second(4)];
      for (const name of Object.keys(shapes)) {
        const error = relativeError(found[name], expected[name].dataSync());
        assert.ok(error < TOLERANCE, `${name}: ${error}`);
      }
    }));

  test(`${rule}: compiled as op by op; what one row holds does not reach another`, () =>
    tf.tidy(() => {
      const sizes = { batch: 3, heads: 2, length: 9, keySize: 4, valueSize: 3 };
      const shapes = shapesOf(rule, sizes);
      const tensors = tensorsOf(randomInputs(rule, sizes, createRandom(11)), shapes);
      for (const chunkSize of [undefined, 4]) {
        const run = (at: Record<string, tf.Tensor>) => ({ ...ourSequence(rule, at, chunkSize) });
        const compiled = compile(run);
        const [eager, graph] = [run(tensors), compiled(tensors)];
        compiled.dispose();
        for (const part of ['outputs', 'state'] as const) {
          assert.ok(relativeError(graph[part], eager[part].dataSync()) < 1e-6, part);
          const last = Object.fromEntries(
            Object.entries(tensors).map(([name, x]) => [name, tf.slice(x, [2], [1])]),
          );
          const alone = run(last)[part];
          assert.ok(relativeError(alone, tf.slice(eager[part], [2], [1]).dataSync()) < 1e-6, part);
        }
      }
    }));

  test(`${rule}: a sequence in two parts ends as the whole`, () =>
    tf.tidy(() => {
      const sizes = { batch: 2, heads: 1, length: 8, keySize: 3, valueSize: 2 };
      const tensors = tensorsOf(randomInputs(rule, sizes, createRandom(13)), shapesOf(rule, sizes));
      const { initialState, ...steps } = tensors;
      const part = (from: number): Record<string, tf.Tensor> =>
        Object.fromEntries(
          Object.entries(steps).map(([name, x]) => [name, tf.slice(x, [0, 0, from], [-1, -1, 4])]),
        );
      for (const chunkSize of [undefined, 3]) {
        const whole = ourSequence(rule, tensors, chunkSize);
        const first = ourSequence(rule, { ...part(0), initialState }, chunkSize);
        const { change } = first as { change?: tf.Tensor };
        const from = { initialState: first.state, ...(change && { initialChange: change }) };
        const second = ourSequence(rule, { ...part(4), ...from }, chunkSize);
        assert.ok(relativeError(second.state, whole.state.dataSync()) < 1e-6);
        const outputs = tf.concat([first.outputs, second.outputs], 2);
        assert.ok(relativeError(outputs, whole.outputs.dataSync()) < 1e-6);
      }
    }));
}
