import { checkWholeNumber } from '../../core/arguments';
import { slices, tf } from '../../tf';
import { inChunks } from './chunks';
import {
  type Carried,
  mapSequence,
  type Passed,
  type Sequence,
  type SequenceInputs,
  type SequenceResult,
} from './sequence';

/** Numbers that each step has, `[batch, heads, length]` each, and how it starts. */
export interface RecurrenceGates {
  /** What a write is multiplied with. */
  readonly rates: tf.Tensor;
  /** What is kept of the matrix; left out: all. */
  readonly decays?: tf.Tensor;
  /** How much of the matrix the error sees; left out: all. */
  readonly seen?: tf.Tensor;
  /** What is kept of the last change; left out: nothing. */
  readonly momentum?: tf.Tensor;
  /** The change before the first step, `[batch, heads, keySize, valueSize]`; left out: 0. */
  readonly initialChange?: tf.Tensor4D;
}

/** What the recurrence gives back. */
export interface RecurrenceResult extends SequenceResult {
  /** The last change, `[batch, heads, keySize, valueSize]`; with momentum only. */
  readonly change?: tf.Tensor4D;
}

/**
 * A matrix S to which each step writes its error. With the rows k, q and v of a step, and u the
 * change:
 *
 *     e = v - seen k S
 *     u = momentum u + rate kᵀ e
 *     S = decay S + u
 *     output = q S
 *
 * The delta rule, the gated delta rule and test-time memory with a linear network are all of this
 * form. Step by step, or in chunks.
 * @throws RangeError naming `chunkSize`; tensors are checked before (`checkSequence`)
 */
export function linearRecurrence(inputs: SequenceInputs, gates: RecurrenceGates): RecurrenceResult {
  const { chunkSize, keys, values } = inputs;
  if (chunkSize !== undefined) checkWholeNumber('chunkSize', chunkSize);
  const [batch, heads, length, valueSize] = values.shape;
  const sequence = flatSequence(inputs, gates);
  const start = startOf(inputs, gates);
  const { outputs, end } =
    chunkSize === undefined
      ? stepByStep(sequence, start)
      : inChunks(sequence, start, Math.min(chunkSize, length));
  const matrix = (x: tf.Tensor): tf.Tensor4D =>
    tf.reshape(x, [batch, heads, keys.shape[3], valueSize]);
  return {
    outputs: tf.reshape(outputs, [batch, heads, length, valueSize]),
    state: matrix(end.state),
    ...(end.change && { change: matrix(end.change) }),
  };
}

/** Batch and heads in one axis, each gate a column. */
function flatSequence({ queries, keys, values }: SequenceInputs, gates: RecurrenceGates): Sequence {
  const [batch, heads, length] = keys.shape;
  const { rates, decays, seen, momentum } = gates;
  const given = {
    queries,
    keys,
    values,
    rates,
    ...(decays && { decays }),
    ...(seen && { seen }),
    ...(momentum && { momentum }),
  };
  const flat = (x: tf.Tensor): tf.Tensor3D =>
    tf.reshape(x, [batch * heads, length, x.shape[3] ?? 1]);
  return mapSequence(given as unknown as Sequence, flat);
}

function startOf(
  { keys, values, initialState }: SequenceInputs,
  { momentum, initialChange }: RecurrenceGates,
): Carried {
  const [batch, heads, , keySize] = keys.shape;
  const shape: [number, number, number] = [batch * heads, keySize, values.shape[3]];
  const orZero = (given?: tf.Tensor): tf.Tensor3D =>
    given ? tf.reshape(given, shape) : tf.zeros(shape);
  return { state: orZero(initialState), ...(momentum && { change: orZero(initialChange) }) };
}

/** One step after the other, as the formulae say. */
function stepByStep(sequence: Sequence, start: Carried): Passed {
  const steps = sequenceSteps(sequence);
  const outputs: tf.Tensor3D[] = [];
  let carried = start;
  for (const step of steps) {
    carried = next(step, carried);
    outputs.push(tf.matMul(step.queries, carried.state));
  }
  return { outputs: tf.concat(outputs, 1), end: carried };
}

/** Sequences of one step each. */
function sequenceSteps(sequence: Sequence): Sequence[] {
  const length = sequence.keys.shape[1];
  const steps = Array.from({ length }, () => new Map<string, tf.Tensor>());
  for (const [name, tensor] of Object.entries(sequence))
    slices(tensor as tf.Tensor, 1).forEach((part, t) => steps[t].set(name, part));
  return steps.map((step) => Object.fromEntries(step) as unknown as Sequence);
}

/** What goes on after one step. */
function next(
  { keys, values, rates, decays, seen, momentum }: Sequence,
  carried: Carried,
): Carried {
  const { state, change } = carried;
  const all = tf.matMul(keys, state);
  const known = seen ? tf.mul<tf.Tensor3D>(seen, all) : all;
  const error = tf.mul<tf.Tensor3D>(rates, tf.sub(values, known));
  const write = tf.matMul(keys, error, true);
  const kept = decays ? tf.mul<tf.Tensor3D>(decays, state) : state;
  if (!momentum || !change) return { state: tf.add(kept, write) };
  const moved = tf.add<tf.Tensor3D>(tf.mul(momentum, change), write);
  return { state: tf.add(kept, moved), change: moved };
}
