import { tf } from '../../tf';

const EPSILON = 1e-6;

/**
 * Temporal links: which slot was written right after which (Graves et al. 2016, Methods, "Temporal
 * memory linkage": L_t). The diagonal stays 0.
 * @param link `[B, H, N, N]`
 * @param precedence of the last step `[B, H, N]`
 * @param writeWeights of this step `[B, H, N]`
 * @returns `[B, H, N, N]`
 */
export function updateLink(
  link: tf.Tensor4D,
  precedence: tf.Tensor3D,
  writeWeights: tf.Tensor3D,
): tf.Tensor4D {
  return linkage(link, precedence, writeWeights) as tf.Tensor4D;
}

/**
 * L = (K L' + w p^T) off the diagonal, with K_ij = 1 - w_i - w_j. Passes over [N, N] are what a
 * step costs, so the gradient is written out. With G that of L, off the diagonal: dL' = K G, dp =
 * G^T w, and dw = G p less the sums of G L' over rows and columns. K is made anew from what was
 * saved, or a second derivative would not find its way back to w.
 */
const linkage = tf.customGrad((...given) => {
  const [link, precedence, writeWeights, save] = given as unknown as [
    tf.Tensor4D,
    tf.Tensor3D,
    tf.Tensor3D,
    tf.GradSaveFunc,
  ];
  const off = tf.sub(1, tf.eye(link.shape[3]));
  save([link, precedence, writeWeights]);
  return {
    value: tf.mul(
      tf.add(
        tf.mul(keptLinks(writeWeights), link),
        tf.mul(tf.expandDims(writeWeights, 3), tf.expandDims(precedence, 2)),
      ),
      off,
    ),
    gradFunc: (dy, saved) => {
      const [before, p, w] = saved as [tf.Tensor4D, tf.Tensor3D, tf.Tensor3D];
      const g = tf.mul(dy, tf.sub(1, tf.eye(before.shape[3])));
      const change = tf.mul(g, before);
      const dw = tf.sub(
        tf.squeeze(tf.matMul(g, tf.expandDims(p, 3)), [3]),
        tf.add(tf.sum(change, 3), tf.sum(change, 2)),
      );
      return [tf.mul(g, keptLinks(w)), tf.squeeze(tf.matMul(tf.expandDims(w, 2), g), [2]), dw];
    },
  };
});

/**
 * 1 - w_i - w_j, `[B, H, N, N]`: as a product of two thin matrices, which is quicker than to spread
 * two vectors.
 */
function keptLinks(w: tf.Tensor3D): tf.Tensor4D {
  const ones: tf.Tensor3D = tf.ones(w.shape);
  return tf.matMul(tf.stack([tf.sub(1, w), ones], 2), tf.stack([ones, tf.neg(w)], 2), true);
}

/**
 * Precedence: how far each slot was the last one written (p_t).
 * @param precedence `[B, H, N]` @param writeWeights of this step `[B, H, N]`
 */
export function updatePrecedence(precedence: tf.Tensor3D, writeWeights: tf.Tensor3D): tf.Tensor3D {
  return tf.add(tf.mul(tf.sub(1, tf.sum(writeWeights, 2, true)), precedence), writeWeights);
}

/**
 * Where reading goes if it follows the order of writing, or the reverse order (f_t and b_t).
 * @param link of this step `[B, H, N, N]` @param readWeights of the last step `[B, R, N]`
 * @returns both `[B, R, H, N]`
 */
export function directionalWeights(
  link: tf.Tensor4D,
  readWeights: tf.Tensor3D,
): { forward: tf.Tensor4D; backward: tf.Tensor4D } {
  const reads = forEachHead(readWeights, link.shape[1]);
  return {
    forward: readsFirst(tf.matMul(reads, link, false, true)),
    backward: readsFirst(tf.matMul(reads, link)),
  };
}

/** A write that a link matrix does not hold yet. */
export interface LinkWrite {
  /** Precedence before the write: `[B, H, N]`. */
  readonly precedence: tf.Tensor3D;
  /** Where each head wrote: `[B, H, N]`. */
  readonly writeWeights: tf.Tensor3D;
}

/**
 * The links after two writes, in one pass over them: the same as `updateLink` for the one and then
 * for the other. With v and q the weights and the precedence of the first write, w and p those of
 * the second, each number of the links is kept by (1 - w_i - w_j) (1 - v_i - v_j), and (1 - w_i -
 * w_j) v_i q_j + w_i p_j is added. Both are products of thin matrices.
 * @param link `[B, H, N, N]`, its diagonal 0
 * @returns `[B, H, N, N]`
 */
export function updateLinkTwice(
  link: tf.Tensor4D,
  first: LinkWrite,
  second: LinkWrite,
): tf.Tensor4D {
  const { writeWeights: v, precedence: q } = first;
  const { writeWeights: w, precedence: p } = second;
  const ones: tf.Tensor3D = tf.ones(w.shape);
  const restV: tf.Tensor3D = tf.sub(1, v);
  const restW: tf.Tensor3D = tf.sub(1, w);
  const minusW: tf.Tensor3D = tf.neg(w);
  const kept = sumOfProducts(
    [tf.mul(restW, restV), restW, restV, ones],
    [ones, tf.neg(v), minusW, tf.mul(w, v)],
  );
  const added = sumOfProducts([tf.mul(restW, v), v, w], [q, tf.mul(minusW, q), p]);
  return tf.mul(tf.add(tf.mul(kept, link), added), tf.sub(1, tf.eye(link.shape[3])));
}

/**
 * The sum of the outer products of some pairs of vectors, as one product of two thin matrices.
 * @param rows of each pair the vector along the rows of the result, `[B, H, N]`
 * @param columns the one along its columns, `[B, H, N]`
 * @returns `[B, H, N, N]`
 */
const sumOfProducts = (rows: readonly tf.Tensor[], columns: readonly tf.Tensor[]): tf.Tensor4D =>
  tf.matMul(tf.stack([...rows], 2), tf.stack([...columns], 2), true);

/**
 * The same as `directionalWeights` of the links that a write leaves behind, read through the old
 * ones: the new links need not be made for it, and no gradient has to pass over them. That
 * pays where no later step reads them. With L the old links, w the write weights, p the old
 * precedence and r the read weights, forward is (1 - w) Lr - L(wr) + w (p.r) - wpr, and backward
 * the same with L^T in the place of L, and p and w changed about in the last two terms, of which
 * the last keeps the diagonal out.
 * @param link `[B, H, N, N]`, its diagonal 0, and readWeights `[B, R, N]` of the last step
 * @returns both `[B, R, H, N]`
 */
export function directionalWeightsAfter(
  link: tf.Tensor4D,
  { precedence, writeWeights }: LinkWrite,
  readWeights: tf.Tensor3D,
): { forward: tf.Tensor4D; backward: tf.Tensor4D } {
  const links = offDiagonal(link) as tf.Tensor4D;
  const reads = forEachHead(readWeights, link.shape[1]);
  const p = tf.expandDims<tf.Tensor4D>(precedence, 2);
  const w = tf.expandDims<tf.Tensor4D>(writeWeights, 2);
  const kept = tf.sub<tf.Tensor4D>(1, w);
  const both = tf.concat([reads, tf.mul<tf.Tensor4D>(w, reads)], 2);
  const follow = (found: tf.Tensor4D, to: tf.Tensor4D, from: tf.Tensor4D): tf.Tensor4D => {
    const [plain, weighted] = tf.split(found, 2, 2);
    const share = tf.mul(from, reads);
    return tf.add(
      tf.sub(tf.mul(kept, plain), weighted),
      tf.mul(to, tf.sub(tf.sum(share, 3, true), share)),
    );
  };
  return {
    forward: readsFirst(follow(tf.matMul(both, links, false, true), w, p)),
    backward: readsFirst(follow(tf.matMul(both, links), p, w)),
  };
}

/** Read weights `[B, R, N]` for each write head: `[B, H, R, N]`. */
function forEachHead(readWeights: tf.Tensor3D, heads: number): tf.Tensor4D {
  const reads = tf.expandDims<tf.Tensor4D>(readWeights, 1);
  return heads === 1 ? reads : tf.tile(reads, [1, heads, 1, 1]);
}

/** `[B, H, R, N]` to `[B, R, H, N]`. */
function readsFirst(x: tf.Tensor4D): tf.Tensor4D {
  const [batch, heads, reads, slots] = x.shape;
  return heads === 1 ? tf.reshape(x, [batch, reads, heads, slots]) : tf.transpose(x, [0, 2, 1, 3]);
}

/** Links, whose diagonal is 0, as they are; so is that of their gradient. */
const offDiagonal = tf.customGrad((...given) => {
  const link = given[0] as tf.Tensor;
  const { shape } = link;
  return {
    value: link.clone(),
    gradFunc: (dy) => tf.mul(dy, tf.sub(1, tf.eye(shape[3] as number))),
  };
});

/**
 * Directional reads made sharp again (Csordas & Schmidhuber 2019, section 3.3): d_i^s over the sum
 * of d_j^s. Each time a head follows the links, the noise of the link matrix spreads its weights; s
 * undoes that. With no link to follow, the weights are spread evenly. As in the authors' code, 1e-6
 * is added to d first; here the powers are taken as a softmax of s log d, which neither overflows
 * nor underflows.
 * @param weights d, backward or forward, `[B, R, H, N]`
 * @param sharpness s of each read head, at least 1, `[B, R]`
 * @returns `[B, R, H, N]`, the weights of each head sum to 1
 */
export function sharpenWeights(weights: tf.Tensor4D, sharpness: tf.Tensor2D): tf.Tensor4D {
  // relu: rounding can leave -1e-8
  const logs = tf.log(tf.add<tf.Tensor4D>(tf.relu(weights), EPSILON));
  return tf.softmax(tf.mul(logs, tf.reshape(sharpness, [...sharpness.shape, 1, 1]))) as tf.Tensor4D;
}
