import { z } from 'zod';
import { checkFunction } from '../core/arguments';
import { isPlainObject } from '../core/objects';
import { parseValue } from '../core/validation';
import type { StoreState } from '../replay';
import { plainObjectSchema, readCheckpoint, writeCheckpoint } from './envelope';

/** The header of a store: its state without the arrays. */
export const replayHeader = z.strictObject({
  kind: z.string(),
  config: plainObjectSchema,
  progress: plainObjectSchema,
});

/** A state as it is written; what its class is of is looked at when it is read. */
const stateForm = replayHeader.extend({
  arrays: z.custom<StoreState['arrays']>(isPlainObject, 'arrays by name'),
});

/**
 * Writes a replay store to a safetensors file, whole or not at all.
 * @param state of the store: `store.state()`
 * @throws RangeError naming what is no part of a state, or if it is larger than 2 GiB; the error of
 * the file system. A file that was there is then still there
 */
export function saveReplay(file: string, state: StoreState): void {
  parseValue('state', stateForm, state);
  const { arrays, ...header } = state;
  writeCheckpoint(file, 'replay', { header, tensors: { replay: arrays } });
}

/**
 * Reads a store that `saveReplay` wrote.
 * @param make makes the store of its state
 * @throws FileError naming the file, what came and what was expected
 * @example
 * const fields = { x: 64, y: 10 };
 * loadReplay('replay.safetensors', (state) => ExperienceReplay.from(state, { fields }));
 */
export function loadReplay<S>(file: string, make: (state: StoreState) => S): S {
  checkFunction('make', make);
  return readCheckpoint(file, 'replay', replayHeader, ({ header, tensors }) =>
    make({ ...header, arrays: tensors['replay'] ?? {} }),
  );
}
