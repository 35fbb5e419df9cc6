import type * as TensorFlow from '@tensorflow/tfjs-node';

interface Held {
  dataId: object;
  readonly dtype: string;
  readonly size: number;
}
type Assign = (this: Held, value: Held) => void;

/**
 * Makes `variable.assign` take the new value before it gives back the old one. TensorFlow.js does
 * it the other way round: a notebook cell that is broken off in between leaves a variable that has
 * no value, and whatever uses it fails from then on.
 */
export function mendAssign(tf: typeof TensorFlow): void {
  const prototype = tf.Variable.prototype as unknown as { assign: Assign & { mended?: true } };
  if (prototype.assign.mended) return;
  const engine = tf.engine() as unknown as {
    incRef(variable: Held, backend: null): void;
    disposeTensor(tensor: Held): void;
  };
  const shapesOf = (value: Held): string => (value as unknown as { shape: number[] }).shape.join();
  const original = prototype.assign;
  prototype.assign = Object.assign(
    function (this: Held, value: Held) {
      if (value.dtype !== this.dtype || shapesOf(value) !== shapesOf(this))
        return original.call(this, value); // which says what is wrong
      const old = { dataId: this.dataId, dtype: this.dtype, size: this.size };
      this.dataId = value.dataId;
      engine.incRef(this, null);
      engine.disposeTensor(old);
    },
    { mended: true as const },
  );
}
