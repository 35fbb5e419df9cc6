import { sum } from '../core/numbers';
import type { AgentConfig } from '../config';
import { tf } from '../tf';
import { type AnyMemoryController, MemoryController } from './controller';
import type { NestedState } from './unroll';
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
export function controllerOf(config: AgentConfig): AnyMemoryController {
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

/** Which part a field of a memory's state belongs to; those of other names are what it holds. */
const partOfField: Readonly<Record<string, StatePart>> = {
  usage: 'usage',
  age: 'usage',
  held: 'usage',
  next: 'usage',
  readSlots: 'read, write weights',
  readWeights: 'read, write weights',
  writeSlots: 'read, write weights',
  writeWeights: 'read, write weights',
  link: 'links',
  links: 'links',
  precedence: 'precedence',
};

/** The numbers of a state, nested ones included. */
const numbersIn = (state: NestedState): number =>
  state instanceof tf.Tensor ? state.size : sum(Object.values(state).map(numbersIn));

/**
 * Numbers that an agent's state holds, by part, for one sequence. What a memory keeps beside slots
 * or a matrix, such as keys or momentum, counts as memory.
 * @example stateByPart(profiles.tutorial()).links // 16384, 128 x 128 slots
 */
export function stateByPart(config: AgentConfig): Record<StatePart, number> {
  return tf.tidy(() => {
    const { lstm, memory, reads } = controllerOf(config).initialState(1);
    const numbers: Record<StatePart, number> = {
      'LSTM state': lstm.hidden.size + lstm.cell.size,
      memory: 0,
      usage: 0,
      'read, write weights': 0,
      links: 0,
      precedence: 0,
      'words read': reads.size,
    };
    for (const [name, part] of Object.entries<NestedState>({ ...memory } as never))
      numbers[partOfField[name] ?? 'memory'] += numbersIn(part);
    return numbers;
  });
}
