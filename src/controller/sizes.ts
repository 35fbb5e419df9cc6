import { sum } from '../core/numbers';
import type { AgentConfig } from '../config';
import { tf } from '../tf';
import { MemoryController } from './controller';
import { parameterCount } from './weights';

/** The parts of an agent that gradient descent changes. */
export type WeightPart = 'LSTM' | 'controls' | 'answer';

/** What the names of a part's weights begin with. */
const WEIGHT_NAMES: Readonly<Record<WeightPart, string>> = {
  LSTM: 'lstm',
  controls: 'interface',
  answer: 'output',
};

/** The controller of an agent: it sees a row x and the answer to the row before. */
export function controllerOf(config: AgentConfig): MemoryController {
  const { inputSize, outputSize, hiddenSize, memory } = config;
  return new MemoryController({
    inputSize: inputSize + outputSize,
    outputSize,
    hiddenSize,
    memory,
  });
}

/**
 * Parameters of an agent by part: the LSTM, the layer that makes the memory's controls, and the
 * layer that makes the answer.
 * @example parametersByPart(profiles.tutorial()).LSTM // 262656
 */
export function parametersByPart(config: AgentConfig): Record<WeightPart, number> {
  const shapes = Object.entries(controllerOf(config).shapes());
  const count = (part: WeightPart): number => {
    const own = shapes.filter(([name]) => name.startsWith(WEIGHT_NAMES[part]));
    return parameterCount(Object.fromEntries(own));
  };
  return { LSTM: count('LSTM'), controls: count('controls'), answer: count('answer') };
}

/** Parameters of an agent. */
export function parametersOf(config: AgentConfig): number {
  return sum(Object.values(parametersByPart(config)));
}

/** The parts of an agent's state, which change at every step. */
export type StatePart =
  'LSTM state' | 'memory' | 'usage' | 'read, write weights' | 'links' | 'precedence' | 'words read';

/**
 * Numbers that an agent's state holds, by part, for one sequence.
 * @example stateByPart(profiles.tutorial()).links // 16384, 128 x 128 slots
 */
export function stateByPart(config: AgentConfig): Record<StatePart, number> {
  return tf.tidy(() => {
    const { lstm, memory, reads } = controllerOf(config).initialState(1);
    return {
      'LSTM state': lstm.hidden.size + lstm.cell.size,
      memory: memory.memory.size,
      usage: memory.usage.size,
      'read, write weights': memory.readWeights.size + memory.writeWeights.size,
      links: memory.link.size,
      precedence: memory.precedence.size,
      'words read': reads.size,
    };
  });
}
