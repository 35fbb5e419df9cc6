import type { MemoryConfig } from '../../config';
import type { InterfacePart } from '../bank';
import type { MemoryInterface } from './state';

type Part = InterfacePart<keyof MemoryInterface>;

/**
 * The parts of the interface vector in order (Graves et al. 2016, Methods, "Interface parameters").
 * With the tutorial's sizes they take 471 numbers. `masking` and `sharpening` add theirs at the end
 * (Csordas & Schmidhuber 2019); other options leave the vector as it is, also where they do not use
 * a part of it.
 */
export function dncInterfaceParts(config: MemoryConfig): Part[] {
  const { memoryDim: W, numReadHeads: R, numWriteHeads: H } = config;
  const masks: Part[] = [
    { name: 'readMasks', shape: [R, W], range: 'sigmoid' },
    { name: 'writeMasks', shape: [H, W], range: 'sigmoid' },
  ];
  const sharpness: Part[] = [
    { name: 'backwardSharpness', shape: [R], range: 'oneplus' },
    { name: 'forwardSharpness', shape: [R], range: 'oneplus' },
  ];
  return [
    { name: 'readKeys', shape: [R, W], range: 'any' },
    { name: 'readStrengths', shape: [R], range: 'any' },
    { name: 'writeKeys', shape: [H, W], range: 'any' },
    { name: 'writeStrengths', shape: [H], range: 'any' },
    { name: 'writeVectors', shape: [H, W], range: 'any' },
    { name: 'eraseVectors', shape: [H, W], range: 'sigmoid' },
    { name: 'freeGates', shape: [R], range: 'sigmoid' },
    { name: 'allocationGates', shape: [H], range: 'sigmoid' },
    { name: 'writeGates', shape: [H], range: 'sigmoid' },
    { name: 'readModes', shape: [R, 2 * H + 1], range: 'softmax' },
    ...(config.masking ? masks : []),
    ...(config.sharpening ? sharpness : []),
  ];
}
