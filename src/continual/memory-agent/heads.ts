/** Log-probabilities `[rows, classes]`. */
export interface Heads {
  readonly read: Float32Array;
  readonly controller: Float32Array;
  /** Not made to sum to 1. */
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
  return {
    read,
    controller,
    mixture: read.map((value, p) => lambda * value + (1 - lambda) * controller[p]),
  };
}

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
