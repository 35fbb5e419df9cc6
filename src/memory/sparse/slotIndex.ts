import { tf, untaped } from '../../tf';

/**
 * Places of slots among the rows of all groups: slot s of group g of N slots is row g N + s.
 * @param slots `[G, n]`, whole numbers of any type
 * @returns `[G n]`, int32, through which no gradient flows
 */
export function placesOf(slots: tf.Tensor2D, N: number): tf.Tensor1D {
  const [groups, count] = slots.shape;
  const whole = tf.cast(untaped(slots), 'int32');
  if (groups === 1) return tf.reshape(whole, [count]);
  const starts = tf.mul(tf.range(0, groups, 1, 'int32'), tf.scalar(N, 'int32'));
  return tf.reshape(tf.add(whole, tf.expandDims(starts, 1)), [groups * count]);
}

/**
 * The rows at some slots. Gradients flow to those rows.
 * @param table `[G, N, W]` @param slots `[G, n]`
 * @returns `[G, n, W]`
 */
export function slotRows(table: tf.Tensor3D, slots: tf.Tensor2D): tf.Tensor3D {
  const [groups, N, W] = table.shape;
  const rows = tf.gather(tf.reshape(table, [groups * N, W]), placesOf(slots, N));
  return tf.reshape(rows, [groups, slots.shape[1], W]);
}

/**
 * The numbers at some slots.
 * @param table `[G, N]` @param slots `[G, n]`
 * @returns `[G, n]`
 */
export function slotNumbers(table: tf.Tensor2D, slots: tf.Tensor2D): tf.Tensor2D {
  const [groups, N] = table.shape;
  return tf.reshape(tf.gather(tf.reshape(table, [groups * N]), placesOf(slots, N)), slots.shape);
}

/**
 * A copy of a table with other rows at some slots. Rows for the same slot must be equal.
 * @param table `[G, N, W]` @param slots `[G, n]` @param rows `[G, n, W]`
 */
export function withRows(table: tf.Tensor3D, slots: tf.Tensor2D, rows: tf.Tensor3D): tf.Tensor3D {
  const [groups, N, W] = table.shape;
  const places = placesOf(slots, N);
  const changed = tf.tensorScatterUpdate(
    tf.reshape(table, [groups * N, W]),
    tf.reshape(places, [places.size, 1]),
    tf.reshape(rows, [places.size, W]),
  );
  return tf.reshape(changed, table.shape);
}

/** The same of numbers: `table` `[G, N]`, `slots` and `numbers` `[G, n]`. */
export function withNumbers(
  table: tf.Tensor2D,
  slots: tf.Tensor2D,
  numbers: tf.Tensor2D,
): tf.Tensor2D {
  const [groups, N] = table.shape;
  const places = placesOf(slots, N);
  const changed = tf.tensorScatterUpdate(
    tf.reshape(table, [groups * N]),
    tf.reshape(places, [places.size, 1]),
    tf.reshape(numbers, [places.size]),
  );
  return tf.reshape(changed, table.shape);
}

/**
 * Weights of some slots as weights of all of them; those of the same slot add up.
 * @param slots `[..., n]` @param weights `[..., n]`
 * @returns `[..., N]`
 */
export function spreadOver(slots: tf.Tensor, weights: tf.Tensor, N: number): tf.Tensor {
  const count = slots.shape[slots.rank - 1];
  const groups = slots.size / count;
  const places = placesOf(tf.reshape(slots, [groups, count]), N);
  const spread = tf.scatterND(
    tf.reshape(places, [places.size, 1]),
    tf.reshape(weights, [places.size]),
    [groups * N],
  );
  return tf.reshape(spread, [...slots.shape.slice(0, -1), N]);
}

/**
 * Numbers along the last axis by their places there.
 * @param x `[..., n]` @param places `[..., k]`, int32
 * @returns `[..., k]`
 */
export function numbersAtPlaces(x: tf.Tensor, places: tf.Tensor): tf.Tensor {
  const count = x.shape[x.rank - 1];
  const chosen = places.shape[places.rank - 1];
  const groups = x.size / count;
  const taken = slotNumbers(tf.reshape(x, [groups, count]), tf.reshape(places, [groups, chosen]));
  return tf.reshape(taken, places.shape);
}

/**
 * Places of the k largest numbers along the last axis, the largest first, of equals the lower.
 * No gradient flows through the choice.
 * @returns `[..., k]`, int32
 */
export const placesOfLargest = (x: tf.Tensor, k: number): tf.Tensor =>
  tf.topk(untaped(x), k).indices;

/**
 * 1 where two lists name the same slot.
 * @param a `[..., n]` @param b `[..., m]`
 * @returns `[..., n, m]`, float32
 */
export const sameSlots = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
  tf.cast(tf.equal(tf.expandDims(untaped(a), -1), tf.expandDims(untaped(b), -2)), 'float32');

/**
 * Weights of lists in which a slot may stand several times: the first time it stands there it gets
 * all of its weight, later none.
 * @param slots `[..., n]` @param weights `[..., n]`
 * @returns the weights, and 1 where a slot stands for the first time, both `[..., n]`
 */
export function addEqualSlots(
  slots: tf.Tensor,
  weights: tf.Tensor,
): { weights: tf.Tensor; isFirst: tf.Tensor } {
  const count = slots.shape[slots.rank - 1];
  const same = sameSlots(slots, slots);
  const notLater = tf.linalg.bandPart(tf.ones([count, count]), -1, 0);
  const earlier = tf.mul(same, tf.sub(notLater, tf.eye(count)));
  const isFirst = tf.cast(tf.equal(tf.sum(earlier, -1), 0), 'float32');
  const total = tf.squeeze(tf.matMul(same, tf.expandDims(weights, -1)), [-1]);
  return { weights: tf.mul(total, isFirst), isFirst };
}
