import { tf } from '../tf';
import type { StateHolder } from './trainingVariables';

/**
 * Where the state of a training is: in tensors held here (op by op, or before the first step), or
 * in the variables of one graph. It moves from one to the other.
 */
export class StateStore {
  private graph: StateHolder | undefined;
  private tensors: tf.Tensor[] | undefined;

  /** @param tensors parameters and slots; they are kept, and freed here */
  constructor(tensors: readonly tf.Tensor[]) {
    this.tensors = tensors.map((tensor) => tf.keep(tensor));
  }

  /** The graph that holds the state, if one does. */
  get activeGraph(): StateHolder | undefined {
    return this.graph;
  }

  /** A copy of the state; the caller disposes it. @throws Error after `dispose` */
  read(): tf.Tensor[] {
    if (this.graph) return this.graph.read();
    if (!this.tensors) throw new Error('this training was disposed');
    return this.tensors.map((tensor) => tf.clone(tensor));
  }

  /** The state as tensors held here, taken out of its graph if it was in one. */
  held(): readonly tf.Tensor[] {
    if (!this.tensors || this.graph) this.hold(this.read());
    return this.tensors as tf.Tensor[];
  }

  /** Takes another state in place of the one there is. */
  hold(tensors: readonly tf.Tensor[]): void {
    this.tensors?.forEach((tensor) => tensor.dispose());
    this.tensors = tensors.map((tensor) => tf.keep(tensor));
    this.graph = undefined;
  }

  /** Moves the state into a graph's variables. */
  moveTo(graph: StateHolder): void {
    if (graph === this.graph) return;
    const state = this.read();
    graph.write(state);
    [...state, ...(this.tensors ?? [])].forEach((tensor) => tensor.dispose());
    this.tensors = undefined;
    this.graph = graph;
  }

  dispose(): void {
    this.tensors?.forEach((tensor) => tensor.dispose());
    this.tensors = this.graph = undefined;
  }
}
