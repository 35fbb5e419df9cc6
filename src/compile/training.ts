import { z } from 'zod';
import { checkWholeNumber } from '../core/arguments';
import { NonFiniteLossError } from '../core/errors';
import { isPlainObject } from '../core/objects';
import { functionField, parseNamed } from '../core/validation';
import { tf } from '../tf';
import { runsEagerly } from './compile';
import { eagerStep, type StepResult } from './eagerStep';
import { nativeBackend, type NativeBackend } from './native';
import { StateStore } from './stateStore';
import { flatten, type Flat } from './structure';
import { type TrainingGraph, traceTraining } from './trainingGraph';
import { type TrainingLoop, traceTrainingLoop } from './trainingLoop';
import { checkTrainingOptions, type Named, type TrainingOptions } from './trainingOptions';
import { checkLearningRate, checkState, type TrainingState } from './trainingState';

/** Steps of one call, at most: their losses come back together. */
const MOST_STEPS = 1_000_000;

/**
 * How the steps of `updateMany` get their batches. Pure functions, the same ones for every call:
 * they are traced, and the graph is kept with this object.
 */
export interface StepSequence<B extends unknown[], O, G, C = undefined> {
  /**
   * The batch of a step.
   * @param step its number in this call, from 0, a scalar int32: `tf.gather(rows, step)`
   * @param given what all steps are given, and `carried`, what this one is handed: tensors, or
   * arrays and plain objects of them
   */
  batchOf(step: tf.Scalar, given: G, carried: C): B;
  /**
   * What the next step is handed, of the form of `carried`; left out: the same.
   * @param outputs what else the loss function of this step gave
   */
  carry?(outputs: O, step: tf.Scalar, given: G, carried: C): C;
}

/**
 * Training by gradient descent, a native call a step: parameters and the optimiser's moments stay
 * inside TensorFlow. Batches of another shape get a graph of their own, and the state moves there.
 */
export class Training<B extends unknown[], O = undefined> {
  private rate: number;
  private steps = 0;
  private readonly names: string[];
  /** By the form of a batch; undefined where a step must run op by op. */
  private readonly graphs = new Map<string, TrainingGraph | undefined>();
  /** By sequence, then by the form of what is given and carried; undefined as in `graphs`. */
  private readonly loops = new Map<object, Map<string, TrainingLoop | undefined>>();
  private readonly store: StateStore;
  /** How the outputs of a batch's form are put together. */
  private readonly outputForms = new Map<string, Flat>();

  /** @throws RangeError naming the option that is wrong */
  constructor(private readonly options: TrainingOptions<B, O>) {
    checkTrainingOptions(options);
    this.names = Object.keys(options.parameters);
    this.rate = options.optimizer.learningRate;
    const parameters = Object.values(options.parameters);
    this.store = new StateStore([
      ...parameters.map((tensor) => tf.clone(tensor)),
      ...options.optimizer.slots.flatMap(() => parameters.map(({ shape }) => tf.zeros(shape))),
    ]);
  }

  /** Step size from the next step on: a number of at least 0. */
  get learningRate(): number {
    return this.rate;
  }

  set learningRate(rate: number) {
    checkLearningRate('learningRate', rate);
    this.rate = rate;
  }

  /** Steps made. */
  get step(): number {
    return this.steps;
  }

  /** Operations in the graph of one step; 0 before the first and when run op by op. */
  get operations(): number {
    return this.store.activeGraph?.operations ?? 0;
  }

  /**
   * One step.
   * @returns the loss before it
   * @throws NonFiniteLossError if loss or gradient is not finite; parameters and moments are
   * unchanged then
   */
  update(...batch: B): number {
    const { loss, outputs } = this.advance(batch);
    outputs.forEach((tensor) => tensor.dispose());
    return loss;
  }

  /**
   * One step as `update` makes it, with what else the loss function gives; the caller disposes
   * these tensors.
   */
  updateWithOutputs(...batch: B): { loss: number; outputs: O } {
    const { loss, outputs, form } = this.advance(batch);
    return { loss, outputs: this.outputForms.get(form)?.rebuild(outputs) as O };
  }

  /**
   * As many steps as `update` makes on the batches of a sequence, one after the other, in one
   * native call: for small networks a call takes as long as a third of a step.
   * @param count steps, at least 1
   * @param carried what the first step is handed; it stays the caller's
   * @returns the losses before each step, and what would be handed to a next one, which the caller
   * disposes
   * @throws NonFiniteLossError if loss or gradient of a step is not finite: those before it are
   * made, it changes nothing, those after it are not made
   */
  updateMany<G, C = undefined>(
    count: number,
    sequence: StepSequence<B, O, G, C>,
    given: G,
    ...[carried]: C extends undefined ? [] : [C]
  ): { losses: number[]; carried: C } {
    checkWholeNumber('count', count, 1, MOST_STEPS);
    parseNamed(sequenceSchema, { sequence });
    const all = { given, carried: carried as C };
    const native = runsEagerly(this.options.eager) ? undefined : nativeBackend();
    const loop = native && this.loopFor(native, sequence, all);
    if (!loop) return this.stepByStep(count, sequence, all);
    const scalars = Array.from({ length: count }, (_, i) =>
      this.options.optimizer.scalars(this.steps + 1 + i, this.rate),
    );
    const first = flatten(all.carried, 'carried');
    const made = loop.run(flatten(given, 'given').tensors, first.tensors, scalars);
    this.steps += made.losses.length - (made.finite ? 0 : 1);
    if (!made.finite) {
      made.carried.forEach((tensor) => tensor.dispose());
      throw new NonFiniteLossError(made.losses[made.losses.length - 1], this.steps + 1);
    }
    return { losses: made.losses, carried: first.rebuild(made.carried) as C };
  }

  /** The parameters as they are now; the caller disposes them. */
  parameters(): Record<string, tf.Tensor> {
    const all = this.store.read();
    all.slice(this.names.length).forEach((tensor) => tensor.dispose());
    return Object.fromEntries(this.names.map((name, i) => [name, all[i]]));
  }

  /** Everything, to be stored. */
  state(): TrainingState {
    const { optimizer } = this.options;
    const all = this.store.read();
    const tensors: Record<string, TrainingState['tensors'][string]> = {};
    this.stateNames().forEach((name, i) => {
      tensors[name] = { shape: [...all[i].shape], data: Float32Array.from(all[i].dataSync()) };
      all[i].dispose();
    });
    return {
      step: this.steps,
      learningRate: this.learningRate,
      optimizer: optimizer.name,
      tensors,
    };
  }

  /**
   * Goes on from a stored state: the next steps are those that the stored run would have made, bit
   * for bit.
   * @throws RangeError if names, shapes or optimiser differ, or a number is not finite; nothing is
   * changed then
   */
  restore(state: TrainingState): void {
    const { optimizer, parameters } = this.options;
    const names = this.stateNames();
    const shapes = Object.values(parameters).map(({ shape }) => shape);
    const expected = names.map((name, i) => [name, shapes[i % shapes.length]] as const);
    checkState(state, optimizer.name, Object.fromEntries(expected));
    const stored = names.map((name) => state.tensors[name]);
    this.store.hold(stored.map(({ data, shape }) => tf.tensor(data, [...shape])));
    this.steps = state.step;
    this.rate = state.learningRate;
  }

  /** Frees everything. */
  dispose(): void {
    this.store.dispose();
    const loops = [...this.loops.values()].flatMap((byForm) => [...byForm.values()]);
    [...this.graphs.values(), ...loops].forEach((graph) => graph?.dispose());
    this.graphs.clear();
    this.loops.clear();
  }

  private advance(batch: B): { loss: number; outputs: tf.Tensor[]; form: string } {
    const { optimizer, eager } = this.options;
    const flat = flatten(batch, 'batch');
    const scalars = optimizer.scalars(this.steps + 1, this.rate);
    const native = runsEagerly(eager) ? undefined : nativeBackend();
    const graph = native && this.graphFor(native, flat);
    const { loss, finite, outputs } = graph
      ? graph.step(flat.tensors, scalars)
      : this.stepEagerly(batch, flat.form, scalars);
    if (!finite) {
      outputs.forEach((tensor) => tensor.dispose());
      throw new NonFiniteLossError(loss, this.steps + 1);
    }
    this.steps++;
    return { loss, outputs, form: flat.form };
  }

  /** The loss function on tensors, its other outputs taken apart. */
  private compute(
    parameters: readonly tf.Tensor[],
    batch: B,
    form: string,
  ): { loss: tf.Scalar; outputs: readonly tf.Tensor[] } {
    const result = this.options.loss(this.named(parameters), ...batch);
    // what is no scalar is refused by who differentiates it
    if (!isPlainObject(result) || !('loss' in result)) return { loss: result, outputs: [] };
    const outputs = flatten(result.outputs, 'outputs');
    this.outputForms.set(form, outputs);
    return { loss: result.loss, outputs: outputs.tensors };
  }

  /**
   * The graph for a batch of this form, with the state in it; undefined where a tensor without any
   * number would be in it, which must run op by op.
   */
  private graphFor(
    native: NativeBackend,
    { form, tensors, rebuild }: Flat,
  ): TrainingGraph | undefined {
    if (tensors.some(({ size }) => size === 0)) return undefined;
    let graph = this.graphs.get(form);
    if (!graph && !this.graphs.has(form)) {
      const examples = this.store.read();
      try {
        graph = traceTraining(
          native,
          (parameters, given) => this.compute(parameters, rebuild(given) as B, form),
          examples.slice(0, this.names.length),
          tensors,
          this.options.optimizer,
          this.options,
        );
      } finally {
        examples.forEach((tensor) => tensor.dispose());
      }
      this.graphs.set(form, graph);
    }
    if (graph) this.store.moveTo(graph);
    return graph;
  }

  /** The loop of a sequence, with the state in it; undefined where it must run op by op. */
  private loopFor<G, C>(
    native: NativeBackend,
    sequence: StepSequence<B, O, G, C>,
    all: { readonly given: G; readonly carried: C },
  ): TrainingLoop | undefined {
    const { form, tensors } = flatten(all, 'given, carried');
    if (tensors.some(({ size }) => size === 0)) return undefined;
    const byForm = this.loops.get(sequence) ?? new Map<string, TrainingLoop | undefined>();
    this.loops.set(sequence, byForm);
    if (!byForm.has(form)) byForm.set(form, this.traceLoop(native, sequence, all));
    const loop = byForm.get(form);
    if (loop) this.store.moveTo(loop);
    return loop;
  }

  private traceLoop<G, C>(
    native: NativeBackend,
    sequence: StepSequence<B, O, G, C>,
    all: { readonly given: G; readonly carried: C },
  ): TrainingLoop | undefined {
    const [given, carried] = [flatten(all.given, 'given'), flatten(all.carried, 'carried')];
    const examples = this.store.read();
    try {
      return traceTrainingLoop(
        native,
        (step, givenTensors, carriedTensors) => {
          const [ownGiven, own] = [given.rebuild(givenTensors), carried.rebuild(carriedTensors)];
          const batch = sequence.batchOf(step, ownGiven as G, own as C);
          const { form } = flatten(batch, 'batch');
          return {
            loss: (parameters) => this.compute(parameters, batch, form),
            next: (outputs) => {
              if (!sequence.carry) return carriedTensors;
              const found = this.outputForms.get(form)?.rebuild(outputs) as O;
              const next = sequence.carry(found, step, ownGiven as G, own as C);
              return tensorsLike(carried.form, next);
            },
          };
        },
        examples.slice(0, this.names.length),
        given.tensors,
        carried.tensors,
        this.options.optimizer,
        this.options,
      );
    } finally {
      examples.forEach((tensor) => tensor.dispose());
    }
  }

  /** The same a step at a time. */
  private stepByStep<G, C>(
    count: number,
    sequence: StepSequence<B, O, G, C>,
    { given, carried: first }: { readonly given: G; readonly carried: C },
  ): { losses: number[]; carried: C } {
    const { form } = flatten(first, 'carried');
    let carried = cloned(first);
    const losses: number[] = [];
    for (let i = 0; i < count; i++) {
      const before = carried;
      try {
        carried = tf.tidy(() => {
          const step = tf.scalar(i, 'int32');
          const batch = sequence.batchOf(step, given, before);
          const { loss, outputs } = this.updateWithOutputs(...batch);
          losses.push(loss);
          const next = sequence.carry?.(outputs, step, given, before) ?? before;
          tensorsLike(form, next);
          return cloned(next) as unknown as tf.Tensor;
        }) as unknown as C;
      } finally {
        flatten(before, 'carried').tensors.forEach((tensor) => tensor.dispose());
      }
    }
    return { losses, carried };
  }

  private stepEagerly(
    batch: B,
    form: string,
    scalars: Readonly<Record<string, number>>,
  ): StepResult {
    const { next, ...result } = eagerStep(
      (parameters) => this.compute(parameters, batch, form),
      this.store.held(),
      this.names.length,
      this.options.optimizer,
      scalars,
      this.options,
    );
    if (next) this.store.hold(next);
    return result;
  }

  private stateNames(): string[] {
    const { slots } = this.options.optimizer;
    return [...this.names, ...slots.flatMap((slot) => this.names.map((name) => `${slot}/${name}`))];
  }

  private named(tensors: readonly tf.Tensor[]): Named {
    return Object.fromEntries(this.names.map((name, i) => [name, tensors[i]]));
  }
}

const sequenceSchema = z.object({
  sequence: z.object({ batchOf: functionField(), carry: functionField().optional() }),
});

/** Copies of the tensors of a structure, in the same structure. */
function cloned<C>(structure: C): C {
  const { tensors, rebuild } = flatten(structure, 'carried');
  return rebuild(tensors.map((tensor) => tensor.clone())) as C;
}

/** The tensors of what a step hands on. @throws TypeError unless it has the form it must have */
function tensorsLike(form: string, next: unknown): readonly tf.Tensor[] {
  const found = flatten(next, 'carry');
  if (found.form === form) return found.tensors;
  throw new TypeError(`carry: got ${found.form}, expected ${form}, as carried is`);
}

/**
 * Training that runs as one native call a step.
 * @example compileTraining({ loss, parameters, optimizer: adam() }).update(x, y)
 */
export const compileTraining = <B extends unknown[], O = undefined>(
  options: TrainingOptions<B, O>,
): Training<B, O> => new Training(options);
