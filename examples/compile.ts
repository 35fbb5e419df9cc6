// Any pure function of tensors as one native call.
import { compile } from 'neural-memory-lab/compile';
import { ready, tf } from 'neural-memory-lab/tf';

await ready();

/** A softmax over similarities: how a memory is addressed. */
function address(memory: tf.Tensor2D, key: tf.Tensor2D) {
  const similarity = tf.matMul(tf.div(memory, tf.norm(memory, 2, 1, true)), key, false, true);
  return tf.softmax(tf.mul(tf.reshape(similarity, [1, -1]), 20));
}

const fast = compile(address);
const memory = tf.tensor2d([
  [1, 0],
  [0, 1],
  [1, 1],
]);
const key = tf.tensor2d([[0, 1]]);
console.log('slot', fast(memory, key).argMax(1).dataSync()[0]); // the second call is the fast one
console.log('slot', fast(memory, key).argMax(1).dataSync()[0]);

// prints:
// slot 1
// slot 1
