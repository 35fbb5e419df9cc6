import { allocationForHeads, type MemoryState } from '../memory';
import { tf } from '../tf';
import { bankOf, contentError, linkageError, type Part } from './dncCases';
import { controlsOf, tensorError, tensorOf, type Vectors } from './dncVectors';

/** One function at the edge of its range, or a few steps of it. */
export type DncEdge = Part | { readonly steps: readonly Part[] };

/**
 * Writes from an empty memory. The slots they go to are left to rounding, so only properties are
 * asked of them.
 */
export interface DncZeroStart {
  readonly num_writes: number;
  readonly interfaces: readonly Vectors[];
  /** What the reference made of it; only its sizes are used. */
  readonly float64: readonly Vectors[];
}

/** @throws RangeError if the name says of none of our functions */
export function edgeError(name: string, edge: DncEdge): number {
  if ('steps' in edge) return Math.max(...edge.steps.map((step) => edgeError(name, step)));
  if (name.startsWith('content_')) return contentError(edge);
  if (name.startsWith('linkage_')) return linkageError(edge);
  if (name.startsWith('allocation_'))
    return tensorError(
      allocationForHeads(
        tensorOf(edge.inputs.usage, 'usage'),
        tensorOf(edge.inputs.write_gates, 'write_gates'),
      ),
      edge.outputs.allocation_weights,
    );
  throw new RangeError(
    `name: got ${name}, expected one that starts with content_, linkage_ or allocation_`,
  );
}

/**
 * How far full allocation writes are from these: each goes whole to one place while a slot is free,
 * none goes to a slot that is taken, usage stays in 0..1.
 */
export function zeroStartError({ num_writes, interfaces, float64 }: DncZeroStart): number {
  const controls = interfaces.map(controlsOf);
  const slots = float64[0].write_weights.shape[2];
  const [batch, reads, width] = controls[0].readKeys.shape;
  const bank = bankOf({ memory_size: slots, word_size: width, num_reads: reads, num_writes });
  let state: MemoryState = { ...bank.initialState(batch), memory: tf.zeros([batch, slots, width]) };
  const states = controls.map((asked) => (state = bank.step(state, asked).state));
  const writes = tf.concat(
    states.map(({ writeWeights }) => writeWeights),
    1,
  ); // [B, steps H, N]
  const usage = tf.stack(states.map((after) => after.usage));
  const whole = tf.sub(
    1,
    tf.sum(tf.slice(writes, [0, 0, 0], [-1, Math.min(slots, writes.shape[1]), -1]), 2),
  );
  const above = (x: tf.Tensor, bound: number): tf.Tensor => tf.relu(tf.sub(x, bound));
  const violations = [
    tf.abs(whole),
    above(tf.sum(writes, 1), 1),
    above(usage, 1),
    tf.relu(tf.neg(usage)),
    tf.relu(tf.neg(writes)),
  ];
  return Math.max(...violations.map((x) => tensorError(tf.max(x), { shape: [], data: [0] })));
}
