import type * as TensorFlow from '@tensorflow/tfjs-node';

/** What is read and changed of a tensor or a variable. */
interface TensorParts {
  dataId: object;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly size: number;
}
type Assign = (this: TensorParts, value: TensorParts) => void;

/**
 * Makes `variable.assign` take the new value before it gives back the old one. TensorFlow.js does
 * it the other way round: a notebook cell that is broken off in between leaves a variable that has
 * no value, and whatever uses it fails from then on.
 */
export function fixAssign(tf: typeof TensorFlow): void {
  const prototype = tf.Variable.prototype as unknown as { assign: Assign & { fixed?: true } };
  if (prototype.assign.fixed) return;
  const engine = tf.engine() as unknown as {
    incRef(variable: TensorParts, backend: null): void;
    disposeTensor(tensor: Omit<TensorParts, 'shape'>): void;
  };
  const shipped = prototype.assign;
  function assign(this: TensorParts, value: TensorParts): void {
    if (value.dtype !== this.dtype || value.shape.join() !== this.shape.join())
      return shipped.call(this, value); // which says what is wrong
    const old = { dataId: this.dataId, dtype: this.dtype, size: this.size };
    this.dataId = value.dataId;
    engine.incRef(this, null);
    engine.disposeTensor(old);
  }
  prototype.assign = Object.assign(assign, { fixed: true as const });
}
