import path from 'node:path';
import { z } from 'zod';
import { loadModel, saveModel, toArrays, toTensors } from '../checkpoint';
import { type AgentConfig, ConfigError, controllerConfig } from '../config';
import type { LstmNetwork, AnyMemoryController, Weights } from '../controller';
import { packagePath } from '../core/paths';
import type { Random } from '../core/random';
import { checkTensors } from '../core/stored';
import { parseNamed } from '../core/validation';
import { errorMessage } from '../core/text';
import { mapNamed, tf } from '../tf';
import { agentNetwork } from './network';

const agentStarts = ['maml', 'pretrained'] as const;

/**
 * A stored start: learned by MAML, or by training on all tasks at once. The tasks are of the family
 * that the regression stream belongs to, the stream's own left out (see `learnStart`).
 */
export type AgentStart = (typeof agentStarts)[number];

const startSchema = z.strictObject({
  start: z.enum(agentStarts),
  memoryMode: z.enum(['episodic', 'lifelong', 'none']).optional(),
});

/** @throws RangeError naming what is no start, or no memory mode */
export function checkStart(start: unknown, memoryMode?: unknown): void {
  parseNamed(startSchema, { start, memoryMode });
}

/** Where the project keeps a start: `npm run results -- stream` makes those that are not there. */
export function startFile(
  start: AgentStart,
  memoryMode: AgentConfig['memoryMode'] = 'episodic',
): string {
  checkStart(start, memoryMode);
  const network = memoryMode === 'none' ? '-lstm' : '';
  return path.join(packagePath('data'), `agent-start-${start}${network}.safetensors`);
}

/** Stores a start with the sizes it belongs to and how it was learned, whole or not at all. */
export function saveStart(file: string, config: AgentConfig, weights: Weights, how: object): void {
  saveModel(file, {
    config: agentNetwork(config).config,
    weights: toArrays(weights),
    metadata: how,
  });
}

/**
 * The weights an agent begins with: those given, or those its config names. The caller disposes
 * them.
 * @throws ConfigError naming `meta.start`; RangeError naming the weight that is missing, too many
 * or of another shape
 */
export function startWeights(
  config: AgentConfig,
  network: AnyMemoryController | LstmNetwork,
  random: Random,
  given?: Weights,
): Record<string, tf.Tensor> {
  const { start } = config.meta;
  if (given) {
    checkTensors('weights', given, network.shapes());
    return mapNamed(given, (weight) => tf.clone(weight));
  }
  return start === 'random' ? network.initialWeights(random) : storedStart(start, config, network);
}

/** @throws ConfigError naming `meta.start` if there is no such start for these sizes */
function storedStart(
  start: AgentStart,
  { memoryMode }: AgentConfig,
  network: AnyMemoryController | LstmNetwork,
): Record<string, tf.Tensor> {
  try {
    const expected = {
      config: network.config,
      readConfig: memoryMode === 'none' ? undefined : controllerConfig,
      shapes: network.shapes(),
    };
    return toTensors(loadModel(startFile(start, memoryMode), expected).weights);
  } catch (error) {
    throw new ConfigError(
      'AgentConfig.meta.start',
      start,
      `'random', or the sizes that a stored start was learned with (${errorMessage(error)})`,
    );
  }
}
