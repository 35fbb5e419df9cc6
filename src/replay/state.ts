import { argumentError } from '../core/arguments';
import type { RandomState } from '../core/random';
import { checkConfig, checkTensors, type StoredArrays } from '../core/stored';
import type { StoreState } from './types';

/** What every store's `progress` holds. */
interface StoreProgress {
  readonly size: number;
  readonly offered: number;
  readonly random: RandomState;
}

/** A state that was checked. */
interface CheckedState<C, P> {
  readonly config: C;
  readonly progress: P & StoreProgress;
  readonly arrays: StoredArrays;
}

/**
 * Checks a state before a store is made of it.
 * @param kind the class it must be of
 * @param expected fields that its config must have; what is left out is not checked
 * @param shapes of the arrays beside the items, for a size
 * @throws RangeError naming what came and what was expected: another class or config, arrays of
 * another shape
 */
export function checkStoreState<
  C extends { capacity: number; fields: Readonly<Record<string, number>> },
  P extends object = object,
>(
  { kind: found, config, progress, arrays }: StoreState,
  kind: string,
  expected: object,
  shapes: (size: number, config: C) => Record<string, number[]>,
): CheckedState<C, P> {
  if (found !== kind) throw argumentError('kind', `"${found}"`, `"${kind}"`);
  const state = { config, progress, arrays } as CheckedState<C, P>;
  for (const [name, value] of Object.entries(expected))
    if (value !== undefined) checkConfig(`config.${name}`, state.config[name as keyof C], value);
  const { capacity, fields } = state.config;
  const { size } = state.progress;
  if (!(Number.isInteger(size) && size >= 0 && size <= capacity))
    throw argumentError('size', size, `a whole number from 0 to capacity (${capacity})`);
  const items: Record<string, number[]> = {};
  for (const [name, length] of Object.entries(fields)) items[`items/${name}`] = [size, length];
  checkTensors('arrays', arrays, { ...items, ...shapes(size, state.config) });
  return state;
}
