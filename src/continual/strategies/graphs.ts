import {
  compile,
  type Compiled,
  compileTraining,
  type Optimizer,
  type Training,
  type TrainingOptions,
  type TrainingState,
} from '../../compile';

/** Graphs by all that they depend on, the least recently used first; of many the first is freed. */
class Graphs<T extends { dispose(): void }> {
  private readonly entries: { readonly key: readonly unknown[]; readonly graph: T }[] = [];

  /** Takes out the graph of a key, if there is one. */
  take(key: readonly unknown[]): T | undefined {
    const found = this.entries.findIndex((entry) => sameKey(entry.key, key));
    return found < 0 ? undefined : this.entries.splice(found, 1)[0].graph;
  }

  keep(key: readonly unknown[], graph: T): void {
    this.entries.push({ key, graph });
    if (this.entries.length > MOST) this.entries.shift()?.graph.dispose();
  }

  free(): void {
    this.entries.splice(0).forEach(({ graph }) => graph.dispose());
  }
}

const MOST = 12;
/** Trainings that no run uses. */
const idle = new Graphs<Training<never, unknown>>();
const functions = new Graphs<Compiled<never, unknown>>();

/**
 * A training that starts from `state`. Tracing a graph takes as long as some hundred steps, so an
 * idle one of the same key is used again: its numbers are those of a new one.
 * @param key all that the graph depends on but the shapes of a batch: compared part by part with
 * ===
 */
export function borrowTraining<B extends unknown[], O>(
  key: readonly unknown[],
  options: TrainingOptions<B, O>,
  state: TrainingState,
): Training<B, O> {
  const found = idle.take(key) as unknown as Training<B, O> | undefined;
  const training = found ?? compileTraining(options);
  training.restore(state);
  return training;
}

/** Keeps a training for later runs. */
export function returnTraining<B extends unknown[], O>(
  key: readonly unknown[],
  training: Training<B, O>,
): void {
  idle.keep(key, training);
}

/** A compiled function that all runs of the same key share. */
export function sharedFunction<A extends unknown[], R>(
  key: readonly unknown[],
  make: () => (...inputs: A) => R,
): Compiled<A, R> {
  const found = functions.take(key) as unknown as Compiled<A, R> | undefined;
  const compiled = found ?? compile(make());
  functions.keep(key, compiled);
  return compiled;
}

/** Frees all idle graphs: the next run traces anew (a process that ends need not). */
export function freeGraphs(): void {
  idle.free();
  functions.free();
}

/** A state at the start: the parameters given, the optimiser's numbers 0. */
export function freshState(
  optimizer: Optimizer,
  parameters: TrainingState['tensors'],
): TrainingState {
  const slots = optimizer.slots.flatMap((slot) =>
    Object.entries(parameters).map(
      ([name, { shape, data }]) =>
        [`${slot}/${name}`, { shape, data: new Float32Array(data.length) }] as const,
    ),
  );
  return {
    step: 0,
    learningRate: optimizer.learningRate,
    optimizer: optimizer.name,
    tensors: { ...parameters, ...Object.fromEntries(slots) },
  };
}

const sameKey = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((part, i) => part === b[i]);
