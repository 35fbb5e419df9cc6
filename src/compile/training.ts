import { tf } from '../tf';
import { runsEagerly } from './compile';
import { type Clipping, lossAndGradients } from './gradients';
import { nativeBackend } from './native';
import type { Optimizer } from './optimizers';
import { flatten, type Flat } from './structure';
import { type TrainingGraph, traceTraining } from './trainingGraph';

/** Named tensors. */
export type Named = Readonly<Record<string, tf.Tensor>>;

/** What `compileTraining` is given. */
export interface TrainingOptions<B extends unknown[], O = undefined> extends Clipping {
  /**
   * A pure function of the parameters and a batch (tensors, or arrays and plain objects of them): a scalar, or a scalar with other things that were computed on the way, such as answers or the
   * state that the next batch begins with.
   */
  readonly loss: (parameters: Named, ...batch: B) => tf.Scalar | { readonly loss: tf.Scalar; readonly outputs: O };
  /** Where to start. They are copied. */
  readonly parameters: Named;
  readonly optimizer: Optimizer;
  /** Run op by op instead (false); also with LAB_COMPILE=off and on WebAssembly. Same numbers up to rounding. */
  readonly eager?: boolean;
}

/** Everything that a training run is made of, as plain arrays: what a checkpoint holds. */
export interface TrainingState {
  /** Steps made. */
  readonly step: number;
  readonly learningRate: number;
  /** Name of the optimiser. */
  readonly optimizer: string;
  /** Parameters by name, and the optimiser's slots as `slot/name`. */
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>;
}

/**
 * Training by gradient descent, a native call a step: parameters and the optimiser's moments stay inside TensorFlow. Batches of another shape get a graph of their own, and the state moves there.
 */
export class Training<B extends unknown[], O = undefined> {
  /** Step size from the next step on. */
  learningRate: number;
  private steps = 0;
  private readonly names: string[];
  private readonly graphs = new Map<string, TrainingGraph>();
  /** Where the state is: in a graph, or here (op by op, or before the first step). */
  private active: TrainingGraph | undefined;
  private held: tf.Tensor[] | undefined;
  /** How the outputs of a batch's form are put together. */
  private readonly outputForms = new Map<string, Flat>();

  /** @throws RangeError for a clip that is not positive, or without parameters */
  constructor(private readonly options: TrainingOptions<B, O>) {
    for (const name of ['clipNorm', 'clipValue'] as const) {
      const value = options[name];
      if (value !== undefined && !(value > 0)) throw new RangeError(`${name}: got ${value}, expected a number above 0`);
    }
    this.names = Object.keys(options.parameters);
    if (this.names.length === 0) throw new RangeError('parameters: got none, expected at least one named tensor');
    this.learningRate = options.optimizer.learningRate;
    const parameters = Object.values(options.parameters);
    this.held = [...parameters.map((tensor) => tf.keep(tf.clone(tensor))), ...options.optimizer.slots.flatMap(() => parameters.map(({ shape }) => tf.keep(tf.zeros(shape))))];
  }

  /** Steps made. */
  get step(): number {
    return this.steps;
  }

  /** Operations in the graph of one step; 0 before the first and when run op by op. */
  get operations(): number {
    return this.active?.operations ?? 0;
  }

  /**
   * One step.
   * @returns the loss before it
   * @throws Error if loss or gradient is not finite; parameters and moments are unchanged then
   */
  update(...batch: B): number {
    const { loss, outputs } = this.advance(batch);
    outputs.forEach((tensor) => tensor.dispose());
    return loss;
  }

  /** One step as `update` makes it, with what else the loss function gives; the caller disposes these tensors. */
  updateWithOutputs(...batch: B): { loss: number; outputs: O } {
    const { loss, outputs } = this.advance(batch);
    return { loss, outputs: this.outputForms.get(flatten(batch, 'batch').form)?.rebuild(outputs) as O };
  }

  /** The parameters as they are now; the caller disposes them. */
  parameters(): Record<string, tf.Tensor> {
    const all = this.readAll();
    all.slice(this.names.length).forEach((tensor) => tensor.dispose());
    return Object.fromEntries(this.names.map((name, i) => [name, all[i] as tf.Tensor]));
  }

  /** Everything, to be stored. */
  state(): TrainingState {
    const { optimizer } = this.options;
    const all = this.readAll();
    const tensors = Object.fromEntries(this.stateNames().map((name, i) => [name, { shape: [...(all[i] as tf.Tensor).shape], data: Float32Array.from((all[i] as tf.Tensor).dataSync()) }]));
    all.forEach((tensor) => tensor.dispose());
    return { step: this.steps, learningRate: this.learningRate, optimizer: optimizer.name, tensors };
  }

  /**
   * Goes on from a stored state: the next steps are those that the stored run would have made, bit for bit.
   * @throws RangeError if names, shapes or optimiser differ; nothing is changed then
   */
  restore(state: TrainingState): void {
    const { optimizer, parameters } = this.options;
    if (state.optimizer !== optimizer.name) throw new RangeError(`state.optimizer: got "${state.optimizer}", expected "${optimizer.name}"`);
    if (!Number.isInteger(state.step) || state.step < 0) throw new RangeError(`state.step: got ${state.step}, expected a whole number of at least 0`);
    const shapes = Object.values(parameters).map(({ shape }) => shape);
    const names = this.stateNames();
    const extra = Object.keys(state.tensors).filter((name) => !names.includes(name));
    if (extra.length > 0) throw new RangeError(`state.tensors: got "${extra[0]}", which this model does not have`);
    names.forEach((name, i) => {
      const shape = shapes[i % shapes.length] as number[];
      const found = state.tensors[name];
      if (found?.shape.join() !== shape.join() || found.data.length !== shape.reduce((a, b) => a * b, 1)) throw new RangeError(`state.tensors["${name}"]: got ${found ? `[${found.shape.join()}] with ${found.data.length} numbers` : 'nothing'}, expected [${shape.join()}]`);
    });
    this.hold(names.map((name) => { const { data, shape } = state.tensors[name] as { data: Float32Array; shape: number[] }; return tf.keep(tf.tensor(data, shape)); }));
    this.steps = state.step;
    this.learningRate = state.learningRate;
  }

  /** Frees everything. */
  dispose(): void {
    this.held?.forEach((tensor) => tensor.dispose());
    this.graphs.forEach((graph) => graph.dispose());
    this.graphs.clear();
    this.held = this.active = undefined;
  }

  private advance(batch: B): { loss: number; outputs: tf.Tensor[] } {
    const { optimizer, eager } = this.options;
    const scalars = optimizer.scalars(this.steps + 1, this.learningRate);
    const native = runsEagerly(eager) ? undefined : nativeBackend();
    const { loss, finite, outputs } = native ? this.graphFor(batch).step(flatten(batch, 'batch').tensors, scalars) : this.stepEagerly(batch, scalars);
    if (!finite) {
      outputs.forEach((tensor) => tensor.dispose());
      throw new Error(`loss: got ${loss} at step ${this.steps + 1}${Number.isFinite(loss) ? ' with a gradient that is not finite' : ''}, expected finite numbers: lower the learning rate, or look at the data. Nothing was changed`);
    }
    this.steps++;
    return { loss, outputs };
  }

  /** The loss function on tensors, its other outputs taken apart. */
  private compute(parameters: readonly tf.Tensor[], batch: B): { loss: tf.Scalar; outputs: readonly tf.Tensor[] } {
    const result = this.options.loss(this.named(parameters), ...batch);
    if (result instanceof tf.Tensor) return { loss: result, outputs: [] };
    const outputs = flatten(result.outputs, 'outputs');
    this.outputForms.set(flatten(batch, 'batch').form, outputs);
    return { loss: result.loss, outputs: outputs.tensors };
  }

  /** The graph for a batch of this form, with the state in it. */
  private graphFor(batch: B): TrainingGraph {
    const flat = flatten(batch, 'batch');
    let graph = this.graphs.get(flat.form);
    if (graph !== undefined && graph === this.active) return graph;
    const state = this.readAll();
    try {
      if (!graph) {
        const { optimizer } = this.options;
        graph = traceTraining(nativeBackend()!, (parameters, tensors) => this.compute(parameters, flat.rebuild(tensors) as B), state.slice(0, this.names.length), flat.tensors, optimizer, this.options);
        this.graphs.set(flat.form, graph);
      }
      graph.write(state);
    } finally {
      state.forEach((tensor) => tensor.dispose());
    }
    this.held?.forEach((tensor) => tensor.dispose());
    this.held = undefined;
    return (this.active = graph);
  }

  private stepEagerly(batch: B, scalars: Readonly<Record<string, number>>): { loss: number; finite: boolean; outputs: tf.Tensor[] } {
    const { optimizer } = this.options;
    const all = this.held as tf.Tensor[];
    const count = this.names.length;
    let next: tf.Tensor[] | undefined;
    const outcome = tf.tidy(() => {
      const found = lossAndGradients((parameters) => this.compute(parameters, batch), all.slice(0, count), this.options);
      const before = found.loss.dataSync()[0] as number;
      if (!found.finite.dataSync()[0]) return { loss: before, finite: false, outputs: found.outputs };
      const moved = found.gradients.map((gradient, i) => optimizer.apply(all[i] as tf.Tensor, gradient, Object.fromEntries(optimizer.slots.map((slot, s) => [slot, all[count * (s + 1) + i] as tf.Tensor])), scalars));
      next = [...moved.map(({ parameter }) => parameter), ...optimizer.slots.flatMap((slot) => moved.map(({ slots }) => slots[slot] as tf.Tensor))].map((tensor) => tf.keep(tensor));
      return { loss: before, finite: true, outputs: found.outputs };
    });
    if (next) this.hold(next);
    return outcome;
  }

  private readAll(): tf.Tensor[] {
    if (this.active) return this.active.read();
    if (!this.held) throw new Error('this training was disposed');
    return this.held.map((tensor) => tf.clone(tensor));
  }

  private hold(tensors: tf.Tensor[]): void {
    this.held?.forEach((tensor) => tensor.dispose());
    this.held = tensors;
    this.active = undefined;
  }

  private stateNames(): string[] {
    return [...this.names, ...this.options.optimizer.slots.flatMap((slot) => this.names.map((name) => `${slot}/${name}`))];
  }

  private named(tensors: readonly tf.Tensor[]): Named {
    return Object.fromEntries(this.names.map((name, i) => [name, tensors[i] as tf.Tensor]));
  }
}

/** Training that runs as one native call a step. @example compileTraining({ loss, parameters, optimizer: adam() }).update(x, y) */
export const compileTraining = <B extends unknown[], O = undefined>(options: TrainingOptions<B, O>): Training<B, O> => new Training(options);
