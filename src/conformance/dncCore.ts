import { z } from 'zod';
import { ConfigError } from '../core/errors';
import { MemoryController, type ControllerState } from '../controller';
import { tf } from '../tf';
import { filledList } from './compare';
import {
  checkShapes,
  memorySizes,
  STATE_SHAPES,
  stateNames,
  stateOf,
  tensorError,
  tensorOf,
  vectorSchema,
  type Vectors,
  vectorsSchema,
} from './dncVectors';

const size = z.int().min(1).max(10_000);

export const coreSchema = z
  .looseObject({
    config: z
      .looseObject({
        batch: size,
        memory_size: size,
        word_size: size,
        num_reads: size,
        num_writes: size,
        input_size: size,
        hidden_size: size,
        output_size: size,
        clip_value: z.number().min(0),
      })
      .describe('sizes'),
    inputs: z
      .looseObject({
        weights: vectorsSchema,
        inputs: filledList(vectorSchema, 'steps'),
        memory_state: vectorsSchema,
      })
      .describe('weights, inputs and memory_state'),
    outputs: vectorsSchema,
  })
  .describe('the whole machine');

export type DncCore = z.infer<typeof coreSchema>;

/** @throws ConfigError for the first tensor that has no place in the machine */
export function checkCore({ config: c, inputs, outputs }: DncCore): void {
  const sizes = memorySizes(c);
  const words = c.num_reads * c.word_size;
  const more = {
    B: c.batch,
    I: c.input_size,
    O: c.output_size,
    C: c.hidden_size,
    L: c.input_size + words + c.hidden_size, // what goes into the LSTM
    G: 4 * c.hidden_size, // its gates
    A: c.hidden_size + words, // what the answer is made of
  };
  for (const [letter, length] of Object.entries(more)) sizes.set(letter, length);
  const weights: Record<string, string> = {
    'dnc/lstm/w_gates': 'LG',
    'dnc/lstm/b_gates': 'G',
    'dnc/output_linear/w': 'AO',
    'dnc/output_linear/b': 'O',
  };
  for (const [part, length] of Object.entries(interfaceLengths(c))) {
    checkInterface(inputs.weights, part, [c.hidden_size, length]);
  }
  checkShapes('core.inputs.weights', inputs.weights, weights, sizes);
  checkShapes('core.inputs.memory_state', inputs.memory_state, STATE_SHAPES, sizes);
  inputs.inputs.forEach((x, t) => {
    checkShapes('core.inputs', { [`inputs[${t}]`]: x }, { [`inputs[${t}]`]: 'BI' }, sizes);
    if (!outputs[`t${t}/output`])
      throw new ConfigError(`core.outputs.t${t}/output`, undefined, 'a tensor { shape, data }');
  });
}

/** How many numbers each part of the interface vector has. */
function interfaceLengths(c: DncCore['config']): Readonly<Record<string, number>> {
  const { num_reads: R, num_writes: H, word_size: W } = c;
  return {
    read_keys: R * W,
    read_strengths: R,
    write_keys: H * W,
    write_strengths: H,
    write_vectors: H * W,
    erase_vectors: H * W,
    free_gate: R,
    allocation_gate: H,
    write_gate: H,
    read_mode: R * (1 + 2 * H),
  };
}

/** The layer of a part: its weights and its bias. @throws ConfigError */
function checkInterface(weights: Vectors, part: string, shape: readonly number[]): void {
  for (const [suffix, wanted] of Object.entries({ w: shape, b: shape.slice(1) })) {
    const name = `dnc/memory_access/${part}/${suffix}`;
    const found = weights[name]?.shape;
    if (found?.join() === wanted.join()) continue;
    throw new ConfigError(`core.inputs.weights.${name}.shape`, found, `[${wanted.join(', ')}]`);
  }
}

/**
 * google-deepmind/dnc makes each part of the interface vector with a linear layer of its own; ours
 * is one layer, with the parts in this order.
 */
const INTERFACE = [
  'read_keys',
  'read_strengths',
  'write_keys',
  'write_strengths',
  'write_vectors',
  'erase_vectors',
  'free_gate',
  'allocation_gate',
  'write_gate',
  'read_mode',
];

/**
 * The whole machine (LSTM, interface, memory, answer) over a few steps: the largest error of the
 * answers, and of the state after the last step.
 */
export function coreError({ config: c, inputs, outputs }: DncCore): number {
  const controller = new MemoryController({
    inputSize: c.input_size,
    outputSize: c.output_size,
    hiddenSize: c.hidden_size,
    clipValue: c.clip_value,
    memory: {
      memorySize: c.memory_size,
      memoryDim: c.word_size,
      numReadHeads: c.num_reads,
      numWriteHeads: c.num_writes,
    },
  });
  const weights = weightsOf(inputs.weights);
  let state: ControllerState = {
    ...controller.initialState(c.batch),
    memory: stateOf(inputs.memory_state),
  };
  const answers = inputs.inputs.map((x, t) => {
    const step = controller.step(weights, state, tensorOf(x, `inputs[${t}]`));
    state = step.state;
    return tensorError(step.output, outputs[`t${t}/output`]);
  });
  const { hidden, cell } = state.lstm;
  const words = tf.reshape(state.reads, [c.batch, c.num_reads, c.word_size]);
  return Math.max(
    ...answers,
    tensorError(hidden, outputs.hidden),
    tensorError(cell, outputs.cell),
    tensorError(words, outputs.read_words),
    ...Object.entries(stateNames).map(([theirs, ours]) =>
      tensorError(state.memory[ours], outputs[theirs]),
    ),
  );
}

function weightsOf(vectors: Vectors): Record<string, tf.Tensor> {
  const w = (name: string): tf.Tensor => tensorOf(vectors[`dnc/${name}`], name);
  const joined = (suffix: string, axis: number): tf.Tensor =>
    tf.concat(
      INTERFACE.map((part) => w(`memory_access/${part}/${suffix}`)),
      axis,
    );
  return {
    lstmKernel: w('lstm/w_gates'),
    lstmBias: w('lstm/b_gates'),
    interfaceKernel: joined('w', 1),
    interfaceBias: joined('b', 0),
    outputKernel: w('output_linear/w'),
    outputBias: w('output_linear/b'),
  };
}
