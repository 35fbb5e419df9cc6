import type * as TensorFlow from '@tensorflow/tfjs-node';

type Tensor = TensorFlow.Tensor;

/** What of TensorFlow.js's engine is used here. */
interface Engine {
  readonly backend: { incRef(dataId: object): void };
  makeTensorFromTensorInfo(info: { dataId: object; shape: number[]; dtype: string }): Tensor;
  addTapeNode(
    name: string,
    inputs: Record<string, Tensor>,
    outputs: Tensor[],
    gradient: (dy: Tensor) => Record<string, () => Tensor>,
    saved: Tensor[],
    attributes: object,
  ): void;
}

/** A new tensor on the same data, not written down for the backward pass. Runs no operation. */
export function offTape(tf: typeof TensorFlow, x: Tensor): Tensor {
  const engine = tf.engine() as unknown as Engine;
  engine.backend.incRef(x.dataId);
  return engine.makeTensorFromTensorInfo({ dataId: x.dataId, shape: x.shape, dtype: x.dtype });
}

/**
 * A new tensor on the same data whose gradient is that of `x`. Runs no operation. For use while
 * gradients are recorded only.
 */
export function onTape(tf: typeof TensorFlow, x: Tensor): Tensor {
  const copy = offTape(tf, x);
  const gradient = (dy: Tensor) => ({ x: () => sameData(tf, dy) });
  (tf.engine() as unknown as Engine).addTapeNode('copy', { x }, [copy], gradient, [], {});
  return copy;
}

/** As onTape where the copy may be differentiated further, as offTape elsewhere. */
function sameData(tf: typeof TensorFlow, x: Tensor): Tensor {
  return tf.engine().state.gradientDepth > 0 ? onTape(tf, x) : offTape(tf, x);
}
