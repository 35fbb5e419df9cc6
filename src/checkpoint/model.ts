import { readFileSync } from 'node:fs';
import type { RandomState } from '../core/random';
import { checkConfig, checkOptimizer } from './checks';
import { writeAtOnce } from './file';
import { decodeSafeTensors, encodeSafeTensors, type SafeTensors } from './safetensors';
import { checkTensors, type StoredTensors } from './stored';
import { errorMessage } from '../core/text';

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
  /** Name and shape of each weight: `controller.shapes()`. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** Name of the optimiser. */
  readonly optimizer?: string;
}

const FORMAT = 'neural-memory-lab/model';
const VERSION = '1';
const GROUPS = ['weights', 'optimizer', 'state'] as const;

/**
 * Writes a model to a file in the safetensors format, whole or not at all: it is written under
 * another name first, and then takes the place of what was there.
 * @throws RangeError naming a tensor whose numbers do not fill its shape; the error of the file
 * system. A file that was there is then still there
 * @example saveModel('copy.safetensors', { config: controller.config, weights: toArrays(weights) })
 */
export function saveModel(
  file: string,
  { config, weights, optimizer, random, state, metadata }: ModelCheckpoint,
): void {
  const { slots, ...progress } = optimizer ?? { slots: {} };
  const grouped = { weights, optimizer: slots, state: state ?? {} };
  const tensors = Object.fromEntries(
    GROUPS.flatMap((group) =>
      Object.entries(grouped[group]).map(([name, tensor]) => [`${group}/${name}`, tensor]),
    ),
  );
  const parts = { config, random, metadata, optimizer: optimizer && progress };
  const texts = Object.entries(parts).flatMap(([name, part]) =>
    part === undefined ? [] : [[name, JSON.stringify(part)]],
  );
  writeAtOnce(
    file,
    encodeSafeTensors({
      tensors,
      metadata: { format: FORMAT, version: VERSION, ...Object.fromEntries(texts) },
    }),
  );
}

/**
 * Reads a model that `saveModel` wrote, and checks it.
 * @param expected what it must be
 * @throws Error naming the file, what came and what was expected: not there, cut, changed, another
 * version, config, optimiser, or weights that are missing, too many or of another shape
 * @example const { weights } = loadModel('copy.safetensors', { config: controller.config, shapes: controller.shapes() })
 */
export function loadModel(file: string, expected: ExpectedModel = {}): ModelCheckpoint {
  try {
    return check(decodeSafeTensors(readFileSync(file)), expected);
  } catch (error) {
    throw new Error(`${file}: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}

function check(
  { tensors, metadata: texts }: SafeTensors,
  expected: ExpectedModel,
): ModelCheckpoint {
  if (texts.format !== FORMAT)
    throw new RangeError(`format: got ${JSON.stringify(texts.format)}, expected "${FORMAT}"`);
  if (texts.version !== VERSION)
    throw new RangeError(
      `version: got ${JSON.stringify(texts.version)}, expected "${VERSION}": written by ` +
        'another version of this project',
    );
  const part = <T>(name: string): T | undefined =>
    texts[name] === undefined ? undefined : (JSON.parse(texts[name]) as T);
  const group = (name: string): StoredTensors =>
    Object.fromEntries(
      Object.entries(tensors).flatMap(([key, tensor]) =>
        key.startsWith(`${name}/`) ? [[key.slice(name.length + 1), tensor]] : [],
      ),
    );
  const [config, random, metadata] = [
    part<object>('config') ?? {},
    part<ModelCheckpoint['random']>('random'),
    part<unknown>('metadata'),
  ];
  const weights = group('weights');
  const state = group('state');
  const progress = part<Omit<OptimizerState, 'slots'>>('optimizer');
  const optimizer: OptimizerState | undefined = progress && {
    ...progress,
    slots: group('optimizer'),
  };
  if (expected.config) checkConfig('config', config, JSON.parse(JSON.stringify(expected.config)));
  if (expected.shapes) checkTensors('weights', weights, expected.shapes);
  checkOptimizer(optimizer, weights, expected.optimizer);
  return {
    config,
    weights,
    ...(optimizer && { optimizer }),
    ...(random && { random }),
    ...(Object.keys(state).length > 0 && { state }),
    ...(metadata !== undefined && { metadata }),
  };
}
