import { createRandom } from '../../core/random';
import type { ReplayItem } from '../../replay';
import type { Rows } from '../../tasks/continual';
import type { RowField } from './rowStores';
import type { OFFERS } from './settings';
import type { RowBatch, StrategyContext } from './types';

/** Rows with the outputs that are allowed for all of them or for each. */
export type OfferedRows = Rows & Pick<RowBatch, 'allowed'>;

type OfferSetting = { readonly offer: (typeof OFFERS)[number] };

export interface RowOffers {
  /** Whether the rows of this batch are to be offered. */
  wants(batch: RowBatch): boolean;
  /** Offers the rows of a batch if they are wanted. */
  batch(batch: RowBatch): void;
  /** Offers the rows of a task that is over, in random order, if that is when they are wanted. */
  task(rows: OfferedRows): void;
}

/**
 * Offers rows when the setting `offer` says.
 * @param add takes row `i`; the item holds views
 */
export function rowOffers(
  { scenario: { outputSize }, settings, seed }: StrategyContext<OfferSetting>,
  add: (item: ReplayItem<RowField>, i: number) => void,
): RowOffers {
  const { offer } = settings;
  const itemOf = storedRows(outputSize);
  const random = createRandom(seed).fork('offers');
  const wants = ({ first }: RowBatch): boolean => offer === 'every' || (offer === 'first' && first);
  return {
    wants,
    batch: (batch) => {
      for (let i = 0; i < batch.count && wants(batch); i++) add(itemOf(batch, i), i);
    },
    task: (rows) => {
      if (offer === 'last')
        for (const i of random.choose(rows.count, rows.count)) add(itemOf(rows, i), i);
    },
  };
}

/** Rows as stores take them, as views; where no outputs are named all are allowed. */
export function storedRows(
  outputSize: number,
): (rows: OfferedRows, i: number) => ReplayItem<RowField> {
  const everywhere = new Float32Array(outputSize).fill(1);
  return ({ count, x, y, allowed = everywhere }, i) => {
    const inputs = x.length / count;
    const from = allowed.length > outputSize ? i * outputSize : 0;
    return {
      x: x.subarray(i * inputs, (i + 1) * inputs),
      y: y.subarray(i * outputSize, (i + 1) * outputSize),
      allowed: allowed.subarray(from, from + outputSize),
    };
  };
}
