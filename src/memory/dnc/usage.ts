import { slices, stack, stopGradient, tf, unstack } from '../../tf';

const EPSILON = 1e-6;

/**
 * Usage after the last step's writes and this step's free gates (Graves et al. 2016, Methods,
 * "Dynamic memory allocation": psi_t and u_t). Gradients stop at the write weights, as in
 * google-deepmind/dnc.
 * @param usage `[B, N]`
 * @param writeWeights of the last step `[B, H, N]`
 * @param readWeights of the last step `[B, R, N]`
 * @param freeGates `[B, R]`
 * @returns `[B, N]`, in 0..1
 */
export function updateUsage(
  usage: tf.Tensor2D,
  writeWeights: tf.Tensor3D,
  readWeights: tf.Tensor3D,
  freeGates: tf.Tensor2D,
): tf.Tensor2D {
  const untouched = product(tf.sub(1, stopGradient(writeWeights)));
  return tf.mul(
    tf.add(usage, tf.mul(tf.sub(1, usage), tf.sub(1, untouched))),
    retentionWeights(readWeights, freeGates),
  );
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
 * Allocation: the least used slot gets most of the weight, the next what is left, and so on (Graves
 * et al. 2016, eq. 1 of "Dynamic memory allocation"): a_i = (1 - u_i) times the product of u_j over
 * the slots j that are freer than i. Ties go to the lower slot. Gradients flow through the values,
 * not the order.
 * @param usage `[B, N]`, in 0..1
 * @returns `[B, N]`, sums to at most 1
 */
export function allocationWeights(usage: tf.Tensor2D): tf.Tensor2D {
  return allocation(tf.add(EPSILON, tf.mul(1 - EPSILON, usage))) as tf.Tensor2D;
}

/**
 * The products are sums of logarithms over the slots in order of use. With g the gradient of a, in
 * that order: du_j = (sum of g a over all later slots) / u_j - g_j times the product before j.
 * Order and places are whole numbers, through which no gradient flows.
 */
const allocation = tf.customGrad((...given) => {
  const [usage, save] = given as unknown as [tf.Tensor2D, tf.GradSaveFunc];
  save([usage]);
  const { order, places } = byUse(usage);
  return {
    value: inOrder(allocated(sorted(usage, order, places)), places, order),
    gradFunc: (dy, [kept]) => {
      const { order, places } = byUse(kept as tf.Tensor2D);
      const u = sorted(kept as tf.Tensor2D, order, places);
      const g = inOrder(dy as tf.Tensor2D, order, places);
      const before = productBefore(u);
      const later = tf.cumsum(tf.mul(g, tf.mul(tf.sub(1, u), before)), 1, true, true);
      return inOrder(tf.sub(tf.div(later, u), tf.mul(g, before)), places, order);
    },
  };
});

/** Of slots in order of use, u: the product of those before each, and what is allocated to each. */
const productBefore = (u: tf.Tensor2D): tf.Tensor2D =>
  tf.exp(tf.cumsum<tf.Tensor2D>(tf.log(u), 1, true));
const allocated = (u: tf.Tensor2D): tf.Tensor2D => tf.mul(tf.sub(1, u), productBefore(u));

/**
 * The slots of each row from the least used to the most, of equals the lower first, and the place
 * of each slot in that order: two permutations, each the other's inverse, `[B, N]`.
 */
function byUse(usage: tf.Tensor2D): { order: tf.Tensor2D; places: tf.Tensor2D } {
  const slots = usage.shape[1];
  const order = stopGradient(tf.topk(stopGradient(tf.neg(usage)), slots).indices);
  return { order, places: stopGradient(tf.topk(tf.neg(tf.cast(order, 'float32')), slots).indices) };
}

/** The usage of the slots in order of use, as sorting gives it, `[B, N]`. */
function sorted(usage: tf.Tensor2D, order: tf.Tensor2D, places: tf.Tensor2D): tf.Tensor2D {
  const ascending = tf.customGrad((u) => {
    const negated = tf.neg(u as tf.Tensor2D);
    return {
      value: tf.neg(tf.topk(negated, usage.shape[1]).values),
      gradFunc: (dy) => inOrder(dy as tf.Tensor2D, places, order),
    };
  });
  return ascending(usage) as tf.Tensor2D;
}

/** `[B, N]`, each row in the order of a permutation. The gradient comes back by the inverse. */
function inOrder(x: tf.Tensor2D, order: tf.Tensor2D, inverse: tf.Tensor2D): tf.Tensor2D {
  const [batch, slots] = x.shape;
  const rows = tf.mul(tf.range(0, batch, 1, 'int32'), tf.scalar(slots, 'int32'));
  const flat = tf.reshape(tf.add(order, tf.expandDims(rows, 1)), [x.size, 1]);
  const permuted = tf.customGrad((v) => ({
    value: tf.reshape(tf.gatherND(tf.reshape(v as tf.Tensor, [x.size]), flat), x.shape),
    gradFunc: (dy) => inOrder(dy as tf.Tensor2D, inverse, order),
  }));
  return permuted(x) as tf.Tensor2D;
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
    if (head > 0)
      taken = tf.add(taken, tf.mul(tf.mul(tf.sub(1, taken), shares[head - 1]), weights[head - 1]));
    weights.push(allocationWeights(taken));
  });
  return stack(weights, 1);
}

/** Product along axis 1, slice by slice: the gradient of tf.prod goes over all pairs of factors. */
const product = (x: tf.Tensor): tf.Tensor2D =>
  unstack<tf.Tensor2D>(x, 1).reduce((a, b) => tf.mul(a, b));
