import { MemoryController, type ControllerState } from '../controller';
import { tf } from '../tf';
import {
  stateNames,
  stateOf,
  tensorError,
  tensorOf,
  type Vector,
  type Vectors,
} from './dncVectors';

export interface DncCore {
  readonly config: Readonly<
    Record<
      | 'batch'
      | 'memory_size'
      | 'word_size'
      | 'num_reads'
      | 'num_writes'
      | 'input_size'
      | 'hidden_size'
      | 'output_size'
      | 'clip_value',
      number
    >
  >;
  readonly inputs: {
    readonly weights: Vectors;
    readonly inputs: readonly Vector[];
    readonly memory_state: Vectors;
  };
  readonly outputs: Vectors;
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
