import type { MemoryOptions } from '../../config';
import type { TaskModel } from '../memory-tasks/models';

/** Networks that learn the sequences: an LSTM without a memory, and kinds of memory. */
export const oneShotMemories = [
  'lstm',
  'dnc',
  'gatedFastWeights',
  'attention',
] as const satisfies readonly TaskModel[];
/** One of `oneShotMemories`. */
export type OneShotMemory = (typeof oneShotMemories)[number];

/** What is compared: the networks, and the nearest prototype, which learns nothing. */
export const oneShotLearners = [...oneShotMemories, 'prototypes'] as const;
/** One of `oneShotLearners`. */
export type OneShotLearner = (typeof oneShotLearners)[number];

/** What tells a run from every other. */
export interface OneShotMemoryKey {
  readonly learner: OneShotLearner;
  /** Of the embedding, of the first weights and of the sequences that are learned. */
  readonly seed: number;
}

/** Classes of a sequence, and how often each is shown. */
export const labelledSequences = { ways: 5, shown: 6 };

/** Sizes of all memories. */
export const oneShotMemorySizes: MemoryOptions = {
  memorySize: 32,
  memoryDim: 32,
  numReadHeads: 1,
};

/** How a network is trained. */
export interface OneShotTraining {
  /** Steps one after the other, by how often each class of a sequence is shown in them. */
  readonly stages: readonly { readonly shown: number; readonly steps: number }[];
  /** Adam's. */
  readonly learningRate: number;
}

/** Units of the DNC's LSTM; the others get as many parameters as the DNC has. */
export const ONE_SHOT_HIDDEN = 64;
/** Sequences a training step. */
export const ONE_SHOT_BATCH = 16;
/** Sequences of new alphabets that all are judged on. */
export const ONE_SHOT_SEQUENCES = 500;

/**
 * All networks are trained alike: first on short sequences, where what was told is not far back,
 * then on whole ones. The stages were chosen on the validation alphabets with one seed that is not
 * among those of the plan (100).
 */
export const oneShotTraining: OneShotTraining = {
  stages: [
    { shown: labelledSequences.shown / 2, steps: 2500 },
    { shown: labelledSequences.shown, steps: 2500 },
  ],
  learningRate: 0.003,
};

/** Every learner with every seed, seed after seed: those of a seed share the features. */
export function oneShotMemoryKeys(seeds: number): OneShotMemoryKey[] {
  return Array.from({ length: seeds }, (_, seed) =>
    oneShotLearners.map((learner) => ({ learner, seed })),
  ).flat();
}
