import { argumentError } from '../core/arguments';
import type { Random } from '../core/random';
import type { StateUpdate } from '../memory';
import { asLiveTensor, checkTensor, tf, unstack } from '../tf';
import type { Weights, WeightShapes } from './weights';

/** A state: a tensor whose first axis is the batch, or an object of states. */
export type NestedState = tf.Tensor | { readonly [name: string]: NestedState };

/** How the steps of a sequence are made. */
export interface SequenceSteps<S> {
  /** One step, with when its memory does what it can put off. */
  readonly step: (
    state: S,
    x: tf.Tensor2D,
    update: StateUpdate,
  ) => { output: tf.Tensor2D; state: S };
  /** Does what a state has left for later; without it nothing is put off. */
  readonly whole?: (state: S) => S;
  /** How many steps in a row may put off, the one that does it included (1). */
  readonly updateEvery?: number;
}

/**
 * What a sequence gives: the answers `[batch, length, outputSize]` and the state after the last
 * step.
 */
export interface Unrolled<S> {
  readonly outputs: tf.Tensor3D;
  readonly state: S;
}

/**
 * A network that answers a sequence step by step: weights and state go in and come out, nothing is
 * kept inside. `MemoryController` and `LstmNetwork` are such networks, so that one training loop
 * serves both.
 */
export interface SequenceNetwork<S> {
  shapes(): WeightShapes;
  initialWeights(random: Random): Record<string, tf.Tensor>;
  initialState(batch: number, weights?: Weights): S;
  unroll(weights: Weights, start: S, inputs: tf.Tensor3D, mask?: tf.Tensor2D): Unrolled<S>;
}

/**
 * Runs a step over a sequence.
 * @param inputs `[batch, length, inputSize]`
 * @param mask `[batch, length]` of 0 and 1. Where it is 0 a row has ended: its state stays as it
 * was and its answer is 0, so that sequences of different lengths fit one batch
 * @throws RangeError if the mask has another shape
 */
export function unrollSteps<S>(
  { step, whole = (state) => state, updateEvery = 1 }: SequenceSteps<S>,
  start: S,
  inputs: tf.Tensor3D,
  mask?: tf.Tensor2D,
): Unrolled<S> {
  const [batch, length] = checkTensor('inputs', inputs, ['batch', 'length', 'inputSize']).shape;
  const wanted = `${batch},${length}`;
  if (mask !== undefined && asLiveTensor('mask', mask).shape.join() !== wanted)
    throw argumentError(
      'mask',
      `shape [${mask.shape.join(', ')}]`,
      `[${batch}, ${length}] (batch, length of the inputs)`,
    );
  const running = mask && unstack<tf.Tensor1D>(tf.greater(mask, 0.5), 1);
  let state = start;
  const outputs = unstack<tf.Tensor2D>(inputs, 1).map((x, t) => {
    const left = length - 1 - t;
    const next = step(state, x, updateAt(left, mask === undefined ? updateEvery : 1));
    if (!running) {
      state = next.state;
      return next.output;
    }
    state = pick(running[t], whole(next.state) as NestedState, state as NestedState) as S;
    return tf.where(column(running[t], 2), next.output, tf.zerosLike(next.output));
  });
  return { outputs: tf.stack(outputs, 1) as tf.Tensor3D, state: whole(state) };
}

/**
 * When a step does what it can put off. The last step never does, as no step reads it afterwards,
 * and of the others every `updateEvery`-th, counted from the end. With a mask each of the others
 * does, as rows end at different steps.
 * @param left steps that follow
 */
function updateAt(left: number, updateEvery: number): StateUpdate {
  return left > 0 && left % updateEvery === updateEvery - 1 ? 'now' : 'later';
}

/** Of each row the next state where it runs, else the one it had. */
function pick(runs: tf.Tensor1D, next: NestedState, before: NestedState): NestedState {
  if (next === before) return before;
  if (next instanceof tf.Tensor)
    return tf.where(column(runs, next.rank), next, before as tf.Tensor);
  return Object.fromEntries(
    Object.entries(next).map(([name, value]) => [
      name,
      pick(runs, value, (before as Record<string, NestedState>)[name]),
    ]),
  );
}

/** `[batch]` to `[batch, 1, 1, ...]`. */
const column = (x: tf.Tensor1D, rank: number): tf.Tensor =>
  tf.reshape(x, [x.shape[0], ...Array<number>(rank - 1).fill(1)]);
