import { growthAxes } from './cases';
import type { Contestant } from './contestants';
import { announce } from './log';
import type { Spread } from './statistics';
import { type Entrant, takeTurns } from './turns';

/** Time of a training step at one size, ms, with quartiles. */
export interface GrowthResult extends Spread {
  readonly by: 'slots' | 'batch' | 'steps';
  readonly value: number;
  readonly contestant: Contestant['name'];
  readonly threads: number;
}

/**
 * Times the DNC's training step against slots, batch and steps, the others held. A size that fails
 * is reported and left out.
 */
export async function measureGrowth(
  entrants: readonly Entrant[],
  rounds = 3,
): Promise<GrowthResult[]> {
  const results: GrowthResult[] = [];
  for (const { by, values, spec } of growthAxes)
    for (const value of values) {
      const name = `growth, ${by} ${value}`;
      const size = spec(value);
      const stepsPerTurn = Math.max(
        2,
        Math.min(10, Math.round((2e6 / (size.batch * size.length * size.slots ** 2)) * 4)),
      );
      try {
        for (const { median, low, high, contestant, threads } of await takeTurns(
          { id: 'growth', name, spec: size, rounds, stepsPerTurn },
          entrants,
        ))
          results.push({ by, value, contestant, threads, median, low, high });
      } catch (error) {
        announce((error as Error).message);
      }
    }
  return results;
}
