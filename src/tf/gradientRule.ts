import { argumentError, checkFunction } from '../core/arguments';
import { describe } from '../core/text';
import { tf } from './tensorflow';

/** How the gradient of an operation is computed, in the form of `tf.registerGradient`. */
export type GradientRule = Parameters<typeof tf.registerGradient>[0];

/**
 * Runs a function while another rule computes the gradient of one operation; the rule that was
 * there comes back afterwards, whatever happens.
 * @throws RangeError for what is no rule, or one of an operation that has no gradient
 * @example
 * const wrong = { kernelName: 'Tanh', outputsToSave: [true], gradFunc };
 * withGradientRule(wrong, () => tf.grad((x) => tf.tanh(x))(x));
 */
export function withGradientRule<T>(rule: GradientRule, run: () => T): T {
  const { kernelName, gradFunc } = (rule ?? {}) as Partial<GradientRule>;
  if (typeof kernelName !== 'string')
    throw argumentError('rule.kernelName', describe(kernelName), 'the name of an operation');
  checkFunction('rule.gradFunc', gradFunc);
  checkFunction('run', run);
  const before = tf.getGradient(kernelName);
  if (!before)
    throw argumentError('rule.kernelName', describe(kernelName), 'an operation with a gradient');
  replaceRule(rule);
  try {
    return run();
  } finally {
    replaceRule(before);
  }
}

function replaceRule(rule: GradientRule): void {
  tf.unregisterGradient(rule.kernelName);
  tf.registerGradient(rule);
}
