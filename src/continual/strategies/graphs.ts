import {
  compile,
  type Compiled,
  compileTraining,
  type Optimizer,
  type Training,
  type TrainingOptions,
  type TrainingState,
} from '../../compile';

/** Trainings that wait for another run, the one given back last at the end. */
const idle: { readonly key: readonly unknown[]; readonly training: Training<never, unknown> }[] =
  [];
const MOST = 12;

/**
 * A training that starts from `state`. Tracing a graph takes as long as some hundred steps, so one
 * that was given back under the same key is used again: its numbers are those of a new one.
 * @param key all that the graph depends on but the shapes of a batch: compared part by part with
 * ===
 */
export function borrowTraining<B extends unknown[], O>(
  key: readonly unknown[],
  options: TrainingOptions<B, O>,
  state: TrainingState,
): Training<B, O> {
  const found = idle.findIndex((one) => sameKey(one.key, key));
  const training =
    found < 0
      ? compileTraining(options)
      : (idle.splice(found, 1)[0].training as unknown as Training<B, O>);
  training.restore(state);
  return training;
}

/** Gives a training back for later runs; of many the oldest is freed. */
export function returnTraining<B extends unknown[], O>(
  key: readonly unknown[],
  training: Training<B, O>,
): void {
  idle.push({ key, training: training });
  if (idle.length > MOST) idle.shift()?.training.dispose();
}

const functions: {
  readonly key: readonly unknown[];
  readonly compiled: Compiled<never, unknown>;
}[] = [];

/** A compiled function that all runs of the same key share. */
export function sharedFunction<A extends unknown[], R>(
  key: readonly unknown[],
  make: () => (...inputs: A) => R,
): Compiled<A, R> {
  const found = functions.findIndex((one) => sameKey(one.key, key));
  const one =
    found < 0
      ? { key, compiled: compile(make()) as unknown as Compiled<never, unknown> }
      : functions.splice(found, 1)[0];
  functions.push(one); // the one used last at the end
  if (functions.length > MOST) functions.shift()?.compiled.dispose();
  return one.compiled as unknown as Compiled<A, R>;
}

/** Frees what waits: the next run traces anew (a process that ends need not). */
export function freeGraphs(): void {
  idle.splice(0).forEach(({ training }) => training.dispose());
  functions.splice(0).forEach(({ compiled }) => compiled.dispose());
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
