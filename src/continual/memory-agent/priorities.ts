import type { Random } from '../../core/random';

const ALPHA = 0.6;
/** So that a slot that is answered right is still drawn now and then. */
const LEAST = 1e-3;

/**
 * SlotPriorities of slots, loss^0.6 (as in prioritized replay, Schaul et al. 2016, without their
 * weights); a slot that was just written has the highest there is.
 */
export class SlotPriorities {
  private readonly values: Float32Array;

  constructor(capacity: number) {
    this.values = new Float32Array(capacity);
  }

  written(slot: number): void {
    this.values[slot] = this.values.reduce((a, b) => Math.max(a, b), 0) || 1;
  }

  update(slots: ArrayLike<number>, losses: ArrayLike<number>): void {
    for (let k = 0; k < slots.length; k++)
      this.values[slots[k]] = Math.max(LEAST, losses[k] ** ALPHA);
  }

  /**
   * Draws different slots one after the other in proportion to their priorities: those with the
   * smallest of exponential times of these rates (Efraimidis & Spirakis 2006).
   * @param count from 0 to `size`
   */
  draw(random: Random, count: number, size: number): number[] {
    const times = Array.from(
      { length: size },
      (_, i) => -Math.log(1 - random.uniform()) / this.values[i],
    );
    return times
      .map((_, i) => i)
      .sort((i, j) => times[i] - times[j])
      .slice(0, count);
  }

  /** `[size]` */
  state(size: number): Float32Array {
    return this.values.slice(0, size);
  }

  restore(values: ArrayLike<number>): void {
    this.values.set(values);
  }
}
