import { z } from 'zod';
import {
  countSchema,
  floatsOnly,
  plainObjectSchema,
  randomStateSchema,
  readCheckpoint,
  replayHeader,
  trainingSchema,
  writeCheckpoint,
} from '../checkpoint';
import type { TrainingState } from '../compile';
import { agentConfig, type AgentConfig } from '../config';
import type { RandomState } from '../core/random';
import type { StoredTensors } from '../core/stored';
import type { StoreState } from '../replay';
import type { SavedRecord } from './slotRecord';

/** Everything an agent is made of: it goes on from here as if it had never stopped. */
export interface SavedAgent {
  readonly config: AgentConfig;
  /** Weights and the optimiser's moments. */
  readonly training: TrainingState;
  /** Where the draws of new episodes stand. */
  readonly order: RandomState;
  /** Tasks that ended. */
  readonly task: number;
  /** The replay store. */
  readonly replay?: StoreState;
  /** The live memory, and who wrote what in it. */
  readonly live?: StoredTensors;
  readonly record?: SavedRecord;
  /** Anything else, as JSON. */
  readonly note?: unknown;
}

const agentHeader = z.strictObject({
  config: plainObjectSchema,
  training: trainingSchema,
  order: randomStateSchema,
  task: countSchema,
  replay: replayHeader.optional(),
  note: z.unknown().optional(),
});

/**
 * Writes an agent to a safetensors file, whole or not at all.
 * @throws FileError naming the file; RangeError naming a part that cannot be stored. A file that
 * was there is then still there
 */
export function writeAgent(file: string, saved: SavedAgent): void {
  const { config, order, task, note, live = {}, record = {} } = saved;
  const { tensors, ...training } = saved.training;
  const { arrays = {}, ...replay } = saved.replay ?? {};
  writeCheckpoint(file, 'agent', {
    header: { config, training, order, task, replay: saved.replay && replay, note },
    tensors: { training: tensors, live, record, replay: arrays },
  });
}

/**
 * Reads an agent that `writeAgent` wrote, and hands it to `make`.
 * @throws FileError naming the file, what came and what was expected: not there, cut, changed, no
 * agent, another version, parts that do not belong together
 */
export function readAgent<T>(file: string, make: (saved: SavedAgent) => T): T {
  return readCheckpoint(file, 'agent', agentHeader, ({ header, tensors }) => {
    const { config, training, order, task, replay, note } = header;
    const { live, record, replay: arrays = {} } = tensors;
    return make({
      config: agentConfig(config),
      training: { ...training, tensors: floatsOnly(tensors['training'] ?? {}) },
      order,
      task,
      note,
      ...(replay && { replay: { ...replay, arrays } }),
      ...(live && { live: floatsOnly(live), record: record as unknown as SavedRecord }),
    });
  });
}
