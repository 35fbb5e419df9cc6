import type { MemoryConfig } from '../../config';
import { asLiveTensor } from '../../tf';
import {
  checkObject,
  checkStepShapes,
  checkTensorShapes,
  type Shapes,
  shapesOfParts,
} from '../checks';
import { sparseInterfaceParts } from './interfaceParts';
import type { RowLog, SparseInterface, SparseMemoryState } from './state';

/** Slots that a head touches in a step. */
export const writesOf = ({ nearest, allocation }: MemoryConfig): number =>
  allocation ? nearest + 1 : nearest;
export const readsOf = ({ nearest, links, numWriteHeads: H }: MemoryConfig): number =>
  links ? (2 * H + 1) * nearest : nearest;
/** Links that a slot keeps in each direction. */
export const linksOf = ({ linksPerSlot, memorySize }: MemoryConfig): number =>
  Math.min(linksPerSlot, memorySize);

/**
 * Checks what goes into a step: state and controls of one batch, of the sizes of the config.
 * @throws RangeError naming the tensor, what came and what was expected
 */
export function checkSparseStep(
  config: MemoryConfig,
  state: SparseMemoryState,
  controls: SparseInterface,
): void {
  const { numReadHeads: R, numWriteHeads: H, memorySize: N, memoryDim: W } = config;
  const stateShapes: Shapes = {
    memory: [N, W],
    age: [N],
    readSlots: [R, readsOf(config)],
    readWeights: [R, readsOf(config)],
    writeSlots: [H, writesOf(config)],
    writeWeights: [H, writesOf(config)],
  };
  checkStepShapes(state, stateShapes, controls, shapesOfParts(sparseInterfaceParts(config)));
  const batch = state.memory.shape[0];
  if (config.links) checkLists(config, state.links, batch);
  checkPending(config, state, batch);
}

function checkLists(config: MemoryConfig, links: unknown, batch: number): void {
  checkObject('state.links', links);
  const { numWriteHeads: H, memorySize: N } = config;
  const L = linksOf(config);
  const shapes = { lists: [H, N, 4 * L], precedenceSlots: [H, L], precedence: [H, L] };
  checkTensorShapes('state.links', links as object, shapes, batch);
}

/**
 * Checks the rows of a state that are not in its base yet.
 * @throws RangeError naming the tensor, what came and what was expected
 */
export function checkPending(
  config: MemoryConfig,
  { pending }: SparseMemoryState,
  batch: number,
): void {
  if (pending === undefined) return;
  checkObject('state.pending', pending);
  const { memorySize: N, memoryDim: W } = config;
  checkTensorShapes('state.pending', pending, { scales: [1, N] }, batch);
  checkLog('state.pending.memory', pending.memory, [N, W], batch);
  if (config.links) {
    const { numWriteHeads: H } = config;
    checkLog('state.pending.lists', pending.lists, [H * N, 4 * linksOf(config)], batch);
  }
}

function checkLog(
  name: string,
  log: unknown,
  [count, width]: readonly [number, number],
  batch: number,
): void {
  checkObject(name, log);
  const { slots } = log as RowLog;
  const [, written = 0] = asLiveTensor(`${name}.slots`, slots).shape;
  const shapes = { slots: [written], rows: [written, width], versions: [count] };
  checkTensorShapes(name, log as RowLog, shapes, batch);
}
