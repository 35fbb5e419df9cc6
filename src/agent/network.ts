import { mapTensors } from '../checkpoint';
import { agentConfig, type AgentConfig, type AgentOptions } from '../config';
import {
  type AnyControllerState,
  hiddenSizeFor,
  LstmNetwork,
  type AnyMemoryController,
  MemoryController,
  parameterCount,
  type SequenceNetwork,
} from '../controller';
import { tf } from '../tf';

/**
 * Where episodes begin: in copies of a live state (each tensor with a batch of 1), or, without any,
 * fresh.
 */
export type Start = AnyControllerState | Readonly<Record<string, never>>;

/**
 * The memory machine of an agent; with `memoryMode` 'none' there is none. It sees x_t and y_{t-1}.
 */
function agentController({
  inputSize,
  outputSize,
  hiddenSize,
  controller,
  clipValue,
  memory,
}: AgentConfig): AnyMemoryController {
  return new MemoryController({
    inputSize: inputSize + outputSize,
    outputSize,
    hiddenSize,
    controller,
    clipValue,
    memory,
  });
}

/** What answers: the memory machine, or an LSTM without memory with as many parameters. */
export function agentNetwork(options: AgentOptions): AnyMemoryController | LstmNetwork {
  const config = agentConfig(options);
  const machine = agentController(config);
  const { inputSize, outputSize, clipValue } = machine.config;
  return config.memoryMode === 'none'
    ? new LstmNetwork({
        inputSize,
        outputSize,
        clipValue,
        hiddenSize: hiddenSizeFor(parameterCount(machine.shapes()), inputSize, outputSize),
      })
    : machine;
}

/** The same network, each of its sequences beginning where `start` says. */
export function startingFrom(
  network: SequenceNetwork<unknown>,
  start: Start,
): SequenceNetwork<unknown> {
  return {
    shapes: () => network.shapes(),
    initialWeights: (random) => network.initialWeights(random),
    initialState: (batch, weights) =>
      'memory' in start
        ? copiesOf(start as AnyControllerState, batch)
        : network.initialState(batch, weights),
    unroll: (weights, state, inputs, mask) => network.unroll(weights, state, inputs, mask),
  };
}

/**
 * Copies of a live state, one for each of `batch` sequences: what they write, the live memory does
 * not see.
 */
export const copiesOf = (live: AnyControllerState, batch: number): AnyControllerState =>
  mapTensors(live, (tensor) => tf.tile(tensor, [batch, ...tensor.shape.slice(1).map(() => 1)]));

/** Of a batch of states the first, as a batch of 1. */
export const firstOf = (state: AnyControllerState): AnyControllerState =>
  mapTensors(state, (tensor) =>
    tf.slice(
      tensor,
      tensor.shape.map(() => 0),
      [1, ...tensor.shape.slice(1)],
    ),
  );
