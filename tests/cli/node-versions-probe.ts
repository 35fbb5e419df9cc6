// Run by node-versions.system.test.ts under another Node: trains a little on the native library,
// and adds with polars. Prints one JSON object.
import pl from 'nodejs-polars';
import { createRandom } from '../../src/core/random';
import { backend, randomNormal, ready, tf } from '../../src/tf';

async function main(): Promise<void> {
  await ready();
  const random = createRandom(3);
  const x = randomNormal([32, 4], random);
  const goal = tf.tanh(tf.matMul(x, randomNormal([4, 2], random)));
  const w = tf.variable(randomNormal([4, 2], random, 0.1));
  const optimizer = tf.train.adam(0.1);
  const loss = (): tf.Scalar =>
    tf.mean<tf.Scalar>(tf.square(tf.sub(tf.tanh(tf.matMul(x, w)), goal)));
  const first = loss().dataSync()[0];
  for (let i = 0; i < 60; i++) optimizer.minimize(loss);
  const sum = pl
    .DataFrame({ x: [40, 2] })
    .getColumn('x')
    .sum();
  console.log(
    JSON.stringify({
      node: process.versions.node,
      backend: backend().name,
      reason: backend().reason,
      first,
      last: loss().dataSync()[0],
      sum,
    }),
  );
}

void main();
