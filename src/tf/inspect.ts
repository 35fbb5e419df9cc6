import type * as TensorFlow from '@tensorflow/tfjs-node';
import { tensorHead, tensorText, type TensorLike } from './tensorText';

/** By this method Node's console.log and the last line of a cell ask a value for its text. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Lets console.log show a tensor's shape, type and values in place of its insides. */
export function inspectTensors(tf: typeof TensorFlow): void {
  Object.defineProperty(tf.Tensor.prototype, INSPECT, {
    configurable: true,
    writable: true,
    value(this: TensorLike, depth: number) {
      // below zero: the tensor lies too deep inside a value to be shown whole
      return depth < 0 ? tensorHead(this) : tensorText(this);
    },
  });
}
