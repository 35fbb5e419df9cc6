import type { MemoryConfig, MemoryKind } from '../config';
import { type AttentionInterface, AttentionMemory, type AttentionState } from './attention';
import type { MemoryBank } from './bank';
import { type MemoryInterface, type MemoryState, NeuralMemoryBank } from './dnc';
import {
  type FastWeightsInterface,
  FastWeightsMemory,
  type FastWeightsState,
} from './fast-weights';
import { type SparseInterface, SparseMemory, type SparseMemoryState } from './sparse';
import { type TestTimeInterface, TestTimeMemory, type TestTimeState } from './test-time';

/** State and controls of each kind of memory. */
export interface MemoryKinds {
  readonly dnc: { readonly state: MemoryState; readonly controls: MemoryInterface };
  readonly sparse: { readonly state: SparseMemoryState; readonly controls: SparseInterface };
  readonly fastWeights: {
    readonly state: FastWeightsState;
    readonly controls: FastWeightsInterface;
  };
  readonly testTime: { readonly state: TestTimeState; readonly controls: TestTimeInterface };
  readonly attention: { readonly state: AttentionState; readonly controls: AttentionInterface };
}

/** The state of a memory of a kind. */
export type MemoryStateOf<K extends MemoryKind> = MemoryKinds[K]['state'];
/** What a memory of a kind is asked in a step. */
export type MemoryControlsOf<K extends MemoryKind> = MemoryKinds[K]['controls'];

const banks: {
  readonly [K in MemoryKind]: new (
    config: MemoryConfig<K>,
  ) => MemoryBank<MemoryStateOf<K>, MemoryControlsOf<K>>;
} = {
  dnc: NeuralMemoryBank,
  sparse: SparseMemory,
  fastWeights: FastWeightsMemory,
  testTime: TestTimeMemory,
  attention: AttentionMemory,
};

/**
 * The memory that a config describes.
 * @example memoryBank(memoryConfig({ kind: 'attention' })).initialState(1)
 */
export function memoryBank<K extends MemoryKind>(
  config: MemoryConfig<K>,
): MemoryBank<MemoryStateOf<K>, MemoryControlsOf<K>> {
  const Bank = banks[config.kind];
  return new Bank(config);
}
