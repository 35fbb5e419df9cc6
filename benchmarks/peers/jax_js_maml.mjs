// The MAML meta-step of src/meta in jax-js (Finn et al. 2017), all tasks at once as in
// torch_maml.py: every task has a copy of the weights, whose gradients the sum of the tasks' losses
// keeps apart.
//
// Not one task and vmap over tasks as in jax_maml.py: that makes outer products for which jax-js
// 0.1.25 gives wrong numbers on Wasm with 32-bit floats (gradients 2 % off; right on its `cpu`).
import { grad, nn, numpy as np, tree } from '@jax-js/jax';

const LAYERS = 3;

/**
 * Squared errors. `x` and `y` `[tasks, rows, 1]`, kernels `[tasks, inputs, outputs]`, biases
 * `[tasks, 1, outputs]`.
 */
function squaredErrors(weights, x, y) {
  for (let layer = 1; layer <= LAYERS; layer++) {
    x = np.matmul(x, weights[`w${layer}`]).add(weights[`b${layer}`]);
    if (layer < LAYERS) x = nn.relu(x);
  }
  return np.square(x.sub(y));
}

/** A copy of a kernel or bias for every task. */
function copies(weight, tasks) {
  const [rows, columns] = weight.ndim === 2 ? weight.shape : [1, weight.shape[0]];
  return np.broadcastTo(weight.reshape([1, rows, columns]), [tasks, rows, columns]);
}

/** The loss of all tasks after one inner step each, as a function of the weights before it. */
export function mamlLoss({ innerLearningRate }) {
  return (weights, supportX, supportY, queryX, queryY) => {
    const [tasks, rows] = supportX.shape;
    const inner = (...given) =>
      squaredErrors(...given)
        .sum()
        .div(rows);
    const own = {};
    for (const [name, weight] of Object.entries(weights)) own[name] = copies(weight, tasks);
    const gradients = grad(inner)(tree.ref(own), supportX, supportY);
    const adapted = {};
    for (const [name, weight] of Object.entries(own))
      adapted[name] = weight.sub(gradients[name].mul(innerLearningRate));
    return squaredErrors(adapted, queryX, queryY).mean();
  };
}
