import type { MemoryConfig } from '../config';
import type { tf } from '../tf';

/**
 * One part of the interface vector: its name, its shape behind the batch, and what keeps it in
 * range ('oneplus' is 1 + softplus).
 */
export interface InterfacePart<Name extends string = string> {
  readonly name: Name;
  readonly shape: readonly number[];
  readonly range: 'any' | 'sigmoid' | 'softmax' | 'oneplus' | 'softplus';
}

/**
 * When a step brings its state up to date: `now`, or `later`. Later, the step may leave a part of
 * its work waiting in the state; `whole` does it. The results are the same. Work that waits is
 * done together, and what no later step needs is never done.
 */
export type StateUpdate = 'now' | 'later';

/** Where a head writes or reads, as figures show it, for any kind of memory. */
export interface MemoryView {
  /** What it holds, `[B, N, W]`: slots, the values of past steps, or the rows of a matrix. */
  readonly memory: tf.Tensor3D;
  /** Where each head wrote last, `[B, H, N]`; of a matrix the key times its rate, with its sign. */
  readonly writeWeights: tf.Tensor3D;
  /** Where each head read last, `[B, R, N]`; of a matrix the query, with its sign. */
  readonly readWeights: tf.Tensor3D;
}

/**
 * What a step did to each slot (or row of a matrix), all heads together, each 0 to 1: how far it
 * was wiped, and with which weight something was written there. Both `[B, N]`.
 */
export interface WriteShares {
  readonly wiped: tf.Tensor2D;
  readonly written: tf.Tensor2D;
}

/** What a step gives back: what each read head found `[B, R, W]`, and the memory afterwards. */
export interface MemoryStep<State> {
  readonly readVectors: tf.Tensor3D;
  readonly state: State;
}

/** Weights that a memory may begin with, by name; each may have a leading axis of tasks. */
export type StartWeights = Readonly<Record<string, tf.Tensor>>;

/**
 * A memory of any kind: N x W numbers, of which R heads read and H heads write at each step. It
 * holds no state: `step` takes one and returns the next, batched and differentiable. A state is an
 * object of float32 tensors, the batch first, of the same shapes at every step.
 */
export interface MemoryBank<State, Controls> {
  readonly config: MemoryConfig;
  /** How many steps in a row may leave work for later, the one that does it included. */
  readonly updateEvery: number;
  /** What the memory is asked in a step: the parts of the interface vector in order. */
  interfaceParts(): readonly InterfacePart[];
  /** Shapes of the weights that the memory begins with; none if it begins constant. */
  startShapes(): Readonly<Record<string, [number, number]>>;
  /**
   * A fresh memory for each row of a batch. The caller disposes it.
   * @param weights hold those of `startShapes`
   * @throws RangeError naming `batch`, or a weight that is missing or of another shape
   */
  initialState(batch: number, weights?: StartWeights): State;
  /**
   * One step: write, then read.
   * @throws RangeError naming the tensor that is missing or of another shape
   */
  step(state: State, controls: Controls, update?: StateUpdate): MemoryStep<State>;
  /** The state with nothing left to be done. */
  whole(state: State): State;
  /** What figures show of a state. */
  view(state: State): MemoryView;
  /** What a step did to each slot, from the state after it and what it was asked. */
  writeShares(state: State, controls: Controls): WriteShares;
}
