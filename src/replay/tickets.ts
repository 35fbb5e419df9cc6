import { argumentError } from '../core/arguments';
import { isPlainObject } from '../core/objects';
import type { StoredArrays } from '../core/stored';
import { describe } from '../core/text';
import { checkIndices, checkArrayLike, checkPriorities } from './checks';
import type { ArrayForm } from './state';
import type { TicketedIndices, UpdateOptions } from './types';

/** Which item lies at each place, by its ticket: the number of items offered before it. */
export interface Tickets {
  /** Tickets given so far; each is below it. */
  readonly issued: number;
  /** The ticket of the item that lies at a place now. */
  of(place: number): number;
}

/** Tickets of a ring, in which items take places in turn: worked out, none is stored. */
export class RingTickets implements Tickets {
  /** The place of the next item, and the items that had been added when its round began. */
  private next = 0;
  private round = 0;

  constructor(private readonly capacity: number) {}

  get issued(): number {
    return this.round + this.next;
  }

  /** Gives a new item its ticket. @returns the place it takes */
  issue(): number {
    const place = this.next;
    this.next++;
    if (this.next === this.capacity) {
      this.next = 0;
      this.round += this.capacity;
    }
    return place;
  }

  of(place: number): number {
    return place + (place < this.next ? this.round : this.round - this.capacity);
  }

  /** Goes on after as many items. */
  restore(issued: number): void {
    this.next = issued % this.capacity;
    this.round = issued - this.next;
  }
}

/** What the state of stored tickets must be. */
export const ticketsForm = (size: number): Record<string, ArrayForm> => ({
  tickets: { shape: [size], type: 'Float64Array' },
});

/** Tickets of a store in which an item may take any place, or none. */
export class StoredTickets implements Tickets {
  private readonly held: Float64Array;
  private given = 0;

  constructor(capacity: number) {
    this.held = new Float64Array(capacity);
  }

  get issued(): number {
    return this.given;
  }

  /** Gives an item its ticket. @param place it takes, -1 for none */
  issue(place: number): void {
    if (place >= 0) this.held[place] = this.given;
    this.given++;
  }

  of(place: number): number {
    return this.held[place];
  }

  /** A copy of the tickets at the first places, `[size]`. */
  state(size: number): StoredArrays {
    return { tickets: { shape: [size], data: this.held.slice(0, size) } };
  }

  /**
   * Goes on after as many items.
   * @param held tickets by place; left out (files of earlier versions hold none) the places are
   * taken for them
   * @throws RangeError naming a ticket that no item of the store can have
   */
  restore(issued: number, size: number, held?: ArrayLike<number>): void {
    this.given = issued;
    const seen = new Set<number>();
    for (let place = 0; place < size; place++) {
      const ticket = held?.[place] ?? place;
      if (!Number.isInteger(ticket) || ticket < 0 || ticket >= issued || seen.has(ticket)) {
        const expected = `a whole number from 0 to ${issued - 1}, each once`;
        throw argumentError(`arrays.tickets[${place}]`, describe(ticket), expected);
      }
      seen.add(ticket);
      this.held[place] = ticket;
    }
  }
}

/** Priorities that are to be set. */
export interface PriorityUpdate {
  readonly indices: ArrayLike<number>;
  readonly priorities: ArrayLike<number>;
}

/**
 * Checks what `updatePriorities` was given.
 * @param size items in the store
 * @param above0 whether a priority of 0 is too small
 * @returns what is to be set: all, or without the items that were overwritten
 * @throws RangeError naming what is wrong
 */
export function checkUpdate(
  indices: TicketedIndices,
  priorities: ArrayLike<number>,
  options: UpdateOptions,
  held: Tickets,
  { size, above0 }: { readonly size: number; readonly above0: boolean },
): PriorityUpdate {
  checkOptions(options);
  checkIndices(indices, size);
  checkPriorities(indices, priorities, above0);
  const tickets = options.tickets ?? indices.tickets;
  if (tickets === undefined) return { indices, priorities };
  const gone = checkTickets(indices, tickets, held);
  if (gone < 0) return { indices, priorities };
  if (options.overwritten === 'ignore') return heldOnly(indices, priorities, tickets, held);
  const index = indices[gone];
  throw argumentError(
    `indices[${gone}]`,
    `${index}, where item ${tickets[gone]} was overwritten by item ${held.of(index)}`,
    "an item that is still there (or the option overwritten: 'ignore')",
  );
}

/** Tickets of the items at some places, which must be there. */
export function ticketsOf(indices: ArrayLike<number>, held: Tickets, size: number): Float64Array {
  checkIndices(indices, size);
  return fillTickets(new Float64Array(indices.length), indices, held);
}

/** Writes down the tickets of the items at some places. */
export function fillTickets(
  tickets: Float64Array,
  indices: ArrayLike<number>,
  held: Tickets,
): Float64Array {
  for (let k = 0; k < tickets.length; k++) tickets[k] = held.of(indices[k]);
  return tickets;
}

/**
 * @returns the first place in the list whose item was overwritten, -1 if none was
 * @throws RangeError naming a ticket that the item at an index never had
 */
function checkTickets(
  indices: ArrayLike<number>,
  tickets: ArrayLike<number>,
  held: Tickets,
): number {
  checkArrayLike('tickets', tickets);
  if (tickets.length !== indices.length)
    throw argumentError('tickets', tickets.length, `as many as indices (${indices.length})`);
  let gone = -1;
  for (let k = 0; k < tickets.length; k++) {
    const ticket = tickets[k];
    const now = held.of(indices[k]);
    if (ticket === now) continue;
    if (!Number.isInteger(ticket) || ticket < 0 || ticket > now) {
      const expected = `a whole number from 0 to ${now}, the ticket of what lies at ${indices[k]}`;
      throw argumentError(`tickets[${k}]`, describe(ticket), expected);
    }
    if (gone < 0) gone = k;
  }
  return gone;
}

/** An update without the items that were overwritten. */
function heldOnly(
  indices: ArrayLike<number>,
  priorities: ArrayLike<number>,
  tickets: ArrayLike<number>,
  held: Tickets,
): PriorityUpdate {
  const kept: { indices: number[]; priorities: number[] } = { indices: [], priorities: [] };
  for (let k = 0; k < indices.length; k++) {
    if (tickets[k] !== held.of(indices[k])) continue;
    kept.indices.push(indices[k]);
    kept.priorities.push(priorities[k]);
  }
  return kept;
}

function checkOptions(options: UpdateOptions): void {
  if (options === NO_OPTIONS) return;
  if (!isPlainObject(options)) throw argumentError('options', describe(options), 'an object');
  for (const name of Object.keys(options))
    if (name !== 'tickets' && name !== 'overwritten')
      throw argumentError(`options.${name}`, 'an unknown option', 'tickets or overwritten');
  const { overwritten } = options;
  if (overwritten !== undefined && overwritten !== 'refuse' && overwritten !== 'ignore')
    throw argumentError('overwritten', describe(overwritten), "'refuse' or 'ignore'");
}

/** What a call without options is given. */
export const NO_OPTIONS: UpdateOptions = Object.freeze({});
