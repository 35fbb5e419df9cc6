import { createRandom, type Random, restoreRandom } from '../../core/random';
import { memoryConfig, type SlotMemoryConfig, type SlotMemoryOptions } from './memoryOptions';
import { checkInputs, checkQuery, checkRows } from './memoryChecks';
import { Priorities } from './priorities';
import { loadMemory, type MemoryState, saveMemory } from './memoryFile';
import { read, readWeights } from './read';
import { refineKeys } from './refine';
import { emptySlots, type Slots } from './slots';
import { Usage } from './usage';
import { keepRow, writeRow } from './write';

/**
 * A memory for a lifetime of rows, of bounded size: each slot a key, a label and a count. Slots are
 * written by content, freed by what forgetting them would cost, refined through the read, and read
 * by content. It is told of no task. In the words of the differentiable neural computer (Graves et
 * al. 2016): content addressing, usage, allocation and free gate, erase and add; the write gate
 * opens on first sight; there are no temporal links, for rows have no order.
 * @example const memory = new SlotMemory({ capacity: 49, keySize: 64, classes: 10 }); memory.write(x, labels); memory.read(x)
 */
export class SlotMemory {
  readonly config: SlotMemoryConfig;
  private readonly slots: Slots;
  private readonly cache: Usage;
  private readonly priorities?: Priorities;
  private random: Random;
  /** Rows written so far. */
  private rows = 0;

  /**
   * @throws ConfigError naming the option that is wrong; RangeError for fewer slots than classes
   */
  constructor(options: SlotMemoryOptions) {
    this.config = memoryConfig(options);
    const { capacity, keySize, classes, seed } = this.config;
    this.slots = emptySlots(capacity, keySize, classes);
    this.cache = new Usage(this.slots);
    if (this.config.priorities) this.priorities = new Priorities(capacity);
    this.random = createRandom(seed);
  }

  /** Slots taken. */
  get size(): number {
    return this.slots.size;
  }

  /** `[size, keySize]`, not a copy. */
  get keys(): Float32Array {
    return this.slots.keys.subarray(0, this.size * this.config.keySize);
  }

  /** `[size]`, not a copy. */
  get labels(): Int32Array {
    return this.slots.labels.subarray(0, this.size);
  }

  /** Rows in each slot, `[size]`, not a copy. */
  get counts(): Float32Array {
    return this.slots.counts.subarray(0, this.size);
  }

  /**
   * What forgetting each slot into the nearest of its label would cost in squared error, `[size]`;
   * Infinity for the only one of a label.
   */
  usage(): Float64Array {
    this.cache.refresh();
    return this.cache.usage.slice(0, this.size);
  }

  /**
   * Writes rows that are met for the first time, one after the other.
   * @param x `[rows, keySize]` @param labels `[rows]`
   * @throws RangeError naming what is wrong; nothing is written then
   */
  write(x: Float32Array, labels: ArrayLike<number>): void {
    const { slots, cache, config } = this;
    checkRows(config, x, labels);
    cache.refresh();
    for (let row = 0; row < labels.length; row++) {
      const weight = config.newRowWeight === 'one' ? 1 : this.rows / config.capacity;
      const slot =
        config.slots === 'content'
          ? writeRow(slots, cache, x, row, labels[row], weight)
          : keepRow(slots, cache, this.random, this.rows, x, row, labels[row]);
      this.rows++;
      if (slot >= 0) this.priorities?.written(slot);
    }
  }

  /**
   * Rows met again move the keys so that they are better read: `eta` times the gradient of log p(y
   * | x), but for the factor beta.
   * @param x `[rows, keySize]`
   * @param labels `[rows]`
   * @throws RangeError naming what is wrong; nothing is changed then
   */
  refine(x: Float32Array, labels: ArrayLike<number>): void {
    checkRows(this.config, x, labels);
    refineKeys(this.slots, x, Int32Array.from(labels), this.config.eta, this.config);
    this.cache.invalidate();
  }

  /**
   * log p(label | x), `[rows, classes]`; -1000 for labels that no slot has. Nothing is changed.
   * @param x `[rows, keySize]`
   * @param allowed `[classes]` of 0 and 1; left out: all
   * @throws RangeError naming what is wrong
   */
  read(x: Float32Array, allowed?: ArrayLike<number>): Float32Array {
    checkQuery(this.config, x, allowed);
    return read(this.slots, x, this.config, allowed);
  }

  /**
   * Read weights, `[rows, size]`; each row sums to 1 if there is a slot to read. Nothing is
   * changed.
   * @throws RangeError naming what is wrong
   */
  weights(x: Float32Array, allowed?: ArrayLike<number>): Float64Array {
    checkQuery(this.config, x, allowed);
    return readWeights(this.slots, x, this.config, allowed);
  }

  /**
   * Draws different slots, all equally likely, or by priority.
   * @param count from 0 to `size`
   * @returns their numbers
   * @throws RangeError naming the count
   */
  sample(count: number): number[] {
    if (!Number.isInteger(count) || count < 0 || count > this.size)
      throw new RangeError(
        `count: got ${count}, expected a whole number from 0 to size (${this.size})`,
      );
    return this.priorities
      ? this.priorities.draw(this.random, count, this.size)
      : this.random.choose(count, this.size);
  }

  /**
   * What the controller lost on slots that were drawn becomes their priority. Without `priorities`
   * there is nothing to change.
   */
  updatePriorities(slots: ArrayLike<number>, losses: ArrayLike<number>): void {
    this.priorities?.update(slots, losses);
  }

  /**
   * Each input is measured in another unit from now on: keys are multiplied by `factors`.
   * @param factors `[keySize]`, finite
   */
  rescale(factors: Float32Array): void {
    checkInputs('factors', factors, this.config.keySize, 1);
    this.keys.forEach((value, p, keys) => (keys[p] = value * factors[p % factors.length]));
    this.cache.invalidate();
  }

  /** All there is to store; what forgetting costs is worked out anew. */
  state(): MemoryState {
    const { rows, random, size, priorities, keys, labels, counts } = this;
    return {
      rows,
      random: random.state(),
      keys: keys.slice(),
      labels: labels.slice(),
      counts: counts.slice(),
      priorities: priorities?.state(size) ?? new Float32Array(0),
    };
  }

  /** Goes on from a stored state of a memory of this config, bit for bit. */
  restore({ rows, random, keys, labels, counts, priorities }: MemoryState): void {
    [this.rows, this.random, this.slots.size] = [rows, restoreRandom(random), labels.length];
    this.keys.set(keys);
    this.labels.set(labels);
    this.counts.set(counts);
    this.priorities?.restore(priorities);
    this.cache.invalidate();
  }

  /** @throws the error of the file system; a file that was there is then still there */
  save(file: string): void {
    saveMemory(file, this.config, this.state());
  }

  /**
   * The memory that `save` wrote: it goes on bit for bit.
   * @throws Error naming the file, what came and what was expected
   */
  static load(file: string): SlotMemory {
    const { config, state } = loadMemory(file);
    const memory = new SlotMemory(config);
    memory.restore(state);
    return memory;
  }
}
