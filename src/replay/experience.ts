import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { createRandom, type Random, restoreRandom } from '../core/random';
import type { StoredArrays } from '../core/stored';
import { BatchMemory } from './batchMemory';
import { checkIndices, checkPriority, checkSampleCount } from './checks';
import { experienceConfig, type ExperienceConfig, type ExperienceOptions } from './config';
import { ItemBlocks } from './itemBlocks';
import type { MinTree } from './minTree';
import { LARGEST_PRIORITY, type Priorities } from './priorities';
import { ProportionalPriorities } from './proportional';
import { RankedPriorities } from './ranked';
import { type ArrayForm, checkStoreState } from './state';
import type { SumTree } from './sumTree';
import { checkUpdate, fillTickets, NO_OPTIONS, RingTickets, ticketsOf } from './tickets';
import type {
  ReplayBatch,
  ReplayItem,
  ReplayStore,
  StoreState,
  TicketedIndices,
  UpdateOptions,
} from './types';
import {
  annealedBeta,
  importanceWeights,
  plainWeights,
  smallestOf,
  type WeightsOver,
} from './weights';

/** What its state must be. */
const form = {
  kind: 'experience',
  config: experienceConfig<string>,
  progress: {
    largest: z.number().min(1).max(LARGEST_PRIORITY),
    drawn: z.int().min(0),
  },
  arrays: (
    size: number,
    { prioritization }: ExperienceConfig<string>,
  ): Record<string, ArrayForm> => {
    const numbers: ArrayForm = { shape: [size], type: 'Float64Array' };
    return prioritization === 'rank'
      ? { priorities: numbers }
      : { priorities: numbers, shares: numbers };
  },
};

/**
 * Prioritized replay (Schaul et al. 2016): items are drawn in proportion to their shares, with
 * replacement, one from each equal part of the total (stratified, appendix B.2.1), and weighted for
 * what that bends. A ring: a new item takes the place of the oldest, and begins with the largest
 * priority ever given (1 at first), so that each is likely to be drawn soon. With alpha 0 the draw
 * is uniform.
 * @example
 * const fields = { x: 64, y: 10 };
 * const store = new ExperienceReplay({ capacity: 10_000, fields, betaSteps: 2000, seed: 1 });
 * store.add({ x, y });
 * const { indices, weights, items } = store.sample(32);   // train on items with weights, then:
 * store.updatePriorities(indices, losses);
 */
export class ExperienceReplay<F extends string> implements ReplayStore<F> {
  readonly config: ExperienceConfig<F>;
  private readonly blocks: ItemBlocks<F>;
  private readonly priorities: Priorities;
  private random: Random;
  private readonly tickets: RingTickets;
  private masses = new Float64Array(0);
  private drawn = 0;
  private largest = 1;

  /** @throws ConfigError naming the option that is wrong */
  constructor(options: ExperienceOptions<F>) {
    this.config = experienceConfig(options);
    const { capacity, fields, prioritization, alpha, epsilon, seed } = this.config;
    this.blocks = new ItemBlocks(capacity, fields);
    this.priorities =
      prioritization === 'rank'
        ? new RankedPriorities(capacity, alpha)
        : new ProportionalPriorities(capacity, alpha, epsilon);
    this.tickets = new RingTickets(capacity);
    this.random = createRandom(seed);
  }

  get capacity(): number {
    return this.config.capacity;
  }
  get size(): number {
    return Math.min(this.offered, this.config.capacity);
  }
  get offered(): number {
    return this.tickets.issued;
  }

  /** Beta for the next batch. */
  get beta(): number {
    return annealedBeta(this.config.beta, this.drawn, this.config.betaSteps);
  }

  /** Sum of all shares: of (priority + epsilon)^alpha, or of rank^-alpha. */
  get total(): number {
    return this.priorities.total;
  }

  /** The largest priority so far, ever: that of the next new item. */
  get largestPriority(): number {
    return this.largest;
  }

  /**
   * The trees of proportional prioritization, to be looked at, not changed; none by rank. Leaf i is
   * the share of item i.
   */
  get trees(): { readonly sums: SumTree; readonly minima: MinTree } | undefined {
    return this.priorities instanceof ProportionalPriorities
      ? { sums: this.priorities.sums, minima: this.priorities.minima }
      : undefined;
  }

  /**
   * @param priority left out, the largest so far
   * @throws RangeError naming the field or the priority; nothing is changed then
   */
  add(item: ReplayItem<F>, priority: number = this.largest): number {
    this.blocks.check(item);
    checkPriority(priority, this.priorities.above0);
    const place = this.tickets.issue();
    this.blocks.set(place, item);
    this.priorities.set(place, priority);
    this.largest = Math.max(this.largest, priority);
    return place;
  }

  /**
   * @param count batch size, 0 or more; more than `size` is possible, for an item can come twice
   */
  sample(count: number): ReplayBatch<F> {
    checkSampleCount(count, this.size, true);
    const { priorities, random, beta, blocks } = this;
    const memory = new BatchMemory(count, blocks.itemLength);
    const weights = memory.doubles(count);
    const indices = memory.indices(memory.doubles(count));
    // one array for batch after batch of a size: its numbers are of no use to the caller
    if (this.masses.length !== count) this.masses = new Float64Array(count);
    const { masses } = this;
    const part = priorities.total / count;
    for (let k = 0; k < count; k++) masses[k] = (k + random.uniform()) * part;
    const shares = weights; // weights take the place of the shares they are made of
    if (count > 0) priorities.find(masses, indices, shares);
    const smallest =
      this.config.weightsOver === 'buffer' ? priorities.smallest : smallestOf(shares);
    importanceWeights(shares, smallest, beta, weights);
    fillTickets(indices.tickets, indices, this.tickets);
    this.drawn++;
    return { indices, weights, items: blocks.gather(indices, memory) };
  }

  /**
   * Each index once, and each priority at least 0, for instance the absolute error: of an index
   * that comes twice the last one stays. The indices of a batch know which items were drawn: where
   * a new one has been added over it meanwhile, see `overwritten`.
   * @example store.updatePriorities(indices, losses, { overwritten: 'ignore' });
   */
  updatePriorities(
    indices: TicketedIndices,
    priorities: ArrayLike<number>,
    options: UpdateOptions = NO_OPTIONS,
  ): void {
    const { size } = this;
    const { above0 } = this.priorities;
    const update = checkUpdate(indices, priorities, options, this.tickets, { size, above0 });
    this.priorities.setAll(update.indices, update.priorities);
    for (let k = 0; k < update.priorities.length; k++)
      if (update.priorities[k] > this.largest) this.largest = update.priorities[k];
  }

  ticketsOf(indices: ArrayLike<number>): Float64Array {
    return ticketsOf(indices, this.tickets, this.size);
  }

  /**
   * The priority an item was given last, as it was given.
   * @throws RangeError for an unknown index
   */
  priorityOf(index: number): number {
    checkIndices([index], this.size);
    return this.priorities.priorityOf(index);
  }

  /**
   * Rank of an item from 1, that of the largest priority.
   * @throws RangeError for an unknown index, or where priorities are not ranked
   */
  rankOf(index: number): number {
    checkIndices([index], this.size);
    if (!(this.priorities instanceof RankedPriorities))
      throw new RangeError("rankOf: got prioritization 'proportional', expected 'rank'");
    return this.priorities.rankOf(index);
  }

  /** Shares, what probabilities are in proportion to. @param indices left out, of all items */
  shares(
    indices: ArrayLike<number> = Int32Array.from({ length: this.size }, (_, i) => i),
  ): Float64Array {
    checkIndices(indices, this.size);
    return this.priorities.sharesOf(indices);
  }

  /** Probability of each item to be one drawn item, `[size]`. */
  probabilities(): Float64Array {
    return this.shares().map((share) => share / this.total);
  }

  /**
   * Importance weights that items would have now.
   * @param over the largest of which they are a part of; 'none': (N P)^-beta as it is
   */
  weightsOf(
    indices: ArrayLike<number>,
    over: WeightsOver | 'none' = this.config.weightsOver,
  ): Float64Array {
    const shares = this.shares(indices);
    return over === 'none'
      ? plainWeights(shares, this.size, this.total, this.beta)
      : importanceWeights(
          shares,
          over === 'buffer' ? this.priorities.smallest : smallestOf(shares),
          this.beta,
        );
  }

  state(): StoreState {
    const { config, size, offered, drawn, largest, random } = this;
    return {
      kind: 'experience',
      config,
      progress: { size, offered, drawn, largest, random: random.state() },
      arrays: { ...this.priorities.state(size), ...this.blocks.state(size) },
    };
  }

  /**
   * The store that gave a state: it goes on bit for bit.
   * @param expected options it must have been made with; those left out are not checked
   * @throws RangeError naming what came and what was expected
   * @example ExperienceReplay.from<'x' | 'y'>(store.state(), { fields: { x: 64, y: 10 } })
   */
  static from<F extends string>(
    state: StoreState,
    expected: Partial<ExperienceOptions<F>> = {},
  ): ExperienceReplay<F> {
    const { config, progress, arrays } = checkStoreState(state, form, expected);
    const store = new ExperienceReplay<F>(config);
    store.checkState(arrays, progress.largest);
    store.priorities.restore(arrays, progress.size);
    store.blocks.restore(arrays);
    store.tickets.restore(progress.offered);
    store.drawn = progress.drawn;
    store.largest = progress.largest;
    store.random = restoreRandom(progress.random);
    return store;
  }

  /** @throws RangeError naming a priority or a share that this store would never have */
  private checkState({ priorities, shares }: StoredArrays, largest: number): void {
    for (const [i, priority] of priorities.data.entries()) {
      checkPriority(priority, this.priorities.above0, `arrays.priorities[${i}]`);
      if (priority > largest)
        throw argumentError(`arrays.priorities[${i}]`, priority, `at most largest (${largest})`);
    }
    const { alpha, epsilon } = this.config;
    for (const [i, share] of shares?.data.entries() ?? []) {
      const expected = (priorities.data[i] + epsilon) ** alpha;
      // another machine's power function may differ in the last bit
      if (!(Math.abs(share - expected) <= 1e-12 * expected))
        throw argumentError(`arrays.shares[${i}]`, share, `${expected}, that of its priority`);
    }
  }
}
