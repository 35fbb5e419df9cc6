import { createRandom, type Random, restoreRandom } from '../core/random';
import { type StoreConfig, storeConfig, type StoreOptions } from './config';
import { ItemBlocks } from './itemBlocks';
import { checkStoreState } from './state';
import { checkUpdate, NO_OPTIONS, StoredTickets, ticketsForm, ticketsOf } from './tickets';
import type {
  ReplayBatch,
  ReplayItem,
  ReplayStore,
  StoreState,
  TicketedIndices,
  UpdateOptions,
} from './types';
import { drawUniformly } from './uniform';

/** What its state must be. */
const form = {
  kind: 'reservoir',
  config: (found: never) => storeConfig<string>('ReservoirReplay', found),
  progress: {},
  arrays: () => ({}),
  newArrays: ticketsForm,
};

/**
 * A store of bounded size in which every item ever offered has the same chance to be (reservoir
 * sampling, Vitter 1985, algorithm R), drawn from uniformly.
 * @example new ReservoirReplay({ capacity: 200, fields: { x: 64, y: 10 }, seed: 1 })
 */
export class ReservoirReplay<F extends string> implements ReplayStore<F> {
  readonly config: StoreConfig<F>;
  private readonly blocks: ItemBlocks<F>;
  private readonly tickets: StoredTickets;
  private random: Random;
  private stored = 0;

  /** @throws ConfigError naming the option that is wrong */
  constructor(options: StoreOptions<F>) {
    this.config = storeConfig('ReservoirReplay', options);
    this.blocks = new ItemBlocks(this.config.capacity, this.config.fields);
    this.tickets = new StoredTickets(this.config.capacity);
    this.random = createRandom(this.config.seed);
  }

  get capacity(): number {
    return this.config.capacity;
  }

  get size(): number {
    return this.stored;
  }

  get offered(): number {
    return this.tickets.issued;
  }

  /**
   * Offers a copy of an item; it is kept with probability capacity / offered, in place of a random
   * one.
   */
  add(item: ReplayItem<F>): number {
    this.blocks.check(item);
    const drawn =
      this.stored < this.capacity ? this.stored++ : this.random.int(this.tickets.issued + 1);
    const place = drawn < this.capacity ? drawn : -1;
    this.tickets.issue(place);
    if (place >= 0) this.blocks.set(place, item);
    return place;
  }

  /** Draws different items, all equally likely; every weight is 1. @param count from 0 to `size` */
  sample(count: number): ReplayBatch<F> {
    return drawUniformly(this.blocks, this.tickets, this.random, count, this.stored);
  }

  /** Checks its arguments; there is nothing to change. */
  updatePriorities(
    indices: TicketedIndices,
    priorities: ArrayLike<number>,
    options: UpdateOptions = NO_OPTIONS,
  ): void {
    const { size, tickets } = this;
    checkUpdate(indices, priorities, options, tickets, { size, above0: false });
  }

  ticketsOf(indices: ArrayLike<number>): Float64Array {
    return ticketsOf(indices, this.tickets, this.size);
  }

  state(): StoreState {
    const { config, stored: size, offered, random } = this;
    return {
      kind: 'reservoir',
      config,
      progress: { size, offered, random: random.state() },
      arrays: { ...this.tickets.state(size), ...this.blocks.state(size) },
    };
  }

  /**
   * The store that gave a state: it goes on bit for bit.
   * @param expected options it must have been made with; those left out are not checked
   * @throws RangeError naming what came and what was expected
   */
  static from<F extends string>(
    state: StoreState,
    expected: Partial<StoreOptions<F>> = {},
  ): ReservoirReplay<F> {
    const { config, progress, arrays } = checkStoreState(state, form, expected);
    const store = new ReservoirReplay<F>(config);
    store.blocks.restore(arrays);
    store.stored = progress.size;
    store.tickets.restore(progress.offered, progress.size, arrays['tickets']?.data);
    store.random = restoreRandom(progress.random);
    return store;
  }
}
