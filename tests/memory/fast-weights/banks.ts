// Fast weights and test-time memory as banks, and a few steps of each with random controls.
import type { MemoryOptions } from '../../../src/config';
import { createRandom } from '../../../src/core/random';
import { FastWeightsMemory } from '../../../src/memory/fast-weights';
import { TestTimeMemory } from '../../../src/memory/test-time';
import type { MemoryBank } from '../../../src/memory';
import { tf } from '../../../src/tf';
import type { Lists } from './sequences';

export type Tensors = Record<string, tf.Tensor>;
type Bank = MemoryBank<any, any>;

/** The banks, by what is special about them. */
export const bankMakers: Record<string, (sizes: MemoryOptions) => Bank> = {
  'fast weights': (sizes) => new FastWeightsMemory({ ...sizes, initialMemory: 'learned' }),
  'gated fast weights': (sizes) =>
    new FastWeightsMemory({ ...sizes, gated: true, initialMemory: 'learned' }),
  'test-time memory': (sizes) => new TestTimeMemory({ ...sizes, initialMemory: 'learned' }),
  'test-time memory of two layers': (sizes) =>
    new TestTimeMemory({ ...sizes, layers: 2, initialMemory: 'learned' }),
};

export const bankSizes: MemoryOptions[] = [
  { memorySize: 4, memoryDim: 3, numReadHeads: 2, numWriteHeads: 2 },
  { memorySize: 2, memoryDim: 1, numReadHeads: 1, numWriteHeads: 1 },
  { memorySize: 3, memoryDim: 5, numReadHeads: 1, numWriteHeads: 3 },
];

/** Shapes of what goes into some steps: `step0 readKeys` and so on, and the weights at first. */
export function stepShapes(bank: Bank, batch: number, steps: number): Record<string, number[]> {
  const shapes: Record<string, number[]> = { ...bank.startShapes() };
  for (let t = 0; t < steps; t++)
    for (const { name, shape } of bank.interfaceParts())
      shapes[`step${t} ${name}`] = [batch, ...shape];
  return shapes;
}

/** Numbers for such shapes: write gates 0 to 1, others normal, weights at first half as large. */
export function stepInputs(shapes: Record<string, number[]>, seed: number): Lists {
  const random = createRandom(seed);
  const draw = (name: string): number => {
    if (name.endsWith('writeGates')) return random.uniform();
    return name.startsWith('initial') ? random.normal() / 2 : random.normal();
  };
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => draw(name)),
    ]),
  );
}

export function controlsAt(inputs: Tensors, t: number): Tensors {
  const own = Object.entries(inputs).filter(([name]) => name.startsWith(`step${t} `));
  return Object.fromEntries(own.map(([name, x]) => [name.slice(name.indexOf(' ') + 1), x]));
}

/** Some steps from the start, or from a state. */
export function runSteps(
  bank: Bank,
  inputs: Tensors,
  { batch, from = 0, to, state }: { batch: number; from?: number; to: number; state?: Tensors },
): { reads: tf.Tensor[]; state: Tensors } {
  let at = state ?? (bank.initialState(batch, inputs) as Tensors);
  const reads: tf.Tensor[] = [];
  for (let t = from; t < to; t++) {
    const step = bank.step(at, controlsAt(inputs, t));
    reads.push(step.readVectors);
    at = step.state as Tensors;
  }
  return { reads, state: at };
}
