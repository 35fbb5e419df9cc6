import type { Random } from '../random';

/** Draws `count` different whole numbers below `bound` in random order: those that `random.choose` gives, without a list of all numbers below the bound (Fisher-Yates in which only the places that changed are kept). */
export function drawDistinct(random: Random, count: number, bound: number): Int32Array {
  const moved = new Map<number, number>(), drawn = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const j = i + random.int(bound - i);
    drawn[i] = moved.get(j) ?? j;
    moved.set(j, moved.get(i) ?? i);
  }
  return drawn;
}
