import type { MemoryConfig } from '../../config';
import { asLiveTensor } from '../../tf';
import { checkObject, checkTensorShapes, checkStepShapes, type Shapes } from '../checks';
import type { MemoryInterface, UnlinkedMemoryState } from './state';

/**
 * Checks what goes into a step: state and controls of one batch, of the sizes of the config.
 * @throws RangeError naming the tensor, what came and what was expected
 */
export function checkStep(
  config: MemoryConfig,
  state: UnlinkedMemoryState,
  controls: MemoryInterface,
): void {
  checkStepShapes(state, stateShapes(config), controls, controlShapes(config));
  checkUnlinkedWrite(config, state, state.memory.shape[0]);
}

/**
 * Checks what the links of a state are made whole from.
 * @throws RangeError naming the tensor, what came and what was expected
 */
export function checkLinks(config: MemoryConfig, state: UnlinkedMemoryState): void {
  checkObject('state', state);
  const { link } = stateShapes(config);
  const batch = asLiveTensor('state.link', state.link).shape[0];
  checkTensorShapes('state', state, { link }, batch);
  checkUnlinkedWrite(config, state, batch);
}

function checkUnlinkedWrite(
  config: MemoryConfig,
  { unlinkedWrite }: UnlinkedMemoryState,
  batch: number,
): void {
  if (unlinkedWrite === undefined) return;
  checkObject('state.unlinkedWrite', unlinkedWrite);
  const { precedence, writeWeights } = stateShapes(config);
  checkTensorShapes('state.unlinkedWrite', unlinkedWrite, { precedence, writeWeights }, batch);
}

/** Shape of each tensor of the state, behind the batch. */
function stateShapes({ memorySize: N, memoryDim: W, ...heads }: MemoryConfig): Shapes {
  const { numReadHeads: R, numWriteHeads: H } = heads;
  return {
    memory: [N, W],
    usage: [N],
    readWeights: [R, N],
    writeWeights: [H, N],
    link: [H, N, N],
    precedence: [H, N],
  };
}

/** Shape of each tensor that the config has a use for, behind the batch. */
function controlShapes(config: MemoryConfig): Shapes {
  const { memoryDim: W, numReadHeads: R, numWriteHeads: H } = config;
  const { addressing, allocation, masking, sharpening } = config;
  const byUse = addressing === 'dnc';
  return {
    readKeys: [R, W],
    readStrengths: [R],
    writeKeys: [H, W],
    writeStrengths: [H],
    writeVectors: [H, W],
    eraseVectors: [H, W],
    writeGates: [H],
    ...(byUse && { freeGates: [R], readModes: [R, 2 * H + 1] }),
    ...(byUse && allocation && { allocationGates: [H] }),
    ...(masking && { readMasks: [R, W], writeMasks: [H, W] }),
    ...(sharpening && { backwardSharpness: [R], forwardSharpness: [R] }),
  };
}
