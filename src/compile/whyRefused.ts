import { checkFunction } from '../core/arguments';
import { errorMessage } from '../core/text';
import { tf } from '../tf';
import { compile } from './compile';

/**
 * The message with which `compile` refuses a function, or undefined where it takes it.
 * @param inputs examples to trace it with
 * @example whyRefused((x: tf.Tensor) => tf.mul(x, Math.random()), tf.scalar(1))
 */
export function whyRefused<A extends unknown[]>(
  fn: (...inputs: A) => unknown,
  ...inputs: A
): string | undefined {
  checkFunction('fn', fn);
  const compiled = compile(fn);
  try {
    tf.dispose(compiled(...inputs) as Parameters<typeof tf.dispose>[0]);
    return undefined;
  } catch (error) {
    return errorMessage(error);
  } finally {
    compiled.dispose();
  }
}
