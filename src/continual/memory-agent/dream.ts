import type { Random } from '../../core/random';
import type { RowPart } from '../strategies/batchTensors';
import type { MemoryAgentSettings } from './settings';
import type { SlotMemory } from './slotMemory';

/** Rows of one step: the current ones and, after them, replayed slots. */
export interface Dream extends RowPart {
  /** The slots that were replayed. */
  readonly slots: readonly number[];
}

/**
 * The rows of a step of the controller: the batch, and slots drawn from the memory with noise on
 * each number and along the spread of their label. Slots are all that is replayed.
 * @param x `[rows, inputSize]`
 * @param y `[rows, classes]` or `[rows, valueSize]`
 */
export function dream(
  memory: SlotMemory,
  x: Float32Array,
  y: Float32Array,
  noise: Noise,
  { replay, classBalance }: Pick<MemoryAgentSettings, 'replay' | 'classBalance'>,
): Dream {
  const { keySize, classes, valueSize } = memory.config;
  const answerSize = valueSize || classes;
  const rows = x.length / keySize;
  const slots = memory.sample(Math.min(replay, memory.size));
  const count = rows + slots.length;
  const inputs = new Float32Array(count * keySize);
  const answers = new Float32Array(count * answerSize);
  inputs.set(x);
  answers.set(y);
  const rowsOf = rowsOfLabels(memory);
  for (const [k, slot] of slots.entries()) {
    const place = rows + k;
    const label = memory.labels[slot];
    noise.around(memory.keys, slot * keySize, inputs, place * keySize, keySize);
    noise.along(memory.directionsOf(label), 1 / rowsOf[label], inputs, place * keySize, keySize);
    if (valueSize === 0) answers[place * classes + label] = 1;
    else answers.set(valueOf(memory, slot), place * valueSize);
  }
  return {
    count,
    x: inputs,
    y: answers,
    weights:
      classBalance && valueSize === 0
        ? balanced(answers, rows, classes)
        : parts(rows, slots.length),
    slots,
  };
}

/** Rows in all slots of each label, `[classes]`. */
function rowsOfLabels({ labels, counts, config: { classes } }: SlotMemory): Float64Array {
  const rows = new Float64Array(classes);
  labels.forEach((label, i) => (rows[label] += counts[i]));
  return rows;
}

function valueOf({ values, config: { valueSize } }: SlotMemory, slot: number): Float32Array {
  return values.subarray(slot * valueSize, (slot + 1) * valueSize);
}

/**
 * Every class that is there weighs the same, 2 in all: as much as a mean over the batch and one
 * over the replayed rows. In a class the rows of the batch weigh as much as the replayed ones,
 * where it has both: one new row is not lost among many old ones.
 * @param y `[batch and replayed rows, classes]`, one-hot
 * @param rows of the batch
 */
function balanced(y: Float32Array, rows: number, classes: number): Float32Array {
  const labels = Array.from({ length: y.length / classes }, (_, i) =>
    y.subarray(i * classes, (i + 1) * classes).indexOf(1),
  );
  const met = countsOf(labels.slice(0, rows), classes);
  const replayed = countsOf(labels.slice(rows), classes);
  const present = met.filter((count, label) => count + replayed[label] > 0).length;
  return Float32Array.from(labels, (label, i) => {
    const [own, other] = i < rows ? [met, replayed] : [replayed, met];
    const share = other[label] > 0 ? 0.5 : 1;
    return (2 * share) / (present * own[label]);
  });
}

function countsOf(labels: readonly number[], classes: number): Float32Array {
  const counts = new Float32Array(classes);
  labels.forEach((label) => counts[label]++);
  return counts;
}

/** A mean over the batch and one over the replayed rows. */
const parts = (rows: number, replayed: number): Float32Array =>
  Float32Array.from({ length: rows + replayed }, (_, i) => 1 / (i < rows ? rows : replayed));

/**
 * Gaussian noise from a table of normal numbers, read on from a random place for each row: a
 * twentieth of the time of drawing each anew.
 */
export class Noise {
  private readonly table: Float32Array;

  /** @param random draws the table and the places in it @param size its standard deviation */
  constructor(
    private readonly random: Random,
    private readonly size: number,
  ) {
    const own = random.fork('table');
    this.table = Float32Array.from({ length: size > 0 ? 2 ** 16 : 0 }, () => own.normal() * size);
  }

  /** `into` becomes `from` and noise, `width` numbers from a place in each. */
  around(
    from: Float32Array,
    start: number,
    into: Float32Array,
    place: number,
    width: number,
  ): void {
    const { table } = this;
    const offset = this.size > 0 ? this.random.int(table.length) : 0;
    for (let d = 0; d < width; d++)
      into[place + d] = from[start + d] + (this.size > 0 ? table[(offset + d) % table.length] : 0);
  }

  /**
   * `into` is moved along directions, along each by a normal number times its length.
   * @param directions `[rank, width]`, whose squared lengths are sums over some rows
   * @param scale 1 / these rows
   */
  along(
    directions: Float32Array,
    scale: number,
    into: Float32Array,
    place: number,
    width: number,
  ): void {
    const root = Math.sqrt(scale);
    for (let at = 0; at < directions.length; at += width) {
      const step = root * this.random.normal();
      for (let d = 0; d < width; d++) into[place + d] += step * directions[at + d];
    }
  }
}
