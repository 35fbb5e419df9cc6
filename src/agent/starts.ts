import path from 'node:path';
import { loadModel, saveModel, toArrays, toTensors } from '../checkpoint';
import { type AgentConfig, ConfigError } from '../config';
import type { SequenceNetwork, Weights } from '../controller';
import type { Random } from '../core/random';
import { checkTensors } from '../core/stored';
import { tf } from '../tf';
import { agentNetwork } from './network';
import { packagePath } from '../core/paths';
import { errorMessage } from '../core/text';

/**
 * How a start was learned, on tasks of the family that the regression stream belongs to, the
 * stream's own left out (see `learnStart`).
 */
export const agentStarts = ['maml', 'pretrained'] as const;
export type AgentStart = (typeof agentStarts)[number];

/** Where the project keeps a start: `npm run results -- stream` makes those that are not there. */
export const startFile = (
  start: AgentStart,
  memoryMode: AgentConfig['memoryMode'] = 'episodic',
): string =>
  path.join(
    packagePath('data'),
    `agent-start-${start}${memoryMode === 'none' ? '-lstm' : ''}.safetensors`,
  );

/** Stores a start with the sizes it belongs to and how it was learned, whole or not at all. */
export function saveStart(file: string, config: AgentConfig, weights: Weights, how: object): void {
  saveModel(file, {
    config: agentNetwork(config).config,
    weights: toArrays(weights),
    metadata: how,
  });
}

/**
 * The start that a config names. The caller disposes the weights.
 * @throws ConfigError naming `meta.start` if there is no such start for these sizes
 */
export function loadStart(config: AgentConfig, file?: string): Record<string, tf.Tensor> {
  const { start } = config.meta;
  const network = agentNetwork(config);
  if (start === 'random')
    throw new ConfigError(
      'AgentConfig.meta.start',
      start,
      `a start that is stored: ${agentStarts.join(', ')}`,
    );
  try {
    return toTensors(
      loadModel(file ?? startFile(start, config.memoryMode), {
        config: network.config,
        shapes: network.shapes(),
      }).weights,
    );
  } catch (error) {
    throw new ConfigError(
      'AgentConfig.meta.start',
      start,
      `'random', or the sizes that a stored start was learned with (${errorMessage(error)})`,
    );
  }
}

/**
 * The weights an agent begins with: those given, or those its config names. The caller disposes
 * them.
 * @throws ConfigError naming `meta.start`; RangeError naming the weight that is missing, too many
 * or of another shape
 */
export function startWeights(
  config: AgentConfig,
  network: SequenceNetwork<unknown>,
  random: Random,
  given?: Weights,
): Record<string, tf.Tensor> {
  if (!given)
    return config.meta.start === 'random' ? network.initialWeights(random) : loadStart(config);
  checkTensors('weights', given, network.shapes());
  return Object.fromEntries(
    Object.entries(given).map(([name, tensor]) => [name, tf.clone(tensor)]),
  );
}
