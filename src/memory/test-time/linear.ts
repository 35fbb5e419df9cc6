import { argumentError } from '../../core/arguments';
import { tf } from '../../tf';
import { linearRecurrence } from '../fast-weights/recurrence';
import { checkSequence, type SequenceInputs, type SequenceResult } from '../fast-weights/sequence';

/** A sequence for `testTimeLinear`. */
export interface TestTimeInputs extends SequenceInputs {
  /** How far each gradient step goes, theta, `[batch, heads, length]`. */
  readonly learningRates: tf.Tensor3D;
  /** What is kept of the last change, eta, `[batch, heads, length]`, 0 to 1; left out: nothing. */
  readonly momentum?: tf.Tensor3D;
  /** What the matrix forgets, alpha, `[batch, heads, length]`, 0 to 1; left out: nothing. */
  readonly forgetting?: tf.Tensor3D;
  /** The last change before the first step, `[batch, heads, keySize, valueSize]`; left out: 0. */
  readonly initialChange?: tf.Tensor4D;
}

/** What `testTimeLinear` gives back. */
export interface TestTimeResult extends SequenceResult {
  /** The last change, with momentum only: `[batch, heads, keySize, valueSize]`. */
  readonly change?: tf.Tensor4D;
}

/**
 * A linear network that learns at test time: each step is one of gradient descent on |k S - v|²,
 * whose gradient is 2 kᵀ (k S - v), with momentum and weight decay (Titans, Behrouz et al. 2025,
 * arXiv 2501.00663, eq. 9-14): u = eta u - theta 2 kᵀ (k S - v), then S = (1 - alpha) S + u, and
 * the output is q S. Without momentum and forgetting it is the delta rule at rate 2 theta, with
 * scale 1.
 * @throws RangeError naming the argument that does not fit
 * @example const { outputs, state } = testTimeLinear({ queries, keys, values, learningRates });
 */
export function testTimeLinear(inputs: TestTimeInputs): TestTimeResult {
  const { learningRates, momentum, forgetting, initialState, initialChange } = inputs;
  if (initialChange !== undefined && momentum === undefined)
    throw argumentError('initialChange', 'a value', 'none without momentum');
  checkSequence(inputs, { learningRates, momentum, forgetting }, { initialState, initialChange });
  return linearRecurrence(inputs, {
    rates: tf.mul(2, learningRates),
    decays: forgetting && tf.sub(1, forgetting),
    momentum,
    initialChange,
  });
}
