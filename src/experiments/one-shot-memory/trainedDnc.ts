import { z } from 'zod';
import { loadModel, saveModel, toArrays, toTensors } from '../../checkpoint';
import { controllerConfig } from '../../config';
import { MemoryController, type Weights } from '../../controller';
import { argumentError } from '../../core/arguments';
import { parseContent } from '../../core/jsonFile';
import { packagePath } from '../../core/paths';
import type { tf } from '../../tf';
import { taskNetwork } from '../memory-tasks/models';
import type { FeatureScale } from './features';
import { labelledSequences, ONE_SHOT_HIDDEN, oneShotMemorySizes } from './plan';

/** Where the project keeps the DNC that was trained on labelled images with seed 0. */
export const ONE_SHOT_DNC = packagePath('data/one-shot-memory-dnc.safetensors');

/** Features of an image, as the embedding of the project gives them. */
const FEATURES = 64;

const scaleSchema = z.strictObject({
  mean: z.array(z.number()).length(FEATURES),
  deviation: z.array(z.number().gt(0)).length(FEATURES),
});

/** The machine of the plan. */
function oneShotDnc(): MemoryController {
  const { ways } = labelledSequences;
  const network = taskNetwork('dnc', {
    inputSize: FEATURES + ways,
    outputSize: ways,
    hiddenSize: ONE_SHOT_HIDDEN,
    memory: oneShotMemorySizes,
  });
  return network as unknown as MemoryController;
}

/** Stores a trained DNC with the scale of the features that it saw, whole or not at all. */
export function saveOneShotDnc(weights: Weights, scale: FeatureScale, file = ONE_SHOT_DNC): void {
  if (scale.mean.length !== FEATURES)
    throw argumentError('scale', `${scale.mean.length} features`, String(FEATURES));
  saveModel(file, { config: oneShotDnc().config, weights: toArrays(weights), metadata: scale });
}

/** A trained DNC with its weights, and the scale of the features that it saw. */
export interface TrainedOneShotDnc {
  readonly controller: MemoryController;
  readonly weights: Record<string, tf.Tensor>;
  readonly scale: FeatureScale;
}

/**
 * The DNC that was trained on labelled images with seed 0. The caller disposes the weights.
 * @throws FileError naming the file if it is missing or was changed
 */
export function loadOneShotDnc(file = ONE_SHOT_DNC): TrainedOneShotDnc {
  const controller = oneShotDnc();
  const { weights, metadata } = loadModel(file, {
    config: controller.config,
    readConfig: controllerConfig,
    shapes: controller.shapes(),
  });
  return {
    controller,
    weights: toTensors(weights),
    scale: parseContent(file, scaleSchema, metadata),
  };
}
