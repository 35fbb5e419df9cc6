import type { StoredArray } from '../core/stored';

/** A record as it is stored: `[tasks, slots]`. */
export interface SavedRecord {
  readonly shares: StoredArray;
}

/**
 * Who wrote what a live memory holds: for each slot and task, the weight with which the task's
 * episodes wrote there and that was not wiped since. A write of weight w adds w to its task and
 * takes w e from what all tasks had there, e the mean of the erase vector: the memory's own rule, M
 * <- M (1 - w e) + w v, followed in one number a task. It says where a task's writing is, not what
 * it is worth.
 */
export class SlotRecord {
  private readonly shares: Float64Array[] = [];

  constructor(private readonly slots: number) {}

  /** Takes note of an episode of a task. @param kept, @param added `[slots]` (see `LiveWrite`) */
  note(task: number, kept: ArrayLike<number>, added: ArrayLike<number>): void {
    while (this.shares.length <= task) this.shares.push(new Float64Array(this.slots));
    this.shares.forEach((share, t) =>
      share.forEach((value, i) => (share[i] = value * kept[i] + (t === task ? added[i] : 0))),
    );
  }

  /** Weight that is left of each task's writing, tasks x slots. */
  table(): number[][] {
    return this.shares.map((share) => [...share]);
  }

  saved(): SavedRecord {
    return {
      shares: {
        shape: [this.shares.length, this.slots],
        data: Float64Array.from(this.shares.flatMap((share) => [...share])),
      },
    };
  }

  /** The record that `saved` gave. */
  static from({
    shares: {
      shape: [tasks, slots],
      data,
    },
  }: SavedRecord): SlotRecord {
    const record = new SlotRecord(slots);
    for (let t = 0; t < tasks; t++)
      record.shares.push(Float64Array.from(data.subarray(t * slots, (t + 1) * slots)));
    return record;
  }
}
