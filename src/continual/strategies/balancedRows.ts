import type { Random } from '../../core/random';
import type { Rows } from '../../tasks/continual';
import { concat } from '../../tasks/continual';
import type { RowPart } from './batchTensors';
import type { RowField } from './rowStores';
import type { ReplayItem } from '../../replay';

/**
 * The greedy balanced store of GDumb (Prabhu et al. 2020, algorithm 1): a row is kept if there is
 * room, or else if its class has less than capacity / classes rows; it then takes the place of a
 * random row of the largest class.
 */
export class BalancedRows {
  private readonly rows: { readonly item: ReplayItem<RowField>; readonly label: string }[] = [];
  private readonly held = new Map<string, number>();

  constructor(
    private readonly capacity: number,
    private readonly random: Random,
  ) {}

  get size(): number {
    return this.rows.length;
  }
  /** Rows held of each class. */
  get counts(): ReadonlyMap<string, number> {
    return this.held;
  }

  /** Offers a copy of a row. @returns whether it was kept */
  add(item: ReplayItem<RowField>, label: string): boolean {
    const own = this.held.get(label) ?? 0;
    const classes = this.held.size + (own === 0 && !this.held.has(label) ? 1 : 0);
    const full = this.rows.length >= this.capacity;
    if (this.capacity === 0 || (full && own >= this.capacity / classes)) return false;
    const row = {
      item: { x: item.x.slice(), y: item.y.slice(), allowed: item.allowed.slice() },
      label,
    };
    if (full) {
      const [largest, most] = [...this.held].reduce((a, b) => (b[1] > a[1] ? b : a));
      const at = this.rows.flatMap((one, i) => (one.label === largest ? [i] : []));
      this.rows[at[this.random.int(at.length)]] = row;
      this.held.set(largest, most - 1);
    } else this.rows.push(row);
    this.held.set(label, (this.held.get(label) ?? 0) + 1);
    return true;
  }

  /** The rows at some places, copied. */
  take(places: readonly number[]): RowPart & Rows {
    const field = (name: RowField): Float32Array =>
      concat(places.map((i) => this.rows[i].item[name]));
    return { count: places.length, x: field('x'), y: field('y'), allowed: field('allowed') };
  }
}
