import type { MemoryConfig } from '../../config';
import type { InterfacePart } from '../bank';
import type { SparseInterface } from './state';

type Part = InterfacePart<keyof SparseInterface>;

/** The parts of the interface vector in order: those of the DNC, without free gates. */
export function sparseInterfaceParts(config: MemoryConfig): Part[] {
  const { memoryDim: W, numReadHeads: R, numWriteHeads: H } = config;
  const allocation: Part[] = [{ name: 'allocationGates', shape: [H], range: 'sigmoid' }];
  const modes: Part[] = [{ name: 'readModes', shape: [R, 2 * H + 1], range: 'softmax' }];
  return [
    { name: 'readKeys', shape: [R, W], range: 'any' },
    { name: 'readStrengths', shape: [R], range: 'any' },
    { name: 'writeKeys', shape: [H, W], range: 'any' },
    { name: 'writeStrengths', shape: [H], range: 'any' },
    { name: 'writeVectors', shape: [H, W], range: 'any' },
    { name: 'eraseVectors', shape: [H, W], range: 'sigmoid' },
    ...(config.allocation ? allocation : []),
    { name: 'writeGates', shape: [H], range: 'sigmoid' },
    ...(config.links ? modes : []),
  ];
}
