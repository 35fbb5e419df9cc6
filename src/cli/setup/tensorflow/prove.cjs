// Does the native TensorFlow library in a copy of tfjs-node load and compute? Run by stage.mjs in a
// process of its own.
const util = require('node:util');
const old = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (util));
// Node 23 removed both
old.isNullOrUndefined ??= (/** @type {unknown} */ value) => value === null || value === undefined;
old.isArray ??= Array.isArray;

const tf = require(/** @type {string} */ (process.argv[2]));
const product = tf
  .matMul(
    [
      [1, 2],
      [3, 4],
    ],
    [[5], [6]],
  )
  .dataSync();
if (product[0] !== 17 || product[1] !== 39)
  throw new Error(`TensorFlow computes ${product}, expected 17,39`);
console.log(`TensorFlow ${tf.backend().binding.TF_Version}`);
