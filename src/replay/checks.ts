import { argumentError, checkWholeNumber } from '../core/arguments';
import { describe } from '../core/text';
import { LARGEST_PRIORITY } from './priorities';

// of this file's own: a number of another file is looked up anew at every use
const LARGEST = LARGEST_PRIORITY;

/** Items that a store can hold, and that are drawn at once, at most. */
export const MOST_ITEMS = 10_000_000;

/**
 * @throws RangeError naming the place and the value of an index that is not of an item in the store
 */
export function checkIndices(indices: ArrayLike<number>, size: number): void {
  checkArrayLike('indices', indices);
  for (let k = 0; k < indices.length; k++) {
    const index = indices[k];
    if (Number.isInteger(index) && index >= 0 && index < size) continue;
    const range = `a whole number from 0 to size - 1 (${size - 1})`;
    throw argumentError(
      `indices[${k}]`,
      describe(index),
      size === 0 ? 'none: the store is empty' : range,
    );
  }
}

/**
 * @param above0 whether 0 is too small
 * @throws RangeError naming the place and the value of a priority that is not a number in the
 * range, or another number of them than of indices
 */
export function checkPriorities(
  indices: ArrayLike<number>,
  priorities: ArrayLike<number>,
  above0: boolean,
): void {
  checkArrayLike('priorities', priorities);
  if (priorities.length !== indices.length)
    throw argumentError('priorities', priorities.length, `as many as indices (${indices.length})`);
  for (let k = 0; k < priorities.length; k++) {
    const priority = priorities[k];
    if (!isPriority(priority, above0)) throw priorityError(`priorities[${k}]`, priority, above0);
  }
}

/** @throws RangeError naming the priority */
export function checkPriority(priority: number, above0: boolean, name = 'priority'): void {
  if (!isPriority(priority, above0)) throw priorityError(name, priority, above0);
}

/** @param again whether an item may be drawn twice @throws RangeError naming the count */
export function checkSampleCount(count: number, size: number, again: boolean): void {
  if (again && size === 0 && count > 0)
    throw argumentError('count', describe(count), '0: the store is empty');
  if (again) return checkWholeNumber('count', count, 0, MOST_ITEMS);
  if (!Number.isInteger(count) || count < 0 || count > size)
    throw argumentError('count', describe(count), `a whole number from 0 to size (${size})`);
}

const isPriority = (priority: number, above0: boolean): boolean =>
  typeof priority === 'number' &&
  priority >= 0 &&
  priority <= LARGEST &&
  !(above0 && priority === 0);

function priorityError(name: string, priority: number, above0: boolean): RangeError {
  const least = above0
    ? 'above 0 (epsilon is 0, so an item of priority 0 could never be drawn)'
    : 'of at least 0';
  return argumentError(name, describe(priority), `a number ${least}, at most ${LARGEST}`);
}

/** @throws RangeError naming what is no list */
export function checkArrayLike(name: string, list: unknown): void {
  if (!Array.isArray(list) && !ArrayBuffer.isView(list))
    throw argumentError(name, describe(list), 'an array of numbers');
}
