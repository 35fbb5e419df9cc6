import { z } from 'zod';
import { allocationForHeads, type MemoryState } from '../memory';
import { tf } from '../tf';
import { filledList } from './compare';
import {
  bankOf,
  checkEdgeFunction,
  contentError,
  linkageError,
  type Part,
  partSchema,
} from './dncCases';
import {
  checkShapes,
  CONTROL_SHAPES,
  controlsOf,
  tensorError,
  tensorOf,
  vectorsSchema,
} from './dncVectors';

/** One function at the edge of its range, or a few steps of it; a text is a remark. */
export const edgeSchema = z
  .union([z.string(), z.looseObject({ steps: filledList(partSchema, 'steps') }), partSchema])
  .describe('inputs and outputs, or steps of these');

export type DncEdge = Exclude<z.infer<typeof edgeSchema>, string>;

/**
 * Writes from an empty memory. The slots they go to are left to rounding, so only properties are
 * asked of them.
 */
export const zeroStartSchema = z
  .looseObject({
    num_writes: z.int().min(1).max(1000),
    interfaces: filledList(vectorsSchema, 'steps'),
    /** What the reference made of it; only its sizes are used. */
    float64: filledList(vectorsSchema, 'steps'),
  })
  .describe('writes from an empty memory');

export type DncZeroStart = z.infer<typeof zeroStartSchema>;

/** @throws ConfigError for the first tensor that has no place in its function */
export function checkEdge(name: string, edge: DncEdge): void {
  const place = `edges.${name}`;
  const { steps } = edge as { steps?: readonly Part[] };
  if (!steps) checkEdgeFunction(place, name, edge as Part);
  else steps.forEach((step, index) => checkEdgeFunction(`${place}.steps[${index}]`, name, step));
}

/** @throws ConfigError for the first tensor that has no place in a step */
export function checkZeroStart(place: string, start: DncZeroStart): void {
  const H = start.num_writes;
  const sizes = new Map(Object.entries({ H, M: 1 + 2 * H }));
  checkShapes(`${place}.float64[0]`, start.float64[0], { write_weights: 'BHN' }, sizes);
  for (const [index, controls] of start.interfaces.entries())
    checkShapes(`${place}.interfaces[${index}]`, controls, CONTROL_SHAPES, sizes);
}

/** @throws RangeError if the name says of none of our functions */
export function edgeError(name: string, edge: DncEdge): number {
  const { steps } = edge as { steps?: readonly Part[] };
  if (steps) return Math.max(...steps.map((step) => edgeError(name, step)));
  return functionError(name, edge as Part);
}

function functionError(name: string, edge: Part): number {
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
