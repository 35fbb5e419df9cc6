import type { StoredArrays } from '../core/stored';

/** Something to remember: named rows of numbers, each of the length its field was declared with. */
export type ReplayItem<F extends string> = Readonly<Record<F, Float32Array>>;

/**
 * Where drawn items lie, `[count]`, each with the ticket of the item: the number of items that had
 * been offered before it, which no other item has. An index alone says a place, where another item
 * may lie by the time its priority is known. Parts and copies of the list (`subarray`, `map`) carry
 * no tickets.
 */
export interface ItemIndices extends Int32Array {
  /** The ticket of each item, `[count]`. */
  readonly tickets: Float64Array;
}

/** Indices of items, with tickets or without. */
export type TicketedIndices = ArrayLike<number> & { readonly tickets?: ArrayLike<number> };

/** How priorities are updated. */
export interface UpdateOptions {
  /**
   * Which items are meant; left out, those whose tickets the indices carry, and of a plain list
   * whatever lies there now. For indices that were copied, for instance sent to a worker and back.
   */
  readonly tickets?: ArrayLike<number>;
  /**
   * What is done about an item that was overwritten since it was drawn: the whole update is refused
   * with an error, or that item's priority is ignored ('refuse'). It is never given to the item
   * that lies there now.
   */
  readonly overwritten?: 'refuse' | 'ignore';
}

/**
 * Items drawn from a store. The arrays of a batch are the caller's: no other batch shares their
 * memory. They are parts of one `ArrayBuffer`, so a worker is sent the whole batch or copies.
 */
export interface ReplayBatch<F extends string> {
  /** Where each item lies and which it is, `[count]`: what `updatePriorities` takes. */
  readonly indices: ItemIndices;
  /**
   * What each item's loss is to be multiplied with, `[count]`, 1 at most; all 1 where every item is
   * as likely as any other.
   */
  readonly weights: Float64Array;
  /**
   * The rows of each field one after the other, `[count x length]`. Copies: the store does not see
   * what is done to them.
   */
  readonly items: Record<F, Float32Array>;
}

/** A store of bounded size for past items. */
export interface ReplayStore<F extends string> {
  /** Items held at most. */
  readonly capacity: number;
  /** Items held now. */
  readonly size: number;
  /** Items offered so far. */
  readonly offered: number;
  /**
   * Offers a copy of an item.
   * @returns the index where it lies now, -1 if it was not kept
   * @throws RangeError if a field is missing or of another length; nothing is changed then
   */
  add(item: ReplayItem<F>): number;
  /** Draws items. @throws RangeError naming the count; nothing is changed then */
  sample(count: number): ReplayBatch<F>;
  /**
   * Says anew how urgent items are. Stores that draw uniformly check the arguments and have nothing
   * to change.
   * @param indices those of a batch, whose tickets say which items are meant; or a plain list
   * @throws RangeError naming what is wrong, an item that was overwritten meanwhile as well (see
   * `overwritten`); nothing is changed then
   */
  updatePriorities(
    indices: TicketedIndices,
    priorities: ArrayLike<number>,
    options?: UpdateOptions,
  ): void;
  /**
   * Tickets of the items that lie at some places now. That of the item offered last is
   * `offered - 1`.
   * @throws RangeError for an unknown index
   */
  ticketsOf(indices: ArrayLike<number>): Float64Array;
  /** A copy of all that the store goes on from, bit for bit, with the `from` of its class. */
  state(): StoreState;
}

/** A store as plain JSON and arrays, of the items that are there. */
export interface StoreState {
  /** The class: 'experience', 'reservoir' or 'class-balanced'. */
  readonly kind: string;
  /** The config it was made with. */
  readonly config: object;
  /** Where it stands: counts and the state of its random numbers. */
  readonly progress: object;
  /** The items of each field, `items/FIELD` `[size, length]`, and what else the class keeps. */
  readonly arrays: StoredArrays;
}
