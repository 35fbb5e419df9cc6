import { types } from 'node:util';
import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { shapeSize } from '../core/numbers';
import { isPlainObject } from '../core/objects';
import { type RandomState, randomStateSchema } from '../core/random';
import { checkConfig, checkTensors, type StoredArray, type StoredArrays } from '../core/stored';
import { describe } from '../core/text';
import { parseValue } from '../core/validation';
import type { StoreState } from './types';

/** What every store's `progress` holds. */
interface StoreProgress {
  readonly size: number;
  readonly offered: number;
  readonly random: RandomState;
}

const count = z.int().min(0);
/** The fields of every store's `progress`. */
const progressFields = { size: count, offered: count, random: randomStateSchema };

/** An array that a state must hold. */
export interface ArrayForm {
  readonly shape: readonly number[];
  readonly type: 'Float32Array' | 'Float64Array' | 'Int32Array';
}

/** What the state of a class must be. */
export interface StateForm<C, P extends z.ZodRawShape> {
  /** The class. */
  readonly kind: string;
  /** Checks a config and fills in its defaults; a state must hold them. */
  readonly config: (found: never) => C;
  /** What its `progress` holds beside that of every store. */
  readonly progress: P;
  /** Its arrays beside the items. */
  readonly arrays: (size: number, config: C) => Readonly<Record<string, ArrayForm>>;
  /** Arrays that states of earlier versions do not hold. */
  readonly newArrays?: (size: number) => Readonly<Record<string, ArrayForm>>;
}

/** A state that was checked. */
export interface CheckedState<C, P extends z.ZodRawShape> {
  readonly config: C;
  readonly progress: z.infer<z.ZodObject<P>> & StoreProgress;
  readonly arrays: StoredArrays;
}

const plainObject = z.custom<Record<string, unknown>>(isPlainObject, 'an object');
const stateSchema = z.strictObject({
  kind: z.string(),
  config: plainObject,
  progress: plainObject,
  arrays: plainObject,
});

/**
 * Checks a state before a store is made of it.
 * @param expected fields that its config must have; what is left out is not checked
 * @throws RangeError naming what came and what was expected: another class or config, counts that
 * do not belong together, arrays of another shape
 */
export function checkStoreState<
  C extends { readonly capacity: number; readonly fields: Readonly<Record<string, number>> },
  P extends z.ZodRawShape,
>(state: StoreState, form: StateForm<C, P>, expected: object): CheckedState<C, P> {
  if (!isPlainObject(state))
    throw argumentError('state', describe(state), 'an object { kind, config, progress, arrays }');
  const found = parseValue('', stateSchema, state);
  if (found.kind !== form.kind) throw argumentError('kind', `"${found.kind}"`, `"${form.kind}"`);
  if (!isPlainObject(expected)) throw argumentError('expected', describe(expected), 'an object');
  for (const [name, value] of Object.entries(expected))
    if (value !== undefined) checkConfig(`config.${name}`, found.config[name], value);
  const config = form.config(found.config as never);
  checkConfig('config', found.config, config);
  const schema = z.strictObject({ ...progressFields, ...form.progress });
  const progress = parseValue('progress', schema, found.progress) as CheckedState<C, P>['progress'];
  const { size, offered } = progress;
  if (size !== Math.min(offered, config.capacity)) {
    const most = `the smaller of offered (${offered}) and capacity (${config.capacity})`;
    throw argumentError('size', size, most);
  }
  const arrays = found.arrays as StoredArrays;
  const added = Object.entries(form.newArrays?.(size) ?? {});
  const there = added.filter(([name]) => Object.hasOwn(arrays, name));
  checkArrays(arrays, {
    ...itemForms(size, config.fields),
    ...form.arrays(size, config),
    ...Object.fromEntries(there),
  });
  return { config, progress, arrays };
}

function itemForms(
  size: number,
  fields: Readonly<Record<string, number>>,
): Record<string, ArrayForm> {
  const forms = Object.entries(fields).map(([name, length]): [string, ArrayForm] => [
    `items/${name}`,
    { shape: [size, length], type: 'Float32Array' },
  ]);
  return Object.fromEntries(forms);
}

const isOfType: Readonly<Record<ArrayForm['type'], (data: unknown) => boolean>> = {
  Float32Array: types.isFloat32Array,
  Float64Array: types.isFloat64Array,
  Int32Array: types.isInt32Array,
};

function checkArrays(arrays: StoredArrays, forms: Readonly<Record<string, ArrayForm>>): void {
  const shapes = Object.entries(forms).map(([name, { shape }]) => [name, shape] as const);
  checkTensors('arrays', arrays, Object.fromEntries(shapes));
  for (const [name, { shape, type }] of Object.entries(forms)) {
    const { data } = arrays[name] as { readonly data: StoredArray['data'] | undefined };
    const size = shapeSize(shape);
    if (!isOfType[type](data) || data?.length !== size)
      throw argumentError(`arrays.${name}`, describe(data), `a ${type} of ${size} numbers`);
  }
}
