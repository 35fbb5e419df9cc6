import { z } from 'zod';
import { functionField, parseNamed } from '../core/validation';
import { tf } from '../tf';
import { compile } from './compile';
import { profileOperations } from './profile';
import { passesIn } from './written';

/** A function of tensors that gives one tensor: an update of a memory, say. */
export type TensorRule = (...inputs: tf.Tensor[]) => tf.Tensor;

/** How far a rule is from another one, and what it writes. */
export interface RuleRow {
  readonly rule: string;
  /** Largest difference of a result. */
  readonly 'difference of the result': number;
  /** Largest difference of a gradient, as a share of the largest number of that gradient. */
  readonly 'of a gradient': number;
  /** Tensors of pairs of slots that the rule and its gradient write. */
  readonly passes: number;
}

/**
 * A function with a gradient of your own in place of the automatic one. Whether it is the right
 * one, `compareRules` says.
 * @param gradient the gradients of a loss for the inputs, from the one for the result
 * @example withOwnGradient((x) => tf.square(x), (dy, [x]) => [tf.mul(dy, tf.mul(2, x))])
 */
export function withOwnGradient(
  rule: TensorRule,
  gradient: (arriving: tf.Tensor, inputs: readonly tf.Tensor[]) => tf.Tensor[],
): TensorRule {
  return tf.customGrad((...given) => {
    const inputs = given.slice(0, -1) as tf.Tensor[];
    const save = given[given.length - 1] as unknown as tf.GradSaveFunc;
    save(inputs);
    return {
      value: rule(...inputs),
      gradFunc: (arriving: tf.Tensor, saved) => gradient(arriving, saved),
    };
  });
}

/**
 * The gradients of a rule, compiled, to be timed: inputs and the gradient that arrives are
 * arguments of the graph, or they would be constants, and computed once.
 * @returns a function that computes them; the caller disposes the tensors
 * @example timeInTurn({ plain: compiledGradients(plainLink, [L, p, w], G) })
 */
export function compiledGradients(
  rule: TensorRule,
  inputs: readonly tf.Tensor[],
  arriving: tf.Tensor,
): () => tf.Tensor[] {
  const compiled = compile((given: tf.Tensor[], gradient: tf.Tensor) =>
    tf.grads(rule)(given, gradient),
  );
  return () => compiled([...inputs], arriving);
}

const rulesField = z
  .record(z.string(), functionField<TensorRule>())
  .refine((rules) => Object.keys(rules).length > 0, 'at least one rule');

/**
 * Compares rules that should be the same function with the first of them: their results, their
 * gradients for every input, and how often they write a tensor of pairs of slots.
 * @param rules by name
 * @param inputs what they are computed on
 * @param arriving the gradient of the loss for the result
 * @param slots how many slots the memory has
 * @throws RangeError for no rule; Error without the native library
 * @example compareRules({ 'by the tape': plainLink, 'by hand': handLink }, [L, p, w], G, 128)
 */
export function compareRules(
  rules: Readonly<Record<string, TensorRule>>,
  inputs: readonly tf.Tensor[],
  arriving: tf.Tensor,
  slots: number,
): RuleRow[] {
  parseNamed(z.object({ rules: rulesField }), { rules });
  const [first] = Object.values(rules);
  return tf.tidy(() => {
    const gradients = (rule: TensorRule): tf.Tensor[] => tf.grads(rule)([...inputs], arriving);
    const wanted = gradients(first);
    return Object.entries(rules).map(([name, rule]) => {
      const shares = gradients(rule).map(
        (g, i) => largest(tf.sub(g, wanted[i])) / scale(wanted[i]),
      );
      const { calls } = profileOperations(() => gradients(rule), { runs: 1 });
      return {
        rule: name,
        'difference of the result': largest(tf.sub(rule(...inputs), first(...inputs))),
        'of a gradient': Math.max(...shares),
        passes: passesIn(calls, slots).length,
      };
    });
  });
}

/** The largest number of a tensor, whatever its sign. */
const largest = (tensor: tf.Tensor): number => tf.max(tf.abs(tensor)).dataSync()[0];

/** The same to divide by: 1 where all numbers are 0. */
const scale = (tensor: tf.Tensor): number => largest(tensor) || 1;
