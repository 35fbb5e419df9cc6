import { z } from 'zod';
import { loadModel, saveModel, toArrays, toTensors } from '../../checkpoint';
import { controllerConfig } from '../../config';
import type { Weights } from '../../controller';
import { parseContent } from '../../core/jsonFile';
import { packagePath } from '../../core/paths';
import type { tf } from '../../tf';
import { agentStartController } from './plan';

/** What is stored beside the weights. */
const rateSchema = z.looseObject({ rate: z.number().gt(0) });

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
 * @throws FileError naming the file if it is missing or was changed
 */
export function loadAgentStart(
  method: 'MAML' | 'pre-training',
  file = agentStartFile(method),
): { readonly start: Record<string, tf.Tensor>; readonly rate: number } {
  const controller = agentStartController();
  const { weights, metadata } = loadModel(file, {
    config: controller.config,
    readConfig: controllerConfig,
    shapes: controller.shapes(),
  });
  const { rate } = parseContent(file, rateSchema, metadata);
  return { start: toTensors(weights), rate };
}
