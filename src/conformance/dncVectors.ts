import { z } from 'zod';
import { ConfigError } from '../core/errors';
import type { MemoryInterface, MemoryState, NeuralMemoryBank } from '../memory';
import { shapeSize } from '../core/numbers';
import { tf } from '../tf';

/** A tensor in a vector file: flat, row-major. */
export const vectorSchema = z
  .looseObject({
    shape: z.array(z.int().min(1)).describe('a list of sizes, whole numbers from 1'),
    data: z.array(z.number()).describe('a list of numbers'),
  })
  .describe('a tensor { shape, data }')
  .superRefine(({ shape, data }, context) => {
    const size = shapeSize(shape);
    if (data.length === size) return;
    const message = `${size} numbers for shape [${shape.join(', ')}]`;
    context.addIssue({ code: 'custom', path: ['data'], message });
  });

export type Vector = z.infer<typeof vectorSchema>;

/** Tensors by name. */
export const vectorsSchema = z.record(z.string(), vectorSchema).describe('tensors by name');

/** Tensors by name; null where no gradient passes. */
export const gradientsSchema = z
  .record(z.string(), vectorSchema.nullable())
  .describe('tensors by name, or null');

export type Vectors = Readonly<Record<string, Vector>>;

/** What the letters in shapes stand for, such as B for the batch. Grows as shapes are seen. */
export type Sizes = Map<string, number>;

/** The sizes of a memory; M is what a read mode has: one of content, two of each write head. */
export function memorySizes(
  config: Readonly<Record<'memory_size' | 'word_size' | 'num_reads' | 'num_writes', number>>,
): Sizes {
  const { memory_size: N, word_size: W, num_reads: R, num_writes: H } = config;
  return new Map(Object.entries({ N, W, R, H, M: 1 + 2 * H }));
}

/** Shapes of what the controller asks. */
export const CONTROL_SHAPES: Readonly<Record<string, string>> = {
  read_content_keys: 'BRW',
  read_content_strengths: 'BR',
  write_content_keys: 'BHW',
  write_content_strengths: 'BH',
  write_vectors: 'BHW',
  erase_vectors: 'BHW',
  free_gate: 'BR',
  allocation_gate: 'BH',
  write_gate: 'BH',
  read_mode: 'BRM',
};

/** Shapes of the memory's state. */
export const STATE_SHAPES: Readonly<Record<string, string>> = {
  memory: 'BNW',
  read_weights: 'BRN',
  write_weights: 'BHN',
  link: 'BHNN',
  precedence_weights: 'BHN',
  usage: 'BN',
};

/**
 * Checks that tensors are there and fit each other. A letter that has no size yet takes that of the
 * first tensor it stands for.
 * @param shapes a letter an axis
 * @throws ConfigError for the first that is missing or has another shape
 */
export function checkShapes(
  place: string,
  vectors: Vectors,
  shapes: Readonly<Record<string, string>>,
  sizes: Sizes,
): void {
  for (const [name, letters] of Object.entries(shapes)) {
    const shape = vectors[name]?.shape;
    const field = `${place}.${name}`;
    if (shape === undefined) throw new ConfigError(field, undefined, 'a tensor { shape, data }');
    const axes = [...letters];
    axes.forEach((letter, axis) => {
      if (!sizes.has(letter) && axis < shape.length) sizes.set(letter, shape[axis]);
    });
    const fits = axes.every((letter, axis) => sizes.get(letter) === shape[axis]);
    if (fits && shape.length === axes.length) continue;
    const wanted = axes.map((letter) => sizes.get(letter) ?? letter).join(', ');
    throw new ConfigError(`${field}.shape`, shape, `[${wanted}] (${axes.join(', ')})`);
  }
}

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

/** @throws RangeError if there is no such tensor */
export function tensorOf<T extends tf.Tensor>(vector: Vector | undefined, name: string): T {
  if (!vector) throw new RangeError(`${name}: got nothing, expected a tensor { shape, data }`);
  return tf.tensor([...vector.data], [...vector.shape], 'float32') as T;
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
export function tensorError(actual: tf.Tensor, expected: Vector | null | undefined): number {
  if (expected === undefined)
    throw new RangeError('got nothing, expected a tensor to compare with');
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
