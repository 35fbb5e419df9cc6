import { fromTraining, loadModel, saveModel, toTraining } from '../../checkpoint';
import type { TrainingState } from '../../compile';
import type { RandomState } from '../../core/random';
import type { StrategyContext } from '../strategies/types';
import { type MemoryState, memoryState, memoryTensors } from './memoryFile';
import type { SlotMemoryConfig } from './memoryOptions';
import { errorMessage } from '../../core/text';

/** All that a memory agent goes on from. */
export interface AgentState {
  readonly memory: MemoryState;
  readonly controller: TrainingState;
  /** `[inputSize]` */
  readonly units: Float32Array;
  readonly noise: RandomState;
  /** Tasks that are over. */
  readonly tasks: number;
}

/**
 * Writes an agent to a safetensors file, whole or not at all.
 * @throws the error of the file system; a file that was there is then still there
 */
export function saveAgent(
  file: string,
  { scenario, seed, budget, settings }: StrategyContext,
  config: SlotMemoryConfig,
  { memory, controller, units, noise, tasks }: AgentState,
): void {
  const { name, kind, inputSize, outputSize, batchSize } = scenario;
  saveModel(file, {
    config: {
      memoryAgent: {
        scenario: { name, kind, inputSize, outputSize, batchSize },
        seed,
        budget,
        settings,
      },
    },
    ...fromTraining(controller),
    state: { ...memoryTensors(memory, config), units: { shape: [units.length], data: units } },
    random: { memory: memory.random, noise },
    metadata: { rows: memory.rows, tasks },
  });
}

/**
 * Reads what `saveAgent` wrote, and checks it.
 * @returns what the agent is made from, and its state for a memory of a config
 * @throws Error naming the file, what came and what was expected
 */
export function loadAgent(file: string): {
  context: StrategyContext;
  stateFor(config: SlotMemoryConfig): AgentState;
} {
  const model = loadModel(file);
  const { memoryAgent: context } = model.config as { memoryAgent?: StrategyContext };
  const { state: { units, ...tensors } = {}, random = {}, metadata } = model;
  const { rows, tasks } = (metadata ?? {}) as { rows: number; tasks: number };
  if (!context || !units || !random['memory'] || !random['noise'])
    throw new Error(`${file}: got the model of something else, expected a memory agent`);
  return {
    context,
    stateFor: (config) => {
      try {
        return {
          memory: memoryState(tensors, rows, random['memory'], config),
          controller: toTraining(model),
          units: units.data,
          noise: random['noise'],
          tasks,
        };
      } catch (error) {
        throw new Error(`${file}: ${errorMessage(error)}`, {
          cause: error,
        });
      }
    },
  };
}
