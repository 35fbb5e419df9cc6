import {
  allocationForHeads,
  contentWeights,
  directionalWeights,
  type MemoryInterface,
  type MemoryState,
  NeuralMemoryBank,
  updateLink,
  updatePrecedence,
  updateUsage,
} from '../memory';
import { tf } from '../tf';
import {
  controlNames,
  controlsOf,
  stateNames,
  stateOf,
  stepError,
  tensorError,
  tensorOf,
  type Vector,
  type Vectors,
} from './dncVectors';

/** Inputs and outputs of one function. */
export interface Part {
  readonly inputs: Vectors;
  readonly outputs: Vectors;
}

export interface DncCase {
  readonly name: string;
  readonly config: Readonly<
    Record<'memory_size' | 'word_size' | 'num_reads' | 'num_writes', number>
  >;
  readonly content: Part;
  readonly freeness: Part;
  readonly linkage: Part;
  readonly access_step: {
    readonly inputs: { readonly interface: Vectors; readonly state: Vectors };
    readonly outputs: Vectors;
    readonly cotangents?: Vectors;
    readonly gradients?: {
      readonly interface: Readonly<Record<string, Vector | null>>;
      readonly state: Readonly<Record<string, Vector | null>>;
    };
  };
  readonly unroll: {
    readonly inputs: { readonly state: Vectors; readonly interfaces: readonly Vectors[] };
    readonly outputs: readonly Vectors[];
    readonly cotangent_of_last_read_words?: Vector;
    readonly gradients_of_first_interface?: Readonly<Record<string, Vector | null>>;
  };
}

export const bankOf = (config: DncCase['config']): NeuralMemoryBank =>
  new NeuralMemoryBank({
    memorySize: config.memory_size,
    memoryDim: config.word_size,
    numReadHeads: config.num_reads,
    numWriteHeads: config.num_writes,
  });

export function contentError({ inputs, outputs }: Part): number {
  return tensorError(
    contentWeights(
      tensorOf(inputs.memory, 'memory'),
      tensorOf(inputs.keys, 'keys'),
      tensorOf(inputs.strengths, 'strengths'),
    ),
    outputs.weights,
  );
}

export function freenessError({ inputs, outputs }: Part): number {
  const usage = updateUsage(
    tensorOf(inputs.prev_usage, 'prev_usage'),
    tensorOf(inputs.write_weights, 'write_weights'),
    tensorOf(inputs.read_weights, 'read_weights'),
    tensorOf(inputs.free_gate, 'free_gate'),
  );
  return Math.max(
    tensorError(usage, outputs.usage),
    tensorError(
      allocationForHeads(usage, tensorOf(inputs.write_gates, 'write_gates')),
      outputs.allocation_weights,
    ),
  );
}

export function linkageError({ inputs, outputs }: Part): number {
  const precedence = tensorOf<tf.Tensor3D>(
    inputs.prev_precedence_weights,
    'prev_precedence_weights',
  );
  const written = tensorOf<tf.Tensor3D>(inputs.write_weights, 'write_weights');
  const link = updateLink(tensorOf(inputs.prev_link, 'prev_link'), precedence, written);
  const { forward, backward } = directionalWeights(
    link,
    tensorOf(inputs.prev_read_weights, 'prev_read_weights'),
  );
  return Math.max(
    tensorError(link, outputs.link),
    tensorError(updatePrecedence(precedence, written), outputs.precedence_weights),
    tensorError(forward, outputs.forward_weights),
    tensorError(backward, outputs.backward_weights),
  );
}

export const stepOutputError = ({ config, access_step: { inputs, outputs } }: DncCase): number =>
  stepError(bankOf(config).step(stateOf(inputs.state), controlsOf(inputs.interface)), outputs);

/** The gradient of sum(cotangent x words read) in everything that goes into a step. */
export function stepGradientError({
  config,
  access_step: { inputs, cotangents, gradients },
}: DncCase): number {
  const all: Record<string, tf.Tensor> = {
    ...controlsOf(inputs.interface),
    ...stateOf(inputs.state),
  };
  const expected = {
    ...ours(gradients?.interface ?? {}, controlNames),
    ...ours(gradients?.state ?? {}, stateNames),
  };
  return gradientError(
    all,
    expected,
    cotangents?.read_words,
    (at) =>
      bankOf(config).step(at as unknown as MemoryState, at as unknown as MemoryInterface)
        .readVectors,
  );
}

export function unrollError({ config, unroll: { inputs, outputs } }: DncCase): number {
  const bank = bankOf(config);
  let state = stateOf(inputs.state);
  if (inputs.interfaces.length !== outputs.length) return Infinity;
  return Math.max(
    ...inputs.interfaces.map((controls, t) => {
      const step = bank.step(state, controlsOf(controls));
      state = step.state;
      return stepError(step, outputs[t]);
    }),
  );
}

/**
 * The gradient of sum(cotangent x words read last) in what the controller asked first: it flows
 * back through all the steps.
 */
export function unrollGradientError({
  config,
  unroll: { inputs, cotangent_of_last_read_words, gradients_of_first_interface },
}: DncCase): number {
  const bank = bankOf(config);
  const [first, ...later] = inputs.interfaces.map(controlsOf);
  const lastRead = (at: Record<string, tf.Tensor>): tf.Tensor =>
    later.reduce(
      (step, controls) => bank.step(step.state, controls),
      bank.step(stateOf(inputs.state), at as unknown as MemoryInterface),
    ).readVectors;
  return gradientError(
    { ...first },
    ours(gradients_of_first_interface ?? {}, controlNames),
    cotangent_of_last_read_words,
    lastRead,
  );
}

function gradientError(
  at: Record<string, tf.Tensor>,
  expected: Record<string, Vector | null>,
  cotangent: Vector | undefined,
  run: (at: Record<string, tf.Tensor>) => tf.Tensor,
): number {
  const names = Object.keys(expected);
  const weight = tensorOf(cotangent, 'cotangent');
  const loss = (...values: tf.Tensor[]): tf.Tensor =>
    tf.sum(
      tf.mul(
        run({ ...at, ...Object.fromEntries(names.map((name, i) => [name, values[i]])) }),
        weight,
      ),
    );
  const found = tf.grads(loss)(names.map((name) => at[name]));
  return Math.max(...names.map((name, i) => tensorError(found[i], expected[name])));
}

const ours = (
  theirs: Readonly<Record<string, Vector | null>>,
  names: Readonly<Record<string, string>>,
): Record<string, Vector | null> =>
  Object.fromEntries(Object.entries(theirs).map(([name, vector]) => [names[name] ?? name, vector]));
