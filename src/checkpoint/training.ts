import type { TrainingState } from '../compile';
import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { isPlainObject } from '../core/objects';
import { describe } from '../core/text';
import { parseValue } from '../core/validation';
import { trainingSchema } from './envelope';
import type { ModelCheckpoint } from './model';

const stateForm = trainingSchema.extend({
  tensors: z.custom<TrainingState['tensors']>(isPlainObject, 'tensors by name'),
});

/**
 * The part of a checkpoint that a compiled training run is made of.
 * @throws RangeError naming what is no part of a training's state
 * @example saveModel(file, { config, ...fromTraining(training.state()) })
 */
export function fromTraining(state: TrainingState): Pick<ModelCheckpoint, 'weights' | 'optimizer'> {
  const { optimizer: name, step, learningRate, tensors } = parseValue('state', stateForm, state);
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
export function toTraining(model: ModelCheckpoint): TrainingState {
  if (!isPlainObject(model)) throw argumentError('model', describe(model), 'what loadModel gave');
  const { weights, optimizer } = model;
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
