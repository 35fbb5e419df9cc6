import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { slotsAxis, type SlotsSpec, slotsSpec } from './cases';
import { temporaryFolder } from './child';
import type { Contestant } from './contestants';
import { drawExample, exampleFile } from './example';
import { announce, showProgress } from './log';
import type { StepsMade } from './protocol';
import { ratio, type RatioSpread, type Spread } from './statistics';
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

/** How many times longer a step of the sparse memory takes with many slots than with few. */
export interface SlotsGrowth extends RatioSpread {
  readonly few: number;
  readonly many: number;
  readonly rounds: number;
}

/** The sizes that are compared, and steps a turn of each. */
const FEW = { slots: 128, steps: 12 } as const;
const MANY = { slots: 65_536, steps: 4 } as const;

/**
 * Compares two sizes in turn, so that a machine that slows down for a while slows both.
 * @param contestant the project
 */
export async function measureSlotsGrowth(
  contestant: Contestant,
  rounds = 15,
): Promise<SlotsGrowth> {
  const entrants = await start([contestant, contestant]);
  const [few, many] = entrants.map(({ child }) => child);
  const run = async (child: typeof few, steps: number): Promise<readonly number[]> =>
    (await child.ask<StepsMade>({ do: 'run', steps })).wall;
  try {
    for (const [child, { slots, steps }] of [[few, FEW] as const, [many, MANY] as const]) {
      const spec = slotsSpec('sparse', slots);
      const file = path.join(temporaryFolder(), 'example.safetensors');
      writeFileSync(file, exampleFile(drawExample(spec)));
      await child.ask({ do: 'setup', spec, file });
      await run(child, steps);
    }
    const timesOfFew: (readonly number[])[] = [];
    const timesOfMany: (readonly number[])[] = [];
    for (let round = 1; round <= rounds; round++) {
      showProgress(`slots, ${FEW.slots} and ${MANY.slots}: round ${round} of ${rounds}`);
      timesOfFew.push(await run(few, FEW.steps));
      timesOfMany.push(await run(many, MANY.steps));
    }
    return { few: FEW.slots, many: MANY.slots, rounds, ...ratio(timesOfMany, timesOfFew) };
  } finally {
    entrants.forEach(({ child }) => child.end());
  }
}
