import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { ConfigError } from '../core/errors';
import { isPlainObject, ownValue } from '../core/objects';
import { createRandom, type Random, restoreRandom } from '../core/random';
import { checkClasses, ClassTable } from './classes';
import { type ClassBalancedOptions, type StoreConfig, storeConfig } from './config';
import { ItemBlocks } from './itemBlocks';
import { type ArrayForm, checkStoreState } from './state';
import { describe } from '../core/text';
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

type Config<F extends string> = StoreConfig<F> & { readonly label: F | null };

const count = z.int().min(0);
/** What its state must be. */
const form = {
  kind: 'class-balanced',
  config: stateConfig,
  progress: {
    classes: z.array(
      z.strictObject({
        label: z.union([z.number(), z.string()]),
        seen: z.int().min(1),
        full: z.boolean(),
        count,
      }),
    ),
  },
  arrays: (size: number): Record<string, ArrayForm> => ({
    places: { shape: [size], type: 'Int32Array' },
  }),
  newArrays: ticketsForm,
};

/** The config of a state: that of every store, and which field says the class. */
function stateConfig(found: object): Config<string> {
  const { label = null, ...rest } = { ...found } as Partial<Config<string>>;
  const config = storeConfig('ClassBalancedReplay', rest as StoreConfig<string>);
  if (label !== null) checkLabel(label, config.fields);
  return { ...config, label };
}

/** @throws ConfigError if what says the class is neither a function nor a field */
function checkLabel(label: unknown, fields: object): void {
  if (typeof label === 'function') return;
  if (typeof label === 'string' && Object.hasOwn(fields, label)) return;
  const names = Object.keys(fields).join(', ');
  const expected = `a function, or one of the fields: ${names}`;
  throw new ConfigError('ClassBalancedReplay.label', label, expected);
}

/**
 * A store of bounded size that holds of each class about as many items, however rare it is in the
 * stream (class-balancing reservoir sampling, Chrysakis & Moens 2020, algorithm 1), drawn from
 * uniformly. Once it is filled, an item of a class that was never the largest takes the place of a
 * random one of the largest class; one of a class that was takes the place of a random one of its
 * own class with probability stored / seen of that class, so that within a class every item ever
 * offered has the same chance to be there. Of several classes that are largest any item may go.
 * @example
 * const fields = { x: 64, y: 10 };
 * const store = new ClassBalancedReplay({ capacity: 200, fields, label: 'y', seed: 1 });
 */
export class ClassBalancedReplay<F extends string> implements ReplayStore<F> {
  readonly config: Config<F>;
  private readonly labelOf: (item: ReplayItem<F>) => number | string;
  private readonly blocks: ItemBlocks<F>;
  private readonly table: ClassTable;
  private readonly tickets: StoredTickets;
  private random: Random;
  private stored = 0;

  /** @throws ConfigError naming the option that is wrong */
  constructor(options: ClassBalancedOptions<F>) {
    if (!isPlainObject(options))
      throw new ConfigError('ClassBalancedReplay', options, 'an object with label');
    const { label, ...rest } = options;
    const config = storeConfig('ClassBalancedReplay', rest);
    checkLabel(label, config.fields);
    this.config = Object.freeze({ ...config, label: typeof label === 'function' ? null : label });
    this.labelOf = typeof label === 'function' ? label : (item) => labelIn(item[label]);
    this.blocks = new ItemBlocks(config.capacity, config.fields);
    this.table = new ClassTable(config.capacity);
    this.tickets = new StoredTickets(config.capacity);
    this.random = createRandom(config.seed);
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

  /** Items held of each class, by label. */
  get counts(): ReadonlyMap<number | string, number> {
    return this.table.counts();
  }

  /**
   * @throws RangeError also if the label is neither a text nor a number; nothing is changed then
   */
  add(item: ReplayItem<F>): number {
    this.blocks.check(item);
    const label = this.labelOf(item);
    if (typeof label !== 'string' && !Number.isFinite(label))
      throw argumentError('label', describe(label), 'a text or a finite number');
    const own = this.table.of(label);
    own.seen++;
    const filled = this.stored === this.capacity;
    const place = filled ? this.placeFor(own) : this.stored++;
    this.tickets.issue(place);
    if (place < 0) return -1;
    this.blocks.set(place, item);
    this.table.put(place, label, !filled);
    if (this.stored === this.capacity) for (const one of this.table.largest()) one.full = true;
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
    const { classes, places } = this.table.state();
    return {
      kind: 'class-balanced',
      config,
      progress: { size, offered, classes, random: random.state() },
      arrays: {
        places: { shape: [size], data: places },
        ...this.tickets.state(size),
        ...this.blocks.state(size),
      },
    };
  }

  /**
   * The store that gave a state: it goes on bit for bit.
   * @param expected options it must have been made with; if its label was a function, that
   * function, which no state can hold
   * @throws RangeError naming what came and what was expected
   */
  static from<F extends string>(
    state: StoreState,
    expected: Partial<ClassBalancedOptions<F>> = {},
  ): ClassBalancedReplay<F> {
    const given = ownValue(expected, 'label') as ClassBalancedOptions<F>['label'] | undefined;
    const stored = typeof given === 'function' ? { ...expected, label: null } : expected;
    const { config, progress, arrays } = checkStoreState(state, form, stored);
    const label = (config.label as F | null) ?? given;
    if (label === undefined)
      throw argumentError('label', 'nothing', 'the function that the store was made with');
    const places = arrays['places'].data as Int32Array;
    checkClasses(progress.classes, places, progress.offered, config.capacity);
    const store = new ClassBalancedReplay<F>({ ...(config as StoreConfig<F>), label });
    store.blocks.restore(arrays);
    store.table.restore(progress.classes, places);
    if (typeof label !== 'function') store.checkLabels();
    store.stored = progress.size;
    store.tickets.restore(progress.offered, progress.size, arrays['tickets']?.data);
    store.random = restoreRandom(progress.random);
    return store;
  }

  /** @throws RangeError naming an item that is of another class than the table says */
  private checkLabels(): void {
    for (const [label, places] of this.table.places())
      for (const place of places) {
        const found = this.labelOf(this.blocks.gather(Int32Array.of(place)));
        if (found !== label)
          throw argumentError(`arrays.places: item ${place}`, `class ${found}`, `class ${label}`);
      }
  }

  /** The place that an item of a class takes in a filled store, -1 for none. */
  private placeFor(own: ReturnType<ClassTable['of']>): number {
    if (own.full)
      return this.random.uniform() < own.places.length / own.seen ? this.oneOf(own.places) : -1;
    // they are of one size, so every item of them is as likely to go
    return this.oneOf(this.oneOf(this.table.largest()).places);
  }

  private oneOf<T>(list: readonly T[]): T {
    return list[this.random.int(list.length)];
  }
}

/** The class a field says: its one number, or the place of the largest of several. */
function labelIn(row: Float32Array): number {
  if (row.length === 1) return row[0];
  return row.reduce((best, value, i) => (value > row[best] ? i : best), 0);
}
