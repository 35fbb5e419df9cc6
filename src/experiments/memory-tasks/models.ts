import {
  type ControllerOptions,
  dncProfiles,
  memoryProfiles,
  type MemoryOptions,
} from '../../config';
import { argumentError } from '../../core/arguments';
import { describe } from '../../core/text';
import { mergeOptions } from '../../core/validation';
import {
  type AnyMemoryController,
  hiddenSizeFor,
  LstmNetwork,
  MemoryController,
  nearestHiddenSize,
  parameterCount,
  type SequenceNetwork,
} from '../../controller';

/**
 * What can be trained on a task: an LSTM without a memory, and machines by the name of their memory
 * profile: the DNC, its variants, and the other kinds of memory.
 */
export const taskModels = [
  'lstm',
  'dnc',
  'content',
  'noLinks',
  'noAllocation',
  'deallocation',
  'masking',
  'sharpening',
  'all',
  'sparse',
  'fastWeights',
  'gatedFastWeights',
  'testTime',
  'deepTestTime',
  'attention',
] as const;
/** One of `taskModels`. */
export type TaskModel = (typeof taskModels)[number];

type MemoryProfile = Exclude<TaskModel, 'lstm'>;

/** Sizes of a model. */
export interface ModelSizes {
  readonly inputSize: number;
  readonly outputSize: number;
  /** Of the DNC's LSTM (64). */
  readonly hiddenSize?: number;
  /**
   * Of the DNC's memory (16 slots of 16 numbers, 4 read heads: google-deepmind/dnc's repeat copy).
   */
  readonly memory?: MemoryOptions;
}

/**
 * A network by name. The DNC's variants have the hidden size that is given. 'lstm' and the other
 * kinds of memory get the hidden size with which each comes nearest to the DNC of the same sizes in
 * parameters, so that the comparison is fair.
 * @throws RangeError for an unknown name; ConfigError naming a field
 */
export function taskNetwork(
  model: TaskModel,
  { inputSize, outputSize, hiddenSize = 64, memory = {} }: ModelSizes,
): SequenceNetwork<unknown> {
  if (!taskModels.includes(model))
    throw argumentError('model', describe(model), `one of ${taskModels.join(', ')}`);
  const standard: MemoryOptions = { memorySize: 16, memoryDim: 16, numReadHeads: 4 };
  const sizes = mergeOptions(standard, memory);
  const machine = (name: MemoryProfile, units: number): AnyMemoryController =>
    new MemoryController({
      inputSize,
      outputSize,
      hiddenSize: units,
      memory: memoryProfiles[name](sizes),
    } satisfies ControllerOptions);
  const parameters = parameterCount(machine('dnc', hiddenSize).shapes());
  if (model === 'lstm')
    return new LstmNetwork({
      inputSize,
      outputSize,
      hiddenSize: hiddenSizeFor(parameters, inputSize, outputSize),
    });
  if (model in dncProfiles) return machine(model, hiddenSize);
  const units = nearestHiddenSize(parameters, (size) =>
    parameterCount(machine(model, size).shapes()),
  );
  return machine(model, units);
}

/**
 * Numbers of slots with which a trained model can be tried: those that are wanted if its weights do
 * not depend on them. A memory that is a matrix has its size in its weights, and an LSTM has none:
 * they are tried once, as they are.
 */
export function slotsTried(
  model: TaskModel,
  trained: number,
  wanted: readonly number[],
): readonly number[] {
  return sizeIsLearned.includes(model) ? [trained] : wanted;
}

const sizeIsLearned: readonly TaskModel[] = [
  'lstm',
  'fastWeights',
  'gatedFastWeights',
  'testTime',
  'deepTestTime',
];
