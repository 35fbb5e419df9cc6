import type * as TensorFlow from '@tensorflow/tfjs-node';

/**
 * The number of each element of a tensor of a shape, counted through. What chooses among them gives
 * the places of what it would choose, as int32 after a cast.
 */
export function numbered(tf: typeof TensorFlow, shape: number[]): TensorFlow.Tensor {
  // the WebAssembly package slices whole numbers as if they were floats
  const dtype = tf.getBackend() === 'wasm' ? 'float32' : 'int32';
  return tf.reshape(tf.range(0, tf.util.sizeFromShape(shape), 1, dtype), shape);
}
