import { type ControllerOptions, memoryProfiles, type MemoryOptions } from '../../config';
import { argumentError } from '../../core/arguments';
import { describe } from '../../core/text';
import { mergeOptions } from '../../core/validation';
import {
  hiddenSizeFor,
  LstmNetwork,
  type AnyMemoryController,
  MemoryController,
  parameterCount,
  type SequenceNetwork,
} from '../../controller';

/**
 * What can be trained on a task: the DNC, its variants by the name of their memory profile, and an
 * LSTM without a memory.
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
] as const;
/** One of `taskModels`. */
export type TaskModel = (typeof taskModels)[number];

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
 * A network by name. 'lstm' gets the hidden size with which it comes nearest to the DNC of the same
 * sizes in parameters, so that the comparison is fair.
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
  const dnc = (options: MemoryOptions): AnyMemoryController =>
    new MemoryController({
      inputSize,
      outputSize,
      hiddenSize,
      memory: options,
    } satisfies ControllerOptions);
  if (model !== 'lstm') return dnc(memoryProfiles[model](sizes));
  const parameters = parameterCount(dnc(sizes).shapes());
  return new LstmNetwork({
    inputSize,
    outputSize,
    hiddenSize: hiddenSizeFor(parameters, inputSize, outputSize),
  });
}
