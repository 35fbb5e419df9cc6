import { mean, sum } from '../../core/numbers';
import type { RowKind } from './digits';
import type { PriorityState } from './priorities';

/** Where the rows of one kind stand in a store. */
export interface KindOfRows {
  readonly kind: RowKind;
  readonly rows: number;
  /** Their share of all rows. */
  readonly rowShare: number;
  /** Their mean priority: the last loss of a row, in nats. */
  readonly priority: number;
  /** The chance that a draw falls on one of them. */
  readonly drawShare: number;
}

/** The rows of each kind in a store: how many there are, and how much of the draws is theirs. */
export function prioritiesByKind({
  store,
  kinds,
}: Pick<PriorityState, 'store' | 'kinds'>): KindOfRows[] {
  const chances = store.probabilities();
  return [...new Set(kinds)].sort().map((kind) => {
    const mine = [...kinds.keys()].filter((i) => kinds[i] === kind);
    return {
      kind,
      rows: mine.length,
      rowShare: mine.length / kinds.length,
      priority: mean(mine.map((i) => store.priorityOf(i))),
      drawShare: sum(mine.map((i) => chances[i])),
    };
  });
}

/** Columns for a chart: `x`, the updates, and a line a kind. */
export interface KindColumns {
  readonly x: readonly number[];
  readonly [kind: string]: readonly number[];
}

/** The mean priority of each kind over time. @param every updates between two looks */
export function kindColumns(
  history: readonly (readonly KindOfRows[])[],
  every: number,
): KindColumns {
  const columns: Record<string, number[]> = {};
  for (const kinds of history)
    for (const { kind, priority } of kinds) (columns[kind] ??= []).push(priority);
  return { ...columns, x: history.map((_, i) => every * (i + 1)) };
}
