/** What the memory, the controller and both together answer. */
export interface Heads {
  /** Log-probabilities `[rows, classes]`, or values `[rows, outputSize]`; so the others. */
  readonly read: Float32Array;
  readonly controller: Float32Array;
  /** Log-probabilities are not made to sum to 1. */
  readonly mixture: Float32Array;
}

/**
 * The answer of two experts, lambda log p_read + (1 - lambda) log p_controller (a product of
 * experts, Hinton 2002).
 * @param read `[rows, classes]`, log-probabilities
 * @param scores the controller's, `[rows, classes]`
 */
export function mixedHeads(
  read: Float32Array,
  scores: Float32Array,
  classes: number,
  lambda: number,
): Heads {
  const controller = logSoftmax(scores, classes);
  return { read, controller, mixture: mixed(read, controller, lambda) };
}

/**
 * The same for values: each expert is a Gaussian about its answer, whose variance is the squared
 * error that it has made so far; the mean of their product weighs each by one over it.
 * @param read `[rows, outputSize]`
 * @param controller `[rows, outputSize]`
 * @param errors mean squared errors of the read and of the controller
 */
export function mixedValues(
  read: Float32Array,
  controller: Float32Array,
  lambda: number,
  errors: readonly [number, number],
): Heads {
  const weight = lambda * errors[1];
  const other = (1 - lambda) * errors[0];
  const share = weight + other > 0 ? weight / (weight + other) : lambda;
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
