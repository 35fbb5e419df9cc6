import type { Random } from '../../core/random';
import { concat, largestAt } from '../../tasks/continual';
import type { RowPart } from './batchTensors';
import { type OfferedRows, storedRows } from './rowOffers';
import type { RowField } from './rowStores';
import type { ReplayItem } from '../../replay';

/** Rows kept of one class, from one task: the ones chosen first stand first. */
interface ExemplarSet {
  readonly label: number;
  readonly rows: ReplayItem<RowField>[];
}

/**
 * Rows that stand for their classes (Rebuffi et al. 2017, algorithms 4 and 5): as many of each, the
 * mean of whose features is close to that of their class. A class that comes again in another task
 * has another set.
 */
export class Exemplars {
  private readonly sets: ExemplarSet[] = [];

  constructor(
    private readonly capacity: number,
    private readonly outputSize: number,
  ) {}

  /** Rows held. */
  get size(): number {
    return this.sets.reduce((total, { rows }) => total + rows.length, 0);
  }

  /** Rows held of each class, `[outputSize]`. */
  get counts(): Float64Array {
    const counts = new Float64Array(this.outputSize);
    for (const { label, rows } of this.sets) counts[label] += rows.length;
    return counts;
  }

  /**
   * Makes room, the last chosen rows of each set first, and chooses rows of a task that is over.
   * @param features of its rows, `[count, width]`, each of length 1
   */
  addTask(rows: OfferedRows, features: Float32Array): void {
    const { outputSize } = this;
    const width = features.length / rows.count;
    const itemOf = storedRows(outputSize);
    const byClass = rowsByClass(rows, outputSize);
    const before = this.sets.length;
    const sets = before + byClass.size;
    this.sets.forEach(({ rows: kept }, i) => kept.splice(this.share(i, sets)));
    for (const [label, own] of byClass) {
      const share = Math.min(own.length, this.share(this.sets.length, sets));
      const ofClass = concat(own.map((i) => features.subarray(i * width, (i + 1) * width)));
      const chosen = herded(ofClass, width, share).map((k) => copied(itemOf(rows, own[k])));
      this.sets.push({ label, rows: chosen });
    }
  }

  /** All rows, class by class. */
  all(): RowPart {
    return partOf(this.sets.flatMap(({ rows }) => rows));
  }

  /** Up to `count` rows, each as likely as any other; none where none is held. */
  draw(count: number, random: Random): RowPart | undefined {
    const all = this.sets.flatMap(({ rows }) => rows);
    if (all.length === 0) return undefined;
    const chosen = random.choose(Math.min(count, all.length), all.length);
    return partOf(chosen.map((i) => all[i]));
  }

  /** Rows that set `i` of some sets may hold; together they are the capacity. */
  private share(i: number, sets: number): number {
    return Math.max(0, Math.ceil((this.capacity - i) / sets));
  }
}

/**
 * Herding (Welling 2009; Rebuffi et al. 2017, algorithm 4): chooses rows one after the other, each
 * so that the mean of those chosen comes closest to the mean of all, which is made as long as they
 * are. Of features of length 1 that is the row along which k times the mean of all, less the sum of
 * the k - 1 chosen, is longest.
 * @param features `[rows, width]`, each of length 1
 * @param count rows to choose, at most as many as there are
 * @returns places of the rows, the first chosen first
 */
export function herded(features: Float32Array, width: number, count: number): number[] {
  const rows = features.length / width;
  const mean = unitMean(features, width);
  const missing = mean.slice(); // k x mean - sum of the chosen
  const free = new Set(Array.from({ length: rows }, (_, i) => i));
  const chosen: number[] = [];
  while (chosen.length < count) {
    let [best, most] = [-1, -Infinity];
    for (const i of free) {
      let along = 0;
      for (let k = 0; k < width; k++) along += missing[k] * features[i * width + k];
      if (along > most) [best, most] = [i, along];
    }
    free.delete(best);
    chosen.push(best);
    for (let k = 0; k < width; k++) missing[k] += mean[k] - features[best * width + k];
  }
  return chosen;
}

/** The mean of rows `[rows, width]`, made 1 long. */
export function unitMean(rows: Float32Array, width: number): Float64Array {
  const total = new Float64Array(width);
  rows.forEach((value, k) => (total[k % width] += value));
  const length = Math.hypot(...total);
  return length > 0 ? total.map((value) => value / length) : total;
}

/** Places of the rows of each class, the classes in order. */
function rowsByClass({ count, y }: OfferedRows, outputSize: number): Map<number, number[]> {
  const labels = Array.from({ length: count }, (_, i) => largestAt(y, i * outputSize, outputSize));
  const byClass = new Map<number, number[]>();
  for (const label of [...new Set(labels)].sort((a, b) => a - b)) byClass.set(label, []);
  labels.forEach((label, i) => byClass.get(label)!.push(i));
  return byClass;
}

const copied = ({ x, y, allowed }: ReplayItem<RowField>): ReplayItem<RowField> => ({
  x: x.slice(),
  y: y.slice(),
  allowed: allowed.slice(),
});

function partOf(rows: readonly ReplayItem<RowField>[]): RowPart {
  const field = (name: RowField): Float32Array => concat(rows.map((row) => row[name]));
  return { count: rows.length, x: field('x'), y: field('y'), allowed: field('allowed') };
}
