import { checkWholeNumber } from '../../core/arguments';

/** How often a stream is run past a store. */
export interface KeptSharesOptions {
  /** Rows of the stream. */
  readonly rows: number;
  /** Streams; default 4,000. */
  readonly rounds?: number;
}

/**
 * How often each row of a stream is in the store at its end, as a share of all rounds, `[rows]`.
 * @param makeStore the rows (from 0) that are in the store in this round
 * @throws RangeError naming the option that is wrong
 * @example keptShares((seed) => reservoirAfter(60, seed), { rows: 60 })
 */
export function keptShares(
  makeStore: (round: number) => ArrayLike<number>,
  { rows, rounds = 4000 }: KeptSharesOptions,
): number[] {
  checkWholeNumber('rows', rows, 1, 1_000_000);
  checkWholeNumber('rounds', rounds, 1, 1_000_000);
  const times = new Array<number>(rows).fill(0);
  for (let round = 0; round < rounds; round++) {
    const kept = makeStore(round);
    for (let i = 0; i < kept.length; i++) times[kept[i]]++;
  }
  return times.map((count) => count / rounds);
}

/** The place that row `n` (from 0) of a stream gets in the store; none that is there: let go. */
export type PlaceRule = (n: number) => number;

/** Columns for a chart: `x`, the rows of the stream, and the share kept by each rule. */
export interface KeptColumns {
  readonly x: readonly number[];
  readonly [rule: string]: readonly number[];
}

/**
 * How often each row of a stream is kept by each rule.
 * @param rules by name
 * @param options rows of the stream, streams, and places of the store
 */
export function keptByRule(
  rules: Readonly<Record<string, PlaceRule>>,
  { places, ...options }: KeptSharesOptions & { readonly places: number },
): KeptColumns {
  checkWholeNumber('places', places, 1, 1_000_000);
  const columns: Record<string, number[]> = {
    x: Array.from({ length: options.rows }, (_, row) => row),
  };
  for (const [name, rule] of Object.entries(rules))
    columns[name] = keptShares(() => storeAfter(rule, options.rows, places), options);
  return columns as Record<string, number[]> & { x: number[] };
}

/** The rows in the store after a stream. */
function storeAfter(rule: PlaceRule, rows: number, places: number): number[] {
  const store: number[] = [];
  for (let row = 0; row < rows; row++) {
    const place = rule(row);
    if (place < places) store[place] = row;
  }
  return store;
}
