import { loadModel, saveModel, toArrays, toTensors } from '../../checkpoint';
import { packagePath } from '../../core/paths';
import { createRandom } from '../../core/random';
import { convolutionalEmbedding, type ConvolutionalEmbedding } from '../../meta';
import { tf } from '../../tf';
import { METRIC } from './plan';

/** Where the project keeps the embedding that was learned by prototypes with a seed. */
export const oneShotEmbeddingFile = (seed: number): string =>
  packagePath(`data/one-shot-embedding-${seed}.safetensors`);

/** Stores what a learner of distances has learned on the training alphabets. */
export function saveOneShotEmbedding(
  seed: number,
  parameters: Readonly<Record<string, tf.Tensor>>,
  file = oneShotEmbeddingFile(seed),
): void {
  saveModel(file, { config: METRIC.embedding, weights: toArrays(parameters) });
}

/**
 * The embedding that prototypes learned on the training alphabets, for drawings that are fitted
 * (`omniglotClasses(part, { fitted: true })`). The caller disposes the parameters.
 * @param seed 0, 1 or 2 come with the project
 * @throws FileError naming the file if it is missing or was changed
 */
export function oneShotEmbedding(
  seed = 0,
  file = oneShotEmbeddingFile(seed),
): {
  readonly embedding: ConvolutionalEmbedding;
  readonly parameters: Record<string, tf.Tensor>;
} {
  const embedding = convolutionalEmbedding(METRIC.embedding);
  const like = embedding.initialParameters(createRandom(0));
  const shapes = Object.fromEntries(Object.entries(like).map(([name, { shape }]) => [name, shape]));
  tf.dispose(like);
  const { weights } = loadModel(file, { config: METRIC.embedding, shapes });
  return { embedding, parameters: toTensors(weights) };
}
