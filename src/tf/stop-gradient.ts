import { tf } from '../tf';

/**
 * The same values, through which no gradient flows (TensorFlow.js has no such operation).
 * @param x a tensor of any shape
 */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  const cut = tf.customGrad((value) => {
    const input = value as tf.Tensor;
    return { value: input.clone(), gradFunc: () => tf.zerosLike(input) };
  });
  return cut(x) as T;
}
