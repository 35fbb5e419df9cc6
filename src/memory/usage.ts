import { slices, stopGradient, tf, unstack } from '../tf';

const EPSILON = 1e-6;

/**
 * Usage after the last step's writes and this step's free gates (Graves et al. 2016, Methods, "Dynamic memory allocation": psi_t and u_t).
 * Gradients stop at the write weights, as in google-deepmind/dnc.
 * @param usage `[B, N]` @param writeWeights of the last step `[B, H, N]` @param readWeights of the last step `[B, R, N]` @param freeGates `[B, R]`
 * @returns `[B, N]`, in 0..1
 */
export function updateUsage(usage: tf.Tensor2D, writeWeights: tf.Tensor3D, readWeights: tf.Tensor3D, freeGates: tf.Tensor2D): tf.Tensor2D {
  const untouched = product(tf.sub(1, stopGradient(writeWeights)));
  return tf.mul(tf.add(usage, tf.mul(tf.sub(1, usage), tf.sub(1, untouched))), retentionWeights(readWeights, freeGates));
}

/**
 * How far each slot is kept: less, the more a head with an open free gate read it last (psi_t).
 * @param readWeights of the last step `[B, R, N]` @param freeGates `[B, R]`
 * @returns `[B, N]`, in 0..1
 */
export function retentionWeights(readWeights: tf.Tensor3D, freeGates: tf.Tensor2D): tf.Tensor2D {
  return product(tf.sub(1, tf.mul(tf.expandDims(freeGates, 2), readWeights)));
}

/**
 * Allocation: the least used slot gets most of the weight, the next what is left, and so on (Graves et al. 2016, eq. 1 of "Dynamic memory allocation").
 * The paper sorts the slots; here every pair is compared instead, so that no op without a gradient is needed: a_i = (1 - u_i) times the product of u_j over the slots j that are freer than i.
 * Ties go to the lower slot. Gradients flow through the values, not the order.
 * @param usage `[B, N]`, in 0..1
 * @returns `[B, N]`, sums to at most 1
 */
export function allocationWeights(usage: tf.Tensor2D): tf.Tensor2D {
  const bounded: tf.Tensor2D = tf.add(EPSILON, tf.mul(1 - EPSILON, usage));
  const free: tf.Tensor2D = tf.sub(1, bounded);
  const freerProduct = tf.exp(tf.squeeze(tf.matMul(freerSlots(stopGradient(free)), tf.expandDims<tf.Tensor3D>(tf.log(bounded), 2)), [2]));
  return tf.mul(free, freerProduct) as tf.Tensor2D;
}

/**
 * Allocation for several write heads in turn: what one head takes counts as used for the next.
 * @param usage `[B, N]` @param writeShare allocation gate x write gate of each head `[B, H]`
 * @returns `[B, H, N]`
 */
export function allocationForHeads(usage: tf.Tensor2D, writeShare: tf.Tensor2D): tf.Tensor3D {
  const shares = slices<tf.Tensor2D>(writeShare, 1);
  const weights: tf.Tensor2D[] = [];
  let taken = usage;
  shares.forEach((_, head) => {
    if (head > 0) taken = tf.add(taken, tf.mul(tf.mul(tf.sub(1, taken), shares[head - 1]), weights[head - 1]));
    weights.push(allocationWeights(taken));
  });
  return tf.stack(weights, 1) as tf.Tensor3D;
}

/** `[B, N, N]`: 1 where slot j is freer than slot i, or as free and lower; else 0. */
function freerSlots(free: tf.Tensor2D): tf.Tensor3D {
  const slots = free.shape[1];
  const mine = tf.expandDims<tf.Tensor3D>(free, 2);
  const other = tf.expandDims<tf.Tensor3D>(free, 1);
  const index = tf.range(0, slots, 1, 'int32');
  const lower = tf.less(tf.expandDims(index, 0), tf.expandDims(index, 1));
  const first: tf.Tensor3D = tf.logicalOr(tf.greater(other, mine), tf.logicalAnd(tf.equal(other, mine), tf.expandDims(lower, 0)));
  return tf.cast(first, 'float32');
}

/** Product along axis 1, slice by slice: tf.prod has no second derivative. */
const product = (x: tf.Tensor): tf.Tensor2D => unstack<tf.Tensor2D>(x, 1).reduce((a, b) => tf.mul(a, b));
