import { loadModel, saveModel } from '../../checkpoint';
import { checkTensors, type StoredTensors } from '../../checkpoint/stored';
import type { RandomState } from '../../core/random';
import type { SlotMemoryConfig } from './memoryOptions';
import { errorMessage } from '../../core/text';

/** What a slot memory holds, without what can be worked out. */
export interface MemoryState {
  /** Rows written. */
  readonly rows: number;
  readonly random: RandomState;
  /** `[size, keySize]` */
  readonly keys: Float32Array;
  /** `[size]` */
  readonly labels: Int32Array;
  readonly counts: Float32Array;
  /** `[size]`; `[0]` without priorities. */
  readonly priorities: Float32Array;
}

/** The tensors of a memory, as they go into a file. */
export function memoryTensors(
  { keys, labels, counts, priorities }: MemoryState,
  { keySize }: SlotMemoryConfig,
): StoredTensors {
  const size = labels.length;
  return {
    keys: { shape: [size, keySize], data: keys },
    labels: { shape: [size], data: Float32Array.from(labels) },
    counts: { shape: [size], data: counts },
    priorities: { shape: [priorities.length], data: priorities },
  };
}

/** The way back. @throws RangeError naming what came and what was expected */
export function memoryState(
  tensors: StoredTensors,
  rows: number,
  random: RandomState,
  config: SlotMemoryConfig,
): MemoryState {
  const size = tensors.labels?.data.length ?? 0;
  if (size > config.capacity)
    throw new RangeError(`labels: got ${size}, expected at most capacity (${config.capacity})`);
  checkTensors('state', tensors, {
    keys: [size, config.keySize],
    labels: [size],
    counts: [size],
    priorities: [config.priorities ? size : 0],
  });
  const { keys, labels, counts, priorities } = tensors;
  return {
    rows,
    random,
    keys: keys.data,
    labels: Int32Array.from(labels.data),
    counts: counts.data,
    priorities: priorities.data,
  };
}

/**
 * Writes a memory to a safetensors file, whole or not at all.
 * @throws the error of the file system; a file that was there is then still there
 */
export function saveMemory(file: string, config: SlotMemoryConfig, state: MemoryState): void {
  saveModel(file, {
    config: { SlotMemory: config },
    weights: {},
    state: memoryTensors(state, config),
    random: { memory: state.random },
    metadata: { rows: state.rows },
  });
}

/**
 * Reads what `saveMemory` wrote, and checks it.
 * @throws Error naming the file, what came and what was expected
 */
export function loadMemory(file: string): { config: SlotMemoryConfig; state: MemoryState } {
  const { config, state = {}, random, metadata } = loadModel(file);
  const { SlotMemory: own } = config as { SlotMemory?: SlotMemoryConfig };
  if (!own || !random?.['memory'])
    throw new Error(`${file}: got the model of something else, expected a slot memory`);
  try {
    return {
      config: own,
      state: memoryState(state, (metadata as { rows: number }).rows, random['memory'], own),
    };
  } catch (error) {
    throw new Error(`${file}: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}
