import { z } from 'zod';
import {
  countSchema,
  floatsOnly,
  plainObjectSchema,
  randomStateSchema,
  readCheckpoint,
  trainingSchema,
  writeCheckpoint,
} from '../../checkpoint';
import type { TrainingState } from '../../compile';
import type { RandomState } from '../../core/random';
import { checkTensors } from '../../core/stored';
import { budgetField, scenarioFields, seedField } from '../strategies/context';
import type { StrategyContext } from '../strategies/types';
import { ERRORS } from './headErrors';
import { memoryHeader } from './memoryFile';
import type { SlotMemoryState } from './slotMemory';

/** All that a memory agent goes on from. */
export interface MemoryAgentState {
  readonly memory: SlotMemoryState;
  readonly controller: TrainingState;
  /** `[inputSize]` */
  readonly units: Float32Array;
  /** What `HeadErrors` gives. */
  readonly errors: Float64Array;
  readonly noise: RandomState;
  /** Tasks that are over. */
  readonly tasks: number;
}

const agentHeader = z.strictObject({
  /** What the agent is made from. */
  context: z.strictObject({
    scenario: z.strictObject(scenarioFields),
    seed: seedField,
    budget: budgetField,
    settings: plainObjectSchema as z.ZodType<StrategyContext['settings']>,
  }),
  memory: memoryHeader,
  controller: trainingSchema,
  noise: randomStateSchema,
  tasks: countSchema,
});

/**
 * Writes an agent to a safetensors file, whole or not at all.
 * @throws FileError naming the file; RangeError naming a part that cannot be stored. A file that
 * was there is then still there
 */
export function saveAgent(
  file: string,
  { scenario, seed, budget, settings }: StrategyContext,
  { memory, controller, units, errors, noise, tasks }: MemoryAgentState,
): void {
  const { name, kind, inputSize, outputSize, batchSize, hiddenSizes } = scenario;
  const { arrays, ...slots } = memory;
  const { tensors, ...progress } = controller;
  const sizes = {
    name,
    kind,
    inputSize,
    outputSize,
    batchSize,
    ...(hiddenSizes && { hiddenSizes }),
  };
  const context = { scenario: sizes, seed, budget, settings };
  writeCheckpoint(file, 'memory-agent', {
    header: { context, memory: slots, controller: progress, noise, tasks },
    tensors: {
      memory: arrays,
      controller: tensors,
      units: { units: { shape: [units.length], data: units } },
      errors: { errors: { shape: [errors.length], data: errors } },
    },
  });
}

/**
 * Reads what `saveAgent` wrote, and hands it to `make`.
 * @throws FileError naming the file, what came and what was expected
 */
export function loadAgent<A>(
  file: string,
  make: (context: StrategyContext, state: MemoryAgentState) => A,
): A {
  return readCheckpoint(file, 'memory-agent', agentHeader, ({ header, tensors }) => {
    const { context, memory, controller, noise, tasks } = header;
    const { memory: arrays = {}, controller: weights = {}, units = {}, errors = {} } = tensors;
    checkTensors('units', units, { units: [context.scenario.inputSize] });
    checkTensors('errors', errors, { errors: [ERRORS] });
    return make(context, {
      memory: { ...memory, arrays },
      controller: { ...controller, tensors: floatsOnly(weights) },
      units: floatsOnly(units)['units'].data,
      errors: Float64Array.from(errors['errors'].data),
      noise,
      tasks,
    });
  });
}
