import type { TrainingState } from '../compile';
import type { ModelCheckpoint } from './model';

/**
 * The part of a checkpoint that a compiled training run is made of.
 * @example saveModel(file, { config, ...fromTraining(training.state()) })
 */
export function fromTraining({
  optimizer: name,
  step,
  learningRate,
  tensors,
}: TrainingState): Pick<ModelCheckpoint, 'weights' | 'optimizer'> {
  const slots = Object.entries(tensors).filter(([key]) => isSlot(key, tensors));
  const weights = Object.entries(tensors).filter(([key]) => !isSlot(key, tensors));
  return {
    weights: Object.fromEntries(weights),
    optimizer: { name, step, learningRate, slots: Object.fromEntries(slots) },
  };
}

/**
 * The state of a training run, from a checkpoint.
 * @throws RangeError if the checkpoint holds no optimiser
 * @example training.restore(toTraining(loadModel(file)))
 */
export function toTraining({ weights, optimizer }: ModelCheckpoint): TrainingState {
  if (!optimizer)
    throw new RangeError(
      'optimizer: got none, expected the state of one: this model was saved without its training',
    );
  const { name, step, learningRate, slots } = optimizer;
  return { optimizer: name, step, learningRate, tensors: { ...weights, ...slots } };
}

/** Whether a name is `slot/weight` of a weight that is there. */
const isSlot = (key: string, tensors: TrainingState['tensors']): boolean =>
  key.includes('/') && Object.hasOwn(tensors, key.slice(key.indexOf('/') + 1));
