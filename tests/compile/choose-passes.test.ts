// Passes over a graph that are left out, as the bench's profile does.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { adam, compileTraining, type Named } from '../../src/compile';
import { runsPass, traceWith } from '../../src/compile/choosePasses';
import type { NodeDef } from '../../src/compile/graph';
import { passNames } from '../../src/compile/simplify';
import { backend, ready, tf } from '../../src/tf';

before(ready);

/** Losses of three steps of a small network, and the graph that made them. */
function train(without: readonly string[]): { losses: number[]; ops: string[] } {
  const parameters = {
    w: tf.tensor2d([0.1, -0.2, 0.3, 0.4, -0.5, 0.6], [2, 3]),
    v: tf.tensor2d([0.5, -0.3, 0.2], [3, 1]),
  };
  const x = tf.tensor2d([1, 2, -1, 0.5], [2, 2]);
  const training = compileTraining({
    parameters,
    clipNorm: 0.1,
    optimizer: adam({ learningRate: 0.01 }),
    loss: ({ w, v }: Named, rows: tf.Tensor2D) => {
      const once = tf.matMul(tf.relu(tf.matMul(rows, w)), v);
      const twice = tf.matMul(tf.relu(tf.matMul(tf.neg(rows), w)), v);
      return tf.mean(tf.square(tf.sub(tf.add(once, twice), 1))) as tf.Scalar;
    },
  });
  let graph: readonly NodeDef[] = [];
  const onGraph = (nodes: readonly NodeDef[]): void => void (graph = nodes);
  const first = traceWith({ without, onGraph }, () => training.update(x));
  const losses = [first, training.update(x), training.update(x)];
  training.dispose();
  tf.dispose([x, parameters.w, parameters.v]);
  return { losses, ops: graph.map(({ op }) => op) };
}

test('a step is the same whichever pass over its graph is left out', async () => {
  await ready();
  const all = train([]);
  for (const without of [...passNames.map((name) => [name]), passNames]) {
    const { losses } = train(without);
    losses.forEach((loss, i) => {
      assert.ok(Math.abs(loss - all.losses[i]) <= 1e-6, `${without.join()}: ${loss}`);
    });
  }
});

test('a pass that is left out leaves the graph as it was; all run again afterwards', () => {
  if (backend().name !== 'tensorflow') return; // there are no graphs
  const count = (ops: readonly string[], op: string): number =>
    ops.filter((one) => one === op).length;
  assert.equal(count(train([]).ops, 'ReluGrad'), 2);
  assert.equal(count(train(['gradient of relu in one']).ops, 'ReluGrad'), 0);
  assert.equal(count(train(passNames).ops, 'L2Loss'), 0);
  assert.throws(() =>
    traceWith({ without: passNames }, () => {
      assert.equal(runsPass(passNames[0]), false);
      throw new Error('stop');
    }),
  );
  assert.ok(passNames.every(runsPass));
});
