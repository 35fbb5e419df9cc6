import type { Random } from '../random';

/** Something to remember: named rows of numbers, each of the length its field was declared with. */
export type ReplayItem<F extends string> = Readonly<Record<F, Float32Array>>;

/**
 * A store of bounded size in which every item ever offered has the same chance to be (reservoir sampling, Vitter 1985, algorithm R), drawn from uniformly.
 * Each field lies in one block of `capacity` rows.
 */
export class ReservoirReplay<F extends string> {
  private readonly blocks: Record<F, Float32Array>;
  private stored = 0;
  private seen = 0;

  /**
   * @param capacity items held at most
   * @param fields length of each field, for instance `{ x: 64, y: 10 }`
   * @param random decides which items stay and which are drawn
   * @throws RangeError naming the argument
   */
  constructor(readonly capacity: number, private readonly fields: Readonly<Record<F, number>>, private readonly random: Random) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`capacity: got ${capacity}, expected a whole number of at least 1`);
    this.blocks = this.eachField((length) => new Float32Array(capacity * length));
  }

  /** Items in the store. */
  get size(): number {
    return this.stored;
  }

  /** Items offered so far. */
  get offered(): number {
    return this.seen;
  }

  /**
   * Offers an item; it is kept with probability capacity / offered, in place of a random one.
   * @throws RangeError if a field is missing or of another length; nothing is changed then
   */
  offer(item: ReplayItem<F>): void {
    this.eachField((length, name) => {
      if (item[name]?.length !== length) throw new RangeError(`item.${name}: got ${item[name]?.length ?? 'nothing'}, expected ${length} numbers`);
    });
    const place = this.stored < this.capacity ? this.stored++ : this.random.int(this.seen + 1);
    this.seen++;
    if (place < this.capacity) this.eachField((length, name) => this.blocks[name].set(item[name], place * length));
  }

  /**
   * Draws different items, all equally likely, one after the other in each field's block.
   * @param count from 0 to `size`
   */
  sample(count: number): ReplayItem<F> {
    if (!Number.isInteger(count) || count < 0 || count > this.stored) throw new RangeError(`count: got ${count}, expected a whole number from 0 to size (${this.stored})`);
    const places = this.random.choose(count, this.stored);
    return this.eachField((length, name) => {
      const drawn = new Float32Array(count * length);
      places.forEach((place, i) => drawn.set(this.blocks[name].subarray(place * length, (place + 1) * length), i * length));
      return drawn;
    });
  }

  private eachField<V>(visit: (length: number, name: F) => V): Record<F, V> {
    return Object.fromEntries((Object.entries(this.fields) as [F, number][]).map(([name, length]) => [name, visit(length, name)])) as Record<F, V>;
  }
}
