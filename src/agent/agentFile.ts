import { readFileSync } from 'node:fs';
import { writeAtOnce } from '../checkpoint/file';
import { decodeArrays, encodeSafeTensors, type SafeTensors } from '../checkpoint/safetensors';
import type { StoredArrays, StoredTensors } from '../checkpoint/stored';
import type { TrainingState } from '../compile';
import { agentConfig, type AgentConfig } from '../config';
import type { RandomState } from '../core/random';
import type { SavedRecord } from './slotRecord';
import { errorMessage } from '../core/text';

/** Everything an agent is: it goes on from here as if it had never stopped. */
export interface SavedAgent {
  readonly config: AgentConfig;
  /** Weights and the optimiser's moments. */
  readonly training: TrainingState;
  /** Where the draws of new episodes stand. */
  readonly order: RandomState;
  /** Tasks that ended. */
  readonly task: number;
  /** The replay store. */
  readonly replay?: SafeTensors<StoredArrays>;
  /** The live memory, and who wrote what in it. */
  readonly live?: StoredTensors;
  readonly record?: SavedRecord;
  /** What the caller had to add, as JSON. */
  readonly note?: unknown;
}

const FORMAT = 'neural-memory-lab/agent';
const VERSION = '1';

/**
 * Writes an agent to a safetensors file, whole or not at all.
 * @throws the error of the file system; a file that was there is then still there
 */
export function writeAgent(
  file: string,
  { config, training, order, task, replay, live, record, note }: SavedAgent,
): void {
  const { tensors: trained, ...progress } = training;
  const tensors = {
    ...under('training', trained),
    ...under('live', live),
    ...under('record', record),
    ...under('replay', replay?.tensors),
  };
  const parts = { config, progress: { ...progress, order, task }, replay: replay?.metadata, note };
  const texts = Object.entries(parts).flatMap(([name, part]) =>
    part === undefined ? [] : [[name, JSON.stringify(part)]],
  );
  writeAtOnce(
    file,
    encodeSafeTensors({
      tensors,
      metadata: { format: FORMAT, version: VERSION, ...Object.fromEntries(texts) },
    }),
  );
}

/**
 * Reads an agent that `writeAgent` wrote, and hands it to `make`.
 * @throws Error naming the file, what came and what was expected: not there, cut, changed, no
 * agent, another version, parts that do not belong together
 */
export function readAgent<T>(file: string, make: (saved: SavedAgent) => T): T {
  try {
    return make(parse(decodeArrays(readFileSync(file))));
  } catch (error) {
    throw new Error(`${file}: ${errorMessage(error)}`, {
      cause: error,
    });
  }
}

function parse({ tensors, metadata: texts }: SafeTensors<StoredArrays>): SavedAgent {
  if (texts.format !== FORMAT)
    throw new RangeError(
      `format: got ${JSON.stringify(texts.format)}, expected "${FORMAT}": this is no saved agent`,
    );
  if (texts.version !== VERSION)
    throw new RangeError(
      `version: got ${JSON.stringify(texts.version)}, expected "${VERSION}": written by ` +
        'another version of this project',
    );
  const part = <T>(name: string): T | undefined =>
    texts[name] === undefined ? undefined : (JSON.parse(texts[name]) as T);
  const { order, task, ...progress } = part<
    Pick<SavedAgent, 'order' | 'task'> & Omit<TrainingState, 'tensors'>
  >('progress')!;
  const replay = part<Record<string, string>>('replay');
  const live = from(tensors, 'live');
  const record = from(tensors, 'record');
  return {
    config: agentConfig(part<AgentConfig>('config')),
    training: { ...progress, tensors: from(tensors, 'training') as TrainingState['tensors'] },
    order,
    task,
    note: part('note'),
    ...(replay && { replay: { metadata: replay, tensors: from(tensors, 'replay') } }),
    ...(Object.keys(live).length > 0 && {
      live: live as StoredTensors,
      record: record as unknown as SavedRecord,
    }),
  };
}

const under = (group: string, arrays: object = {}): StoredArrays =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${group}/${name}`, array]));
const from = (arrays: StoredArrays, group: string): StoredArrays =>
  Object.fromEntries(
    Object.entries(arrays).flatMap(([key, array]) =>
      key.startsWith(`${group}/`) ? [[key.slice(group.length + 1), array]] : [],
    ),
  );
