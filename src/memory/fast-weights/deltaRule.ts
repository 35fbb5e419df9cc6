import { checkPositive } from '../../core/arguments';
import { tf } from '../../tf';
import { linearRecurrence } from './recurrence';
import { checkSequence, type SequenceInputs, type SequenceResult } from './sequence';

/** A sequence for the delta rule. */
export interface DeltaRuleInputs extends SequenceInputs {
  /** How far each write goes, beta, `[batch, heads, length]`: 0 not at all, 1 all the way. */
  readonly rates: tf.Tensor3D;
  /**
   * The logarithm of what is kept of the whole matrix at each step, `[batch, heads, length]`, at
   * most 0. With it the rule is the gated one.
   */
  readonly logDecay?: tf.Tensor3D;
  /** What each output is multiplied with; left out: 1 / sqrt(keySize). */
  readonly scale?: number;
}

/**
 * The delta rule: a matrix of which each key reads a value, which every step corrects (Schlag et
 * al. 2021, arXiv 2102.11174, section 4.2): S = S + beta kᵀ (v - k S), then output = scale q S.
 * What stands under the key is erased as far as the new value is written, so keys of unit length
 * that are at right angles do not disturb each other. With `logDecay` the matrix fades first,
 * S = exp(logDecay) S (the gated delta rule; Yang et al. 2024, arXiv 2412.06464).
 *
 * Keys are taken as they come; at unit length and rates of 0 to 2 the matrix stays bounded.
 * @throws RangeError naming the argument that does not fit
 * @example const { outputs, state } = deltaRule({ queries, keys, values, rates, chunkSize: 32 });
 */
export function deltaRule(inputs: DeltaRuleInputs): SequenceResult {
  const { keys, rates, logDecay, initialState, scale } = inputs;
  checkSequence(inputs, { rates, logDecay }, { initialState });
  if (scale !== undefined) checkPositive('scale', scale);
  const decays = logDecay && tf.exp(logDecay);
  const { outputs, state } = linearRecurrence(inputs, { rates, decays, seen: decays });
  return { outputs: tf.mul(outputs, scale ?? 1 / Math.sqrt(keys.shape[3])), state };
}
