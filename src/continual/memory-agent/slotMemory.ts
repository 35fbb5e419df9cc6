import { z } from 'zod';
import { argumentError, checkWholeNumber } from '../../core/arguments';
import { parseNamed } from '../../core/validation';
import { describe } from '../../core/text';
import { createRandom, type Random, type RandomState, restoreRandom } from '../../core/random';
import { checkConfig, checkTensors, type StoredArrays } from '../../core/stored';
import { slotMemoryConfig, type SlotMemoryConfig, type SlotMemoryOptions } from './memoryOptions';
import { checkInputs, checkLabelledRows, checkNumberList, checkQuery } from './memoryChecks';
import { SlotPriorities } from './priorities';
import { Embedding } from './embedding';
import { readMemory, readValues, readWeights } from './read';
import { presentLabels, refineKeys } from './refine';
import { Scatter } from './scatter';
import { emptySlots, type Slots } from './slots';
import { Spread } from './spread';
import { Usage } from './usage';
import { keepRow, writeRow, type Written } from './write';

/** What a slot memory holds, without what can be worked out. */
export interface SlotMemoryState {
  readonly config: SlotMemoryConfig;
  /** Rows written. */
  readonly rows: number;
  readonly random: RandomState;
  /**
   * `keys` `[size, keySize]`, `values` `[size, valueSize]`, `labels` and `counts` `[size]`,
   * `directions` `[classes, rank, keySize]`, `within` `[classes]`, `priorities` `[size]` or `[0]`.
   */
  readonly arrays: StoredArrays;
}

const stateShape = z.looseObject({
  config: z.looseObject({}),
  rows: z.int().min(0),
  random: z.looseObject({ seed: z.number(), generator: z.array(z.number()) }),
  arrays: z.record(z.string(), z.unknown()),
});

/**
 * A memory for a lifetime of rows, of bounded size: each slot a key, a label, a count, and a value
 * where values are answered. Slots are written by content, freed by what forgetting them would
 * cost, refined through the read, and read by content. What merged slots forget goes into the
 * spread of their label, from which the memory learns what to look at (`Embedding`). It is told of
 * no task. In the words of the differentiable neural computer (Graves et al. 2016): content
 * addressing, usage, allocation and free gate, erase and add; the write gate opens on first sight;
 * there are no temporal links, for rows have no order.
 * @example
 * const memory = new SlotMemory({ capacity: 49, keySize: 64, classes: 10 });
 * memory.write(x, labels);
 * memory.read(x);
 */
export class SlotMemory {
  readonly config: SlotMemoryConfig;
  private readonly slots: Slots;
  private readonly cache: Usage;
  private readonly scatter: Scatter;
  private readonly spread: Spread;
  private readonly priorities?: SlotPriorities;
  private random: Random;
  /** Rows written so far. */
  private rows = 0;

  /**
   * @throws ConfigError naming the option that is wrong; RangeError for fewer slots than classes
   */
  constructor(options: SlotMemoryOptions) {
    this.config = slotMemoryConfig(options);
    const { capacity, keySize, classes, valueSize, rank, price, seed } = this.config;
    this.slots = emptySlots(capacity, keySize, classes, valueSize);
    this.cache = new Usage(this.slots);
    this.scatter = new Scatter(this.slots, price);
    this.spread = new Spread(this.slots, rank);
    if (this.config.priorities) this.priorities = new SlotPriorities(capacity);
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

  /** `[size, valueSize]`, not a copy. */
  get values(): Float32Array {
    return this.slots.values.subarray(0, this.size * this.config.valueSize);
  }

  /**
   * `[classes, rank, keySize]`, not a copy: in which directions the rows of each label vary that
   * share a slot, the strongest first; the square of the length of each is a sum of squares over
   * the rows.
   */
  get directions(): Float32Array {
    return this.spread.directions;
  }

  /** The directions of one label, `[rank, keySize]`, not a copy. */
  directionsOf(label: number): Float32Array {
    return this.spread.of(label);
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
   * Infinity for the only one of a label. With the price 'relative' slots are compared by their
   * share of the scatter of their label.
   */
  usage(): Float64Array {
    this.cache.refresh();
    return this.cache.usage.slice(0, this.size);
  }

  /**
   * Writes rows that are met for the first time, one after the other.
   * @param x `[rows, keySize]`
   * @param labels `[rows]`
   * @param values `[rows, valueSize]`; left out where the memory has none
   * @throws RangeError naming what is wrong; nothing is written then
   */
  write(
    x: Float32Array,
    labels: ArrayLike<number>,
    values: Float32Array = new Float32Array(0),
  ): void {
    const { slots, cache: usage, scatter, spread, config } = this;
    checkLabelledRows(config, x, labels);
    checkInputs('values', values, config.valueSize, labels.length);
    const memory: Written = { slots, usage, scatter, spread };
    const rows = { keys: x, labels, values };
    scatter.refresh();
    for (let row = 0; row < labels.length; row++) {
      const weight = config.newRowWeight === 'one' ? 1 : this.rows / config.capacity;
      const slot =
        config.slots === 'content'
          ? writeRow(memory, rows, row, weight)
          : keepRow(memory, this.random, this.rows, rows, row);
      this.rows++;
      if (slot >= 0) this.priorities?.written(slot);
    }
    spread.settle();
    usage.settle();
  }

  /**
   * Rows met again move the keys so that they are better read: `eta` times the gradient of log p(y
   * | x), but for the factor beta.
   * @param x `[rows, keySize]`
   * @param labels `[rows]`
   * @throws RangeError naming what is wrong; nothing is changed then
   */
  refine(x: Float32Array, labels: ArrayLike<number>): void {
    checkLabelledRows(this.config, x, labels);
    const own = Int32Array.from(labels);
    const embedding = this.embedding(presentLabels(own, this.config.classes));
    refineKeys(this.slots, embedding, x, own, this.config.eta, this.config);
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
    return readMemory(this.slots, this.embedding(allowed), x, this.config, allowed);
  }

  /**
   * The values of the slots, each weighing as it is read: `[rows, valueSize]`; zeros where nothing
   * is written. Nothing is changed.
   * @param x `[rows, keySize]`
   * @throws RangeError naming what is wrong
   */
  answer(x: Float32Array): Float32Array {
    checkQuery(this.config, x);
    return readValues(this.slots, this.embedding(), x, this.config);
  }

  /**
   * Read weights, `[rows, size]`; each row sums to 1 if there is a slot to read. Nothing is
   * changed.
   * @throws RangeError naming what is wrong
   */
  weights(x: Float32Array, allowed?: ArrayLike<number>): Float64Array {
    checkQuery(this.config, x, allowed);
    return readWeights(this.slots, this.embedding(allowed), x, this.config, allowed);
  }

  /**
   * Draws different slots, all equally likely, or by priority.
   * @param count from 0 to `size`
   * @returns their numbers
   * @throws RangeError naming the count
   */
  sample(count: number): number[] {
    checkWholeNumber('count', count, 0, this.size);
    return this.priorities
      ? this.priorities.draw(this.random, count, this.size)
      : this.random.choose(count, this.size);
  }

  /**
   * What the controller lost on slots that were drawn becomes their priority. Without `priorities`
   * there is nothing to change.
   * @throws RangeError naming what is wrong; nothing is changed then
   */
  updatePriorities(slots: ArrayLike<number>, losses: ArrayLike<number>): void {
    checkNumberList('slots', slots);
    checkNumberList('losses', losses, slots.length);
    for (let i = 0; i < slots.length; i++) {
      checkWholeNumber(`slots[${i}]`, slots[i], 0, this.size - 1);
      if (!(losses[i] >= 0 && losses[i] < Infinity))
        throw argumentError(`losses[${i}]`, describe(losses[i]), 'a number of at least 0');
    }
    this.priorities?.update(slots, losses);
  }

  /**
   * Each number of a key is measured in another unit from now on: keys are multiplied by `factors`.
   * @param factors `[keySize]`, finite
   */
  rescale(factors: Float32Array): void {
    const { keySize } = this.config;
    checkInputs('factors', factors, keySize, 1);
    this.scatter.refresh();
    const before = this.scatter.between();
    this.keys.forEach((value, p, keys) => (keys[p] = value * factors[p % keySize]));
    this.scatter.rescale(before);
    this.spread.rescale(factors);
    this.cache.rescaled(factors);
  }

  /** A copy of all that the memory goes on from; what forgetting costs is worked out anew. */
  state(): SlotMemoryState {
    const { config, rows, random, size, priorities, keys, values, labels, counts } = this;
    const given = priorities?.state(size) ?? new Float32Array(0);
    return {
      config,
      rows,
      random: random.state(),
      arrays: {
        keys: { shape: [size, config.keySize], data: keys.slice() },
        values: { shape: [size, config.valueSize], data: values.slice() },
        directions: {
          shape: [config.classes, config.rank, config.keySize],
          data: this.directions.slice(),
        },
        within: { shape: [config.classes], data: this.scatter.within.slice() },
        labels: { shape: [size], data: labels.slice() },
        counts: { shape: [size], data: counts.slice() },
        priorities: { shape: [given.length], data: given },
      },
    };
  }

  /**
   * Goes on from the state of a memory of this config, bit for bit.
   * @throws RangeError naming what came and what was expected; nothing is changed then
   */
  restore(state: SlotMemoryState): void {
    parseNamed(stateShape, state);
    const { config, rows, random, arrays } = state;
    checkConfig('config', config, this.config);
    const { capacity, keySize, valueSize, classes, rank, priorities } = this.config;
    const size = arrays['labels']?.data.length ?? 0;
    if (size > capacity) throw argumentError('labels', size, `at most capacity (${capacity})`);
    checkTensors('memory', arrays, {
      keys: [size, keySize],
      values: [size, valueSize],
      directions: [classes, rank, keySize],
      within: [classes],
      labels: [size],
      counts: [size],
      priorities: [priorities ? size : 0],
    });
    this.rows = rows;
    this.random = restoreRandom(random);
    this.slots.size = size;
    this.keys.set(arrays['keys'].data);
    this.values.set(arrays['values'].data);
    this.directions.set(arrays['directions'].data);
    this.scatter.within.set(arrays['within'].data);
    this.labels.set(arrays['labels'].data);
    this.counts.set(arrays['counts'].data);
    this.priorities?.restore(arrays['priorities'].data);
    this.cache.invalidate();
  }

  /** The memory that gave a state. @throws RangeError naming what came and what was expected */
  static from(state: SlotMemoryState): SlotMemory {
    parseNamed(stateShape, state);
    const memory = new SlotMemory(state.config);
    memory.restore(state);
    return memory;
  }

  /** What is looked at now; made anew for each read, as slots and spread change. */
  private embedding(allowed?: ArrayLike<number>): Embedding {
    return new Embedding(this.slots, this.spread, this.config.beta, allowed);
  }
}
