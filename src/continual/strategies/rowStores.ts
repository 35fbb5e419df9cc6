import { checkWholeNumber } from '../../core/arguments';
import { createRandom, type Random } from '../../core/random';
import {
  ClassBalancedReplay,
  ExperienceReplay,
  type ReplayBatch,
  type ReplayItem,
  type ReplayStore,
  ReservoirReplay,
  type TicketedIndices,
  type UpdateOptions,
} from '../../replay';
import { ItemBlocks } from '../../replay/itemBlocks';
import { checkUpdate, fillTickets, NO_OPTIONS, StoredTickets } from '../../replay/tickets';
import type { RowPart } from './batchTensors';
import type { StrategyContext } from './types';

/**
 * What a stored row is: `x`, `y` and the outputs that were allowed for it (all 1 where none was
 * named).
 */
export type RowField = 'x' | 'y' | 'allowed';
/** What a strategy needs of a store of rows. */
export type RowStore<F extends string = RowField> = Pick<
  ReplayStore<F>,
  'size' | 'add' | 'sample' | 'updatePriorities'
>;

export const rowFields = ({
  inputSize,
  outputSize,
}: StrategyContext<unknown>['scenario']): Record<RowField, number> => ({
  x: inputSize,
  y: outputSize,
  allowed: outputSize,
});

/** The seed of a part of a strategy, fixed by the run's seed and the part's name. */
export const seedOf = (seed: number, name: string): number =>
  createRandom(seed).fork(name).state().seed;

/** The rows that a store can hold. @throws RangeError for a budget of none */
export function capacityOf({ budget }: Pick<StrategyContext<unknown>, 'budget'>): number {
  checkWholeNumber('budget', budget, 1, 10_000_000);
  return budget;
}

/** A store in which each row ever offered has the same chance to be. */
export const reservoir = (context: StrategyContext): RowStore =>
  new ReservoirReplay({
    capacity: capacityOf(context),
    fields: rowFields(context.scenario),
    seed: seedOf(context.seed, 'store'),
  });

/**
 * A store that holds about as many rows of each class; where the answers are numbers, as the
 * reservoir.
 */
export const classBalanced = (context: StrategyContext): RowStore =>
  context.scenario.kind === 'values'
    ? reservoir(context)
    : new ClassBalancedReplay({
        capacity: capacityOf(context),
        fields: rowFields(context.scenario),
        label: 'y',
        seed: seedOf(context.seed, 'store'),
      });

/**
 * Keeps rows as the reservoir does and draws those more often whose loss was larger when they were
 * drawn last (Schaul et al. 2016). A ring, as ExperienceReplay alone is, would hold only the last
 * task.
 */
export class PrioritizedReservoir implements RowStore {
  private readonly draws: ExperienceReplay<'place'>;
  private readonly blocks: ItemBlocks<RowField>;
  private readonly random: Random;
  private readonly tickets: StoredTickets;

  constructor(
    private readonly capacity: number,
    fields: Readonly<Record<RowField, number>>,
    { seed, alpha, beta }: { readonly seed: number; readonly alpha: number; readonly beta: number },
  ) {
    this.draws = new ExperienceReplay({
      capacity,
      fields: { place: 1 },
      alpha,
      beta,
      seed,
      weightsOver: 'batch',
    });
    this.blocks = new ItemBlocks(capacity, fields);
    this.tickets = new StoredTickets(capacity);
    this.random = createRandom(seed).fork('places');
  }

  get size(): number {
    return this.draws.size;
  }

  add(item: ReplayItem<RowField>): number {
    this.blocks.check(item);
    const offered = this.tickets.issued;
    const drawn = offered < this.capacity ? offered : this.random.int(offered + 1);
    const place = drawn < this.capacity ? drawn : -1;
    this.tickets.issue(place);
    if (place < 0) return -1;
    this.blocks.set(place, item);
    if (place === this.size) this.draws.add({ place: Float32Array.of(place) });
    else this.draws.updatePriorities([place], [this.draws.largestPriority]);
    return place;
  }

  sample(count: number): ReplayBatch<RowField> {
    const { indices, weights } = this.draws.sample(count);
    // tickets of the rows: in `draws` a place keeps its item, whatever row lies there
    fillTickets(indices.tickets, indices, this.tickets);
    return { indices, weights, items: this.blocks.gather(indices) };
  }

  updatePriorities(
    indices: TicketedIndices,
    priorities: ArrayLike<number>,
    options: UpdateOptions = NO_OPTIONS,
  ): void {
    const { size, tickets } = this;
    const update = checkUpdate(indices, priorities, options, tickets, { size, above0: false });
    this.draws.updatePriorities(Int32Array.from(update.indices), update.priorities);
  }
}

/**
 * A reservoir of rows, and beside it the scores that the network gave them when they were stored:
 * these may be set later than the rows.
 */
export class ScoredRows implements Pick<RowStore<RowField | 'scores'>, 'size' | 'sample'> {
  readonly capacity: number;
  /** Of the rows at all places, `[capacity, outputSize]`. */
  readonly scores: Float32Array;
  private readonly rows: ReservoirReplay<RowField>;
  private readonly outputSize: number;

  constructor(context: StrategyContext<unknown>) {
    this.capacity = capacityOf(context);
    this.outputSize = context.scenario.outputSize;
    this.scores = new Float32Array(this.capacity * this.outputSize);
    this.rows = new ReservoirReplay({
      capacity: this.capacity,
      fields: rowFields(context.scenario),
      seed: seedOf(context.seed, 'store'),
    });
  }

  get size(): number {
    return this.rows.size;
  }

  /** Offers a row. @returns its place, or -1 where it is not kept */
  add(item: ReplayItem<RowField>): number {
    return this.rows.add(item);
  }

  /** Sets the scores of the row at a place; of none where it is -1. */
  setScores(place: number, scores: Float32Array): void {
    if (place >= 0) this.scores.set(scores, place * this.outputSize);
  }

  sample(count: number): ReplayBatch<RowField | 'scores'> {
    const batch = this.rows.sample(count);
    const scores = new Float32Array(count * this.outputSize);
    batch.indices.forEach((place, i) => {
      const from = place * this.outputSize;
      scores.set(this.scores.subarray(from, from + this.outputSize), i * this.outputSize);
    });
    return { ...batch, items: { ...batch.items, scores } };
  }
}

/** Up to `count` stored rows as a part of a batch; none of an empty store. */
export function drawPart<F extends string = RowField>(
  store: Pick<RowStore<F | RowField>, 'size' | 'sample'>,
  count: number,
):
  | (RowPart & ReplayBatch<F | RowField>['items'] & { readonly drawn: ReplayBatch<F | RowField> })
  | undefined {
  const rows = Math.min(count, store.size);
  if (rows === 0) return undefined;
  const drawn = store.sample(rows);
  return { count: rows, ...drawn.items, drawn };
}
