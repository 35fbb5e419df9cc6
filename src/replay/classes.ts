import { argumentError } from '../core/arguments';
import { sum } from '../core/numbers';
import { describe } from '../core/text';

/** A class of items. */
interface ItemClass {
  /** Items of it offered so far. */
  seen: number;
  /** Whether it is, or once was, the largest of a filled store. */
  full: boolean;
  /** Places of its items. */
  readonly places: number[];
}

/** A class as plain JSON. */
export interface ClassState {
  readonly label: number | string;
  readonly seen: number;
  readonly full: boolean;
  readonly count: number;
}

/**
 * Which items of a store are of which class, with every question about it answered in a time that
 * does not grow with the store.
 */
export class ClassTable {
  private readonly classes = new Map<number | string, ItemClass>();
  /** The class of the item at each place, and where it stands in the list of its class. */
  private readonly labels: (number | string)[] = [];
  private readonly positions: Int32Array;

  constructor(capacity: number) {
    this.positions = new Int32Array(capacity);
  }

  /** The class of a label, made if it is new. */
  of(label: number | string): ItemClass {
    let found = this.classes.get(label);
    if (!found) this.classes.set(label, (found = { seen: 0, full: false, places: [] }));
    return found;
  }

  /** Says of which class the item at a place now is; what was there before is forgotten. */
  put(place: number, label: number | string, isNew: boolean): void {
    if (!isNew) {
      const { places } = this.of(this.labels[place]);
      const position = this.positions[place];
      const last = places.pop() as number;
      if (last !== place) {
        places[position] = last;
        this.positions[last] = position;
      }
    }
    this.labels[place] = label;
    this.positions[place] = this.of(label).places.push(place) - 1;
  }

  /** The classes of which there are most items. */
  largest(): ItemClass[] {
    const most = Math.max(...[...this.classes.values()].map(({ places }) => places.length));
    return [...this.classes.values()].filter(({ places }) => places.length === most);
  }

  /** Items of each class, in the order in which the classes were met. */
  counts(): Map<number | string, number> {
    return new Map([...this.classes].map(([label, { places }]) => [label, places.length]));
  }

  /** Places of the items of each class. */
  places(): Map<number | string, readonly number[]> {
    return new Map([...this.classes].map(([label, { places }]) => [label, places]));
  }

  /** Classes in order, and the places of their items one class after the other. */
  state(): { classes: ClassState[]; places: Int32Array } {
    const all = [...this.classes];
    return {
      classes: all.map(([label, { seen, full, places }]) => ({
        label,
        seen,
        full,
        count: places.length,
      })),
      places: Int32Array.from(all.flatMap(([, { places }]) => places)),
    };
  }

  restore(classes: readonly ClassState[], places: ArrayLike<number>): void {
    let next = 0;
    for (const { label, seen, full, count } of classes) {
      Object.assign(this.of(label), { seen, full });
      for (let i = 0; i < count; i++) this.put(places[next++], label, true);
    }
  }
}

/**
 * Checks that classes and places belong together as those of a store do.
 * @param places of their items, one class after the other
 * @param offered items offered to the store
 * @param capacity of the store
 * @throws RangeError naming the class or the place that is wrong
 */
export function checkClasses(
  classes: readonly ClassState[],
  places: Int32Array,
  offered: number,
  capacity: number,
): void {
  const size = places.length;
  const most = Math.max(0, ...classes.map(({ count }) => count));
  const labels = new Set<number | string>();
  for (const [i, { label, seen, full, count }] of classes.entries()) {
    const name = `progress.classes[${i}]`;
    if (labels.has(label)) throw argumentError(`${name}.label`, describe(label), 'each class once');
    labels.add(label);
    // only of a class that was the largest of a filled store an item has been left out
    if (full ? seen < count : seen !== count)
      throw argumentError(`${name}.seen`, seen, `${full ? 'at least ' : ''}count (${count})`);
    const isFull = size === capacity && count === most;
    if (full !== isFull && (isFull || size < capacity))
      throw argumentError(`${name}.full`, describe(full), describe(isFull));
  }
  const counts = sum(classes.map(({ count }) => count));
  if (counts !== size) throw argumentError('progress.classes', `${counts} items`, `${size}`);
  const seen = sum(classes.map((one) => one.seen));
  if (seen !== offered) throw argumentError('progress.classes', `${seen} seen`, `${offered}`);
  const taken = new Set<number>();
  for (const [i, place] of places.entries()) {
    if (place < 0 || place >= size || taken.has(place))
      throw argumentError(`arrays.places[${i}]`, place, `each of 0 to ${size - 1} once`);
    taken.add(place);
  }
}
