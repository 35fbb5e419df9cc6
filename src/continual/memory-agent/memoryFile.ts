import { argumentError } from '../../core/arguments';
import { describe } from '../../core/text';
import { z } from 'zod';
import {
  countSchema,
  plainObjectSchema,
  randomStateSchema,
  readCheckpoint,
  writeCheckpoint,
} from '../../checkpoint';
import type { SlotMemoryConfig } from './memoryOptions';
import { SlotMemory } from './slotMemory';

/** The header of a slot memory: its state without the arrays. */
export const memoryHeader = z.strictObject({
  config: plainObjectSchema as unknown as z.ZodType<SlotMemoryConfig>,
  rows: countSchema,
  random: randomStateSchema,
});

/**
 * Writes a memory to a safetensors file, whole or not at all.
 * @throws FileError naming the file. A file that was there is then still there
 */
export function saveMemory(file: string, memory: SlotMemory): void {
  if (!(memory instanceof SlotMemory))
    throw argumentError('memory', describe(memory), 'a SlotMemory');
  const { arrays, ...header } = memory.state();
  writeCheckpoint(file, 'memory', { header, tensors: { memory: arrays } });
}

/**
 * The memory that `saveMemory` wrote: it goes on bit for bit.
 * @throws FileError naming the file, what came and what was expected
 */
export function loadMemory(file: string): SlotMemory {
  return readCheckpoint(file, 'memory', memoryHeader, ({ header, tensors }) =>
    SlotMemory.from({ ...header, arrays: tensors['memory'] ?? {} }),
  );
}
