/** Items a block holds at most. Half of one is moved at an insertion: a few kilobytes. */
const WIDTH = 1024;

interface Block {
  readonly items: Int32Array;
  count: number;
}

/**
 * Items in the order of their keys, the largest first, of equal ones the lower index: always exact,
 * where Schaul et al. (2016, appendix B.2.1) sort a heap now and then. The sorted list is cut into
 * blocks of at most 1,024; of neighbours that fit half a block together one is made. A change finds
 * its block and its place in it by halving, and moves half a block; a walk over blocks costs items
 * / 1,024.
 */
export class RankOrder {
  private readonly blocks: Block[] = [];

  /** @param keys by index; read only */
  constructor(private readonly keys: Float64Array) {}

  /** Puts an item in, by its key. It must not be in yet. */
  insert(item: number): void {
    const { blocks } = this;
    if (blocks.length === 0) blocks.push({ items: new Int32Array(WIDTH), count: 0 });
    const at = this.blockOf(item);
    const block = blocks[at];
    if (block.count === WIDTH) {
      const half = WIDTH / 2;
      const items = new Int32Array(WIDTH);
      items.set(block.items.subarray(half));
      blocks.splice(at + 1, 0, { items, count: half });
      block.count = half;
      return this.insert(item);
    }
    const place = this.placeIn(block, item);
    block.items.copyWithin(place + 1, place, block.count++);
    block.items[place] = item;
  }

  /** Takes an item out, while its key is still the one it was put in with. */
  remove(item: number): void {
    const { blocks } = this;
    const at = this.blockOf(item);
    const block = blocks[at];
    const place = this.placeIn(block, item);
    block.items.copyWithin(place, place + 1, block.count--);
    const first = at + 1 < blocks.length ? at : at - 1;
    const one = blocks[first];
    const next = blocks[first + 1];
    if (block.count === 0) blocks.splice(at, 1);
    else if (one && next && one.count + next.count <= WIDTH / 2) {
      one.items.set(next.items.subarray(0, next.count), one.count);
      one.count += next.count;
      blocks.splice(first + 1, 1);
    }
  }

  /**
   * The items at some ranks.
   * @param ranks from 1, in ascending order
   * @param found gets the items
   */
  itemsAt(ranks: Int32Array, found: Int32Array): void {
    for (let k = 0, at = 0, before = 0; k < ranks.length; k++) {
      while (ranks[k] > before + this.blocks[at].count) before += this.blocks[at++].count;
      found[k] = this.blocks[at].items[ranks[k] - 1 - before];
    }
  }

  /** The rank of an item, from 1. */
  rankOf(item: number): number {
    const at = this.blockOf(item);
    let before = 0;
    for (let i = 0; i < at; i++) before += this.blocks[i].count;
    return before + this.placeIn(this.blocks[at], item) + 1;
  }

  /** The last block whose first item does not come after an item, or the first block. */
  private blockOf(item: number): number {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.after(this.blocks[middle].items[0], item)) high = middle - 1;
      else low = middle;
    }
    return low;
  }

  /** Items of a block that come before an item. */
  private placeIn({ items, count }: Block, item: number): number {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.after(item, items[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether item a comes after item b. */
  private after(a: number, b: number): boolean {
    const { keys } = this;
    return keys[a] === keys[b] ? a > b : keys[a] < keys[b];
  }
}
