import type { Named } from '../../compile';
import { mapNamed, tf } from '../../tf';
import { gradientOf } from './gradients';
import { sharedFunction } from './graphs';
import { type ModelForward, mlpForward } from './model';
import { type Kind, maskScores } from './rowLoss';

/**
 * Rows to average over: `x` `[count, inputs]`, `allowed` `[outputs]` or `[count, outputs]`, all
 * where left out.
 */
export interface FisherRows {
  readonly count: number;
  readonly x: Float32Array;
  readonly allowed?: Float32Array;
}

/**
 * Sums over rows and seeds of the squared gradients of sum(seed x scores).
 * @param seeds `[rows, seeds, outputs]`
 */
type Squares = (parameters: Named, x: tf.Tensor2D, seeds: tf.Tensor3D) => Record<string, tf.Tensor>;

/** Rows at a time: what they need then stays within some MiB. */
const CHUNK = 64;

/**
 * The diagonal of the Fisher information, the mean over rows of E[(d log p(y | x) / d
 * parameter)^2], exact: the expectation is over the network's own answers (Kirkpatrick et al. 2017;
 * Martens 2020, section 5), not over the given ones (the "empirical" Fisher). Classes: over all
 * that are allowed, each with its probability. Values: the mean squared error of K numbers is -log
 * of a normal density with variance K / 2, up to a constant, of which the expectation is 2 / K sum
 * over outputs (d score / d parameter)^2.
 * @returns a tensor for each parameter, which the caller disposes
 */
export function fisherDiagonal(
  forward: ModelForward,
  kind: Kind,
  parameters: Named,
  { count, x, allowed }: FisherRows,
  outputs: number,
): Record<string, tf.Tensor> {
  const squares = forward === mlpForward ? layerSquares : rowByRow(forward);
  const inputs = x.length / count;
  let sum = mapNamed(parameters, ({ shape }) => tf.zeros(shape));
  for (let from = 0; from < count; from += CHUNK) {
    const rows = Math.min(CHUNK, count - from);
    const before = sum;
    sum = tf.tidy(() => {
      const mask = maskOf(allowed, outputs, from, rows);
      const own = tf.tensor2d(x.subarray(from * inputs, (from + rows) * inputs), [rows, inputs]);
      const scores = forward(parameters, own);
      const more = squares(
        parameters,
        own,
        kind === 'classes' ? classSeeds(maskScores(scores, mask)) : valueSeeds(scores),
      );
      return mapNamed(before, (tensor, name) => tf.add(tensor, tf.div(more[name], count)));
    });
    Object.values(before).forEach((tensor) => tensor.dispose());
  }
  return sum;
}

/** 1 where the answer may be, for rows `from` to `from + rows`: `[1 or rows, outputs]`. */
function maskOf(
  allowed: Float32Array | undefined,
  outputs: number,
  from: number,
  rows: number,
): tf.Tensor2D {
  if (!allowed) return tf.ones([1, outputs]);
  if (allowed.length === outputs) return tf.tensor2d(allowed, [1, outputs]);
  const own = allowed.subarray(from * outputs, (from + rows) * outputs);
  return tf.tensor2d(own, [rows, outputs]);
}

/**
 * Of each row and class c what log p(c) sends back to the scores, e_c - p, times the root of p(c):
 * `[rows, classes, classes]`.
 */
function classSeeds(scores: tf.Tensor2D): tf.Tensor3D {
  const p = tf.softmax(scores);
  const classes = scores.shape[1];
  return tf.mul(tf.sqrt(tf.expandDims(p, 2)), tf.sub(tf.eye(classes), tf.expandDims(p, 1)));
}

/** Of each row and output k the root of 2 / K at k: `[rows, outputs, outputs]`. */
const valueSeeds = ({ shape: [rows, outputs] }: tf.Tensor2D): tf.Tensor3D =>
  tf.tile(tf.expandDims(tf.mul(tf.eye(outputs), Math.sqrt(2 / outputs)), 0), [
    rows,
    1,
    1,
  ]) as tf.Tensor3D;

/**
 * For dense layers without a gradient of a row: it is the outer product of what comes into the
 * layer and of what comes back, and the square of a product is the product of the squares, so that
 * one product of matrices sums over the rows.
 */
const layerSquares: Squares = (parameters, x, seeds) => {
  const layers = Object.keys(parameters).length / 2;
  const weights = Array.from({ length: layers }, (_, i) => parameters[`w${i}`] as tf.Tensor2D);
  const came = [x];
  for (let i = 0; i < layers - 1; i++)
    came.push(tf.relu(tf.add<tf.Tensor2D>(tf.matMul(came[i], weights[i]), parameters[`b${i}`])));
  const found: Record<string, tf.Tensor> = {};
  let back = seeds;
  for (let i = layers - 1; i >= 0; i--) {
    const squared = tf.sum<tf.Tensor2D>(tf.square(back), 1);
    const [rows, count, units] = back.shape;
    found[`w${i}`] = tf.matMul(tf.square(came[i]), squared, true, false);
    found[`b${i}`] = tf.sum(squared, 0);
    if (i === 0) break;
    const flat = tf.matMul(tf.reshape(back, [rows * count, units]), weights[i], false, true);
    const towards = tf.reshape(flat, [rows, count, weights[i].shape[0]]);
    back = tf.mul<tf.Tensor3D>(towards, tf.expandDims(tf.step(came[i]), 1));
  }
  return found;
};

/** For any other network: a gradient for each row and seed. */
const rowByRow = (forward: ModelForward): Squares => {
  const squaresOf = sharedFunction(
    [rowByRow, forward],
    () =>
      (parameters: Named, x: tf.Tensor2D, seeds: tf.Tensor2D): Record<string, tf.Tensor> => {
        const squares = tf.unstack(seeds).map((seed) => {
          const score = (current: Named): tf.Tensor => tf.sum(tf.mul(seed, forward(current, x)));
          return mapNamed(gradientOf(score, parameters), (gradient) => tf.square(gradient));
        });
        return mapNamed(parameters, (_, name) => tf.addN(squares.map((own) => own[name])));
      },
  );
  return (parameters, x, seeds) => {
    const seedsOfRows = tf.unstack(seeds) as tf.Tensor2D[];
    const rows = seedsOfRows.map((own, i) => squaresOf(parameters, tf.slice(x, i, 1), own));
    return mapNamed(parameters, (_, name) => tf.addN(rows.map((row) => row[name])));
  };
};
