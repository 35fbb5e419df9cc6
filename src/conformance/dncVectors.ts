import type { MemoryInterface, MemoryState, NeuralMemoryBank } from '../memory';
import { shapeSize } from '../core/numbers';
import { tf } from '../tf';

/** A tensor in a vector file: flat, row-major. */
export interface Vector {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export type Vectors = Readonly<Record<string, Vector>>;

/** google-deepmind/dnc's names of what the controller asks, and ours. */
export const controlNames: Readonly<Record<string, keyof MemoryInterface>> = {
  read_content_keys: 'readKeys',
  read_content_strengths: 'readStrengths',
  write_content_keys: 'writeKeys',
  write_content_strengths: 'writeStrengths',
  write_vectors: 'writeVectors',
  erase_vectors: 'eraseVectors',
  free_gate: 'freeGates',
  allocation_gate: 'allocationGates',
  write_gate: 'writeGates',
  read_mode: 'readModes',
};

/** The same of the memory's state. */
export const stateNames: Readonly<Record<string, keyof MemoryState>> = {
  memory: 'memory',
  read_weights: 'readWeights',
  write_weights: 'writeWeights',
  link: 'link',
  precedence_weights: 'precedence',
  usage: 'usage',
};

/** @throws RangeError if the numbers do not fill the shape */
export function tensorOf<T extends tf.Tensor>(vector: Vector | undefined, name: string): T {
  const { shape, data } = vector ?? {};
  if (!shape || !data || shapeSize(shape) !== data.length) {
    const got = vector ? `${data?.length} numbers for shape [${shape?.join()}]` : 'nothing';
    throw new RangeError(`${name}: got ${got}, expected a tensor { shape, data }`);
  }
  return tf.tensor([...data], [...shape], 'float32') as T;
}

/** What the controller asks of the memory, from a file. */
export const controlsOf = (vectors: Vectors): MemoryInterface =>
  renamed(vectors, controlNames) as unknown as MemoryInterface;

/** A state of the memory, from a file. */
export const stateOf = (vectors: Vectors): MemoryState =>
  renamed(vectors, stateNames) as unknown as MemoryState;

const renamed = (
  vectors: Vectors,
  names: Readonly<Record<string, string>>,
): Record<string, tf.Tensor> =>
  Object.fromEntries(
    Object.entries(names).map(([theirs, ours]) => [ours, tensorOf(vectors[theirs], theirs)]),
  );

/**
 * The largest absolute difference; infinite if the shapes differ or a number is not finite.
 * Expected `null`: no gradient passes, so all must be 0.
 */
export function tensorError(actual: tf.Tensor, expected: Vector | null): number {
  if (expected && actual.shape.join() !== expected.shape.join()) return Infinity;
  let worst = 0;
  actual.dataSync().forEach((value: number, i: number) => {
    const error = Math.abs(value - (expected ? expected.data[i] : 0));
    worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
  });
  return worst;
}

/**
 * The largest error of the memory after a step, and of the words read; what the file leaves out of
 * a step is not compared.
 */
export function stepError(step: ReturnType<NeuralMemoryBank['step']>, expected: Vectors): number {
  const state = Object.entries(stateNames).flatMap(([theirs, ours]) =>
    expected[theirs] ? [tensorError(step.state[ours], expected[theirs])] : [],
  );
  return Math.max(tensorError(step.readVectors, expected.read_words), ...state);
}
