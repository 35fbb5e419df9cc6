/** What the memory, the controller and both together answer. */
export interface Heads {
  /** Log-probabilities `[rows, classes]`, or values `[rows, outputSize]`; so the others. */
  readonly read: Float32Array;
  readonly controller: Float32Array;
  /** Log-probabilities are not made to sum to 1. */
  readonly mixture: Float32Array;
}

/**
 * Squared errors of probabilities, means over classes, below which two heads count as alike: on
 * easy rows both err by next to nothing, and how many times less one does says nothing about harder
 * rows.
 */
export const LEAST_ERROR = 0.01;

/**
 * The share of the read in an answer: `lambda`, further weighed by one over the squared error of
 * each head on new rows. So it is for the mean of the product of two Gaussians about their answers,
 * whose variances these errors are.
 * @param errors mean squared errors of the read and of the controller
 * @param least errors below it count as it
 */
export function shareOfRead(
  lambda: number,
  [read, controller]: readonly [number, number],
  least = 0,
): number {
  const weight = lambda * Math.max(least, controller);
  const other = (1 - lambda) * Math.max(least, read);
  return weight + other > 0 ? weight / (weight + other) : lambda;
}

/**
 * The answer of two experts, share log p_read + (1 - share) log p_controller (a product of experts,
 * Hinton 2002).
 * @param read `[rows, classes]`, log-probabilities
 * @param scores the controller's, `[rows, classes]`
 */
export function mixedHeads(
  read: Float32Array,
  scores: Float32Array,
  classes: number,
  share: number,
): Heads {
  const controller = logSoftmax(scores, classes);
  return { read, controller, mixture: mixed(read, controller, share) };
}

/**
 * The same for values: each expert is a Gaussian about its answer.
 * @param read `[rows, outputSize]`
 * @param controller `[rows, outputSize]`
 */
export function mixedValues(read: Float32Array, controller: Float32Array, share: number): Heads {
  return { read, controller, mixture: mixed(read, controller, share) };
}

const mixed = (read: Float32Array, controller: Float32Array, share: number): Float32Array =>
  read.map((value, p) => share * value + (1 - share) * controller[p]);

function logSoftmax(scores: Float32Array, classes: number): Float32Array {
  const logs = new Float32Array(scores.length);
  for (let start = 0; start < scores.length; start += classes) {
    const own = scores.subarray(start, start + classes);
    const largest = own.reduce((a, b) => Math.max(a, b), -Infinity);
    const total =
      Math.log(own.reduce((sum, value) => sum + Math.exp(value - largest), 0)) + largest;
    for (let c = 0; c < classes; c++) logs[start + c] = own[c] - total;
  }
  return logs;
}
