import { argumentError } from '../../core/arguments';
import { choleskyFactor } from '../../core/cholesky';
import { tf } from '../../tf';

/** Scores that are linear in the inputs. */
export interface LinearAnswer {
  /** `[outputs, inputs]` */
  readonly weights: Float64Array;
  /** `[outputs]` */
  readonly biases: Float64Array;
}

/** Scores `[rows, outputs]` of rows `x` `[rows, inputs]`. */
export function linearScores({ weights, biases }: LinearAnswer, x: Float32Array): Float32Array {
  const outputs = biases.length;
  const inputs = weights.length / outputs;
  const scores = new Float32Array((x.length / inputs) * outputs);
  for (let k = 0; k < scores.length; k++) {
    const row = Math.floor(k / outputs) * inputs;
    const column = (k % outputs) * inputs;
    let score = biases[k % outputs];
    for (let i = 0; i < inputs; i++) score += weights[column + i] * x[row + i];
    scores[k] = score;
  }
  return scores;
}

/**
 * Adds X' X of some rows to a sum, in double precision from batch to batch.
 * @param total `[width, width]`
 * @param rows X, `[rows, width]`
 */
export function addGram(total: Float64Array, rows: tf.Tensor2D): void {
  addTo(total, tf.matMul(rows, rows, true, false));
}

/** Adds the numbers of a tensor to a sum of the same size. */
export function addTo(total: Float64Array, tensor: tf.Tensor): void {
  const values = tensor.dataSync();
  for (let k = 0; k < total.length; k++) total[k] += values[k];
}

/**
 * The Cholesky factor of a sum of X' X to whose diagonal a setting adds.
 * @throws RangeError naming the setting where it is lost in rounding
 */
export function factorOf(
  matrix: Float64Array,
  size: number,
  [name, value]: readonly [name: string, value: number],
): Float64Array {
  try {
    return choleskyFactor(matrix, size);
  } catch {
    throw argumentError(name, value, 'more: beside inputs this large it is lost in rounding');
  }
}
