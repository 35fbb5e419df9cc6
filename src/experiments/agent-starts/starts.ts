import { loadModel, saveModel, toArrays, toTensors } from '../../checkpoint';
import type { Weights } from '../../controller';
import { packagePath } from '../../core/paths';
import type { tf } from '../../tf';
import { agentStartController } from './plan';

/** Where the project keeps starts that were learned with seed 0. */
export const agentStartFile = (method: 'MAML' | 'pre-training'): string =>
  packagePath(`data/meta-agent-${method.toLowerCase()}.safetensors`);

/** Stores a start with its controller's config and inner rate, whole or not at all. */
export function saveAgentStart(file: string, start: Weights, rate: number): void {
  saveModel(file, {
    config: agentStartController().config,
    weights: toArrays(start),
    metadata: { rate },
  });
}

/**
 * A start that was learned with seed 0, and the inner rate that goes with it. The caller disposes
 * the weights.
 * @throws Error if the file is missing or was changed
 */
export function loadAgentStart(
  method: 'MAML' | 'pre-training',
  file = agentStartFile(method),
): { readonly start: Record<string, tf.Tensor>; readonly rate: number } {
  const controller = agentStartController();
  const { weights, metadata } = loadModel(file, {
    config: controller.config,
    shapes: controller.shapes(),
  });
  return { start: toTensors(weights), rate: (metadata as { rate: number }).rate };
}
