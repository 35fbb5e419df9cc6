import type { StoredArrays } from '../core/stored';

/** Something to remember: named rows of numbers, each of the length its field was declared with. */
export type ReplayItem<F extends string> = Readonly<Record<F, Float32Array>>;

/** Items drawn from a store. */
export interface ReplayBatch<F extends string> {
  /** Where each item lies, `[count]`: what `updatePriorities` takes. */
  readonly indices: Int32Array;
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
   * @throws RangeError naming what is wrong; nothing is changed then
   */
  updatePriorities(indices: ArrayLike<number>, priorities: ArrayLike<number>): void;
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
