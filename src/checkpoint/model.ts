import { types } from 'node:util';
import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { isPlainObject, ownValue } from '../core/objects';
import { type RandomState, randomStateSchema } from '../core/random';
import { checkConfig, checkTensors, shapeText, type StoredTensors } from '../core/stored';
import { describe } from '../core/text';
import { functionField, parseValue } from '../core/validation';
import { countSchema, plainObjectSchema, readCheckpoint, writeCheckpoint } from './envelope';
import { floatsOnly } from './safetensors';

/** Where an optimiser stands. */
export interface OptimizerState {
  readonly name: string;
  /** Steps made. */
  readonly step: number;
  readonly learningRate: number;
  /**
   * What it keeps for each weight, as `slot/weight` (Adam: 'm/...' and 'v/...'), and single numbers
   * of its own.
   */
  readonly slots: StoredTensors;
}

/**
 * A model and where its training stands: all that is needed to go on as if it had never stopped.
 */
export interface ModelCheckpoint {
  /** The config the model was made with: plain JSON. */
  readonly config: object;
  readonly weights: StoredTensors;
  readonly optimizer?: OptimizerState;
  /** Streams of random numbers by name (`random.state()`). */
  readonly random?: Readonly<Record<string, RandomState>>;
  /** A state carried on, such as a lifelong memory: `toArrays(state)`. */
  readonly state?: StoredTensors;
  /** Anything else, as JSON. */
  readonly metadata?: unknown;
}

/** What a loaded model must be. What is left out is not checked. */
export interface ExpectedModel {
  readonly config?: object;
  /**
   * Reads the stored config before it is compared, so that fields which an older version did not
   * have get their defaults: `controllerConfig`.
   */
  readonly readConfig?: (stored: object) => object;
  /** Name and shape of each weight: `controller.shapes()`. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** Name of the optimiser. */
  readonly optimizer?: string;
}

const expectedSchema = z.strictObject({
  config: plainObjectSchema.optional(),
  readConfig: functionField<(stored: object) => object>().optional(),
  shapes: z.record(z.string(), z.array(z.int().min(0))).optional(),
  optimizer: z.string().optional(),
});

const modelHeader = z.strictObject({
  config: plainObjectSchema,
  optimizer: z
    .strictObject({ name: z.string(), step: countSchema, learningRate: z.number().min(0) })
    .optional(),
  random: z.record(z.string(), randomStateSchema).optional(),
  metadata: z.unknown().optional(),
});

/**
 * Writes a model to a safetensors file, whole or not at all.
 * @throws RangeError naming a tensor whose numbers do not fill its shape, or a part that cannot be
 * stored; FileError naming the file. A file that was there is then still there
 * @example saveModel('copy.safetensors', { config: controller.config, weights: toArrays(weights) })
 */
export function saveModel(file: string, model: ModelCheckpoint): void {
  checkObject('model', model, 'an object with config and weights');
  const { config, weights, optimizer, random, state = {}, metadata } = model;
  const { slots = {}, ...progress } = optimizer ?? {};
  const header = { config, optimizer: optimizer && progress, random, metadata };
  parseValue('model', modelHeader, header);
  const tensors = { weights, optimizer: slots, state };
  for (const [group, arrays] of Object.entries(tensors)) checkFloats(group, arrays);
  writeCheckpoint(file, 'model', { header, tensors });
}

/** @throws RangeError naming what is no plain object */
function checkObject(name: string, value: unknown, expected: string): void {
  if (!isPlainObject(value)) throw argumentError(name, describe(value), expected);
}

/** @throws RangeError naming what `loadModel` would refuse: arrays of other numbers than floats */
function checkFloats(group: string, arrays: object): void {
  checkObject(group, arrays, 'arrays by name');
  for (const [name, array] of Object.entries(arrays)) {
    const data = ownValue(array, 'data');
    if (!types.isFloat32Array(data))
      throw argumentError(`${group}.${name}`, describe(data), 'an object with a Float32Array data');
  }
}

/**
 * Reads a model that `saveModel` wrote, and checks it.
 * @param expected what it must be
 * @throws FileError naming the file, what came and what was expected: not there, cut, changed,
 * another version, config, optimiser, or weights that are missing, too many or of another shape
 * @example
 * const { config } = controller;
 * const expected = { config, readConfig: controllerConfig, shapes: controller.shapes() };
 * const { weights } = loadModel('copy.safetensors', expected);
 */
export function loadModel(file: string, expected: ExpectedModel = {}): ModelCheckpoint {
  const wanted = parseValue('expected', expectedSchema, expected);
  return readCheckpoint(file, 'model', modelHeader, ({ header, tensors }) => {
    const { optimizer: progress, random, metadata } = header;
    const config = wanted.readConfig?.(header.config) ?? header.config;
    const weights = floatsOnly(tensors['weights'] ?? {});
    const slots = floatsOnly(tensors['optimizer'] ?? {});
    const state = tensors['state'] && floatsOnly(tensors['state']);
    const optimizer = progress && { ...progress, slots };
    if (wanted.config) checkConfig('config', config, wanted.config);
    if (wanted.shapes) checkTensors('weights', weights, wanted.shapes);
    checkOptimizer(optimizer, weights, wanted.optimizer);
    return {
      config,
      weights,
      ...(optimizer && { optimizer }),
      ...(random && { random }),
      ...(state && { state }),
      ...(metadata !== undefined && { metadata }),
    };
  });
}

/** @throws RangeError if it is another optimiser, or a slot has not the shape of its weight */
function checkOptimizer(
  optimizer: OptimizerState | undefined,
  weights: StoredTensors,
  name: string | undefined,
): void {
  if (name !== undefined && optimizer?.name !== name)
    throw argumentError('optimizer', optimizer ? `"${optimizer.name}"` : 'none', `"${name}"`);
  for (const [slot, { shape }] of Object.entries(optimizer?.slots ?? {})) {
    if (!slot.includes('/')) continue; // a number of the optimiser's own
    const weight = slot.slice(slot.indexOf('/') + 1);
    const own = Object.hasOwn(weights, weight) ? weights[weight].shape : undefined;
    if (own?.join() === shape.join()) continue;
    const expected = own
      ? `[${own.join(', ')}], that of the weight`
      : `no such tensor: there is no weight ${weight}`;
    throw argumentError(`optimizer.${slot}`, shapeText(shape), expected);
  }
}
