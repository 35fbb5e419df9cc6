import { checkTensor, mapNamed, tf } from '../../tf';

/** Queries, keys and values of a sequence. */
export interface SequenceInputs {
  /** `[batch, heads, length, keySize]` */
  readonly queries: tf.Tensor4D;
  /** `[batch, heads, length, keySize]` */
  readonly keys: tf.Tensor4D;
  /** `[batch, heads, length, valueSize]` */
  readonly values: tf.Tensor4D;
  /** The matrix before the first step, `[batch, heads, keySize, valueSize]`; left out: 0. */
  readonly initialState?: tf.Tensor4D;
  /**
   * Steps that are computed together, 16 to 64 as a rule; left out: one after the other. Results
   * are the same up to rounding, which grows with the chunk (at 64 with keys that are all alike to
   * 7e-6 of the largest gradient). In chunks the work is done in a few large products.
   */
  readonly chunkSize?: number;
}

/** What a sequence of steps gives back. */
export interface SequenceResult {
  /** What each query read after the write of its step, `[batch, heads, length, valueSize]`. */
  readonly outputs: tf.Tensor4D;
  /** The matrix after the last step, `[batch, heads, keySize, valueSize]`. */
  readonly state: tf.Tensor4D;
}

/**
 * Checks the tensors of a sequence.
 * @param gates `[batch, heads, length]` each, by name
 * @param starts `[batch, heads, keySize, valueSize]` each, by name; what is undefined is left out
 * @throws RangeError naming the first that does not fit
 */
export function checkSequence(
  { queries, keys, values }: SequenceInputs,
  gates: Readonly<Record<string, tf.Tensor | undefined>>,
  starts: Readonly<Record<string, tf.Tensor | undefined>>,
): void {
  const { shape } = checkTensor('keys', keys, ['batch', 'heads', 'length', 'keySize']);
  const [batch, heads, length, keySize] = shape as number[];
  checkTensor('queries', queries, shape);
  const ofValues = checkTensor('values', values, [batch, heads, length, 'valueSize'])
    .shape as number[];
  for (const [name, gate] of Object.entries(gates))
    if (gate !== undefined) checkTensor(name, gate, [batch, heads, length]);
  for (const [name, start] of Object.entries(starts))
    if (start !== undefined) checkTensor(name, start, [batch, heads, keySize, ofValues[3]]);
}

/**
 * A sequence in the form in which it is computed: groups G, steps, and one number a step where a
 * last axis of 1 says so.
 */
export interface Sequence {
  /** `[G, steps, keySize]` */
  readonly queries: tf.Tensor3D;
  /** `[G, steps, keySize]` */
  readonly keys: tf.Tensor3D;
  /** `[G, steps, valueSize]` */
  readonly values: tf.Tensor3D;
  /** What a write is multiplied with, `[G, steps, 1]`. */
  readonly rates: tf.Tensor3D;
  /** What is kept of the matrix, `[G, steps, 1]`; left out: all. */
  readonly decays?: tf.Tensor3D;
  /** How much of the matrix the error sees, `[G, steps, 1]`; left out: all. */
  readonly seen?: tf.Tensor3D;
  /** What is kept of the last change, `[G, steps, 1]`; left out: nothing. */
  readonly momentum?: tf.Tensor3D;
}

/** The same change of every tensor of a sequence. */
export const mapSequence = (
  sequence: Sequence,
  change: (x: tf.Tensor3D) => tf.Tensor3D,
): Sequence => mapNamed({ ...sequence }, (x) => change(x as tf.Tensor3D)) as unknown as Sequence;

/** What goes from step to step, `[G, keySize, valueSize]` each: the change with momentum only. */
export interface Carried {
  readonly state: tf.Tensor3D;
  readonly change?: tf.Tensor3D;
}

/** What the steps read, `[G, steps, valueSize]`, and what they leave behind. */
export interface Passed {
  readonly outputs: tf.Tensor3D;
  readonly end: Carried;
}
