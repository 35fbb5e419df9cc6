import { slotsAxis, type SlotsSpec, slotsSpec } from './cases';
import type { Contestant } from './contestants';
import { announce } from './log';
import type { Spread } from './statistics';
import { type Entrant, start, takeTurns } from './turns';

/** A training step of a machine with a memory of so many slots: ms, with quartiles. */
export interface SlotsResult extends Spread {
  readonly slots: number;
  readonly memory: SlotsSpec['memory'];
  readonly contestant: Contestant['name'];
  readonly threads: number;
  readonly runs: number;
  /** CPU time of all threads, ms a step. */
  readonly cpu: number;
  /** MiB, the process with its libraries. */
  readonly peakMemory: number;
  readonly firstFastStep: number;
}

/**
 * Times training steps against the number of slots. Each size and memory has processes of its own,
 * so that the memory they take is theirs. A size that fails is reported and left out.
 * @param contestants the project first; others compute the sparse memory only
 * @param note gets the versions of libraries
 */
export async function measureSlots(
  contestants: readonly Contestant[],
  note: (versions: Entrant['versions']) => void,
  rounds = 5,
): Promise<SlotsResult[]> {
  const results: SlotsResult[] = [];
  for (const { slots, memories, stepsPerTurn } of slotsAxis)
    for (const memory of memories) {
      const name = `slots, ${memory} ${slots}`;
      const entrants = await start(memory === 'sparse' ? contestants : contestants.slice(0, 1));
      entrants.forEach(({ versions }) => note(versions));
      try {
        const spec = slotsSpec(memory, slots);
        for (const times of await takeTurns(
          { id: 'slots', name, spec, rounds, stepsPerTurn },
          entrants,
        )) {
          const { contestant, threads, median, low, high } = times;
          const { runs, cpu, peakMemory, firstFastStep } = times;
          const spread = { median, low, high };
          const more = { runs, cpu, peakMemory, firstFastStep };
          results.push({ slots, memory, contestant, threads, ...spread, ...more });
        }
      } catch (error) {
        announce((error as Error).message);
      } finally {
        entrants.forEach(({ child }) => child.end());
      }
    }
  return results;
}
