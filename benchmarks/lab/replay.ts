import { titleOf, type Contestant } from './contestants';
import { showProgress, announce } from './log';
import type { CyclesMade, DrawsMade } from './protocol';
import type { Ratio } from './ratios';
import { REPLAY_ROUNDS, replaySizes, type ReplaySpec, replaySpec } from './replayCases';
import { ratioSpread, type Spread, spread } from './statistics';
import type { Entrant } from './turns';

/** Cycles a second of CPU at one capacity: median and quartiles of the rounds. */
export interface ReplayResult extends Spread {
  readonly capacity: number;
  readonly contestant: Contestant['name'];
  readonly threads: number;
  /** Cycles a second of wall clock, median. */
  readonly wall: number;
  readonly rounds: number;
  /** Cycles timed in each round. */
  readonly cycles: number;
}

export interface ReplayBench {
  readonly results: readonly ReplayResult[];
  readonly ratios: readonly Ratio[];
}

/** How many times as fast as cpprb: in stores that fit into caches, and in larger ones. */
const TARGET = { small: 3, large: 2.5 };
const SMALL = 10_000;
const CHECKED: ReplaySpec = { ...replaySpec(40), length: 4 };
const CHECKED_BATCHES = 4000;
/** Six standard deviations of a share of 1/8 in 128,000 draws; weights of 32 bits. */
const SHARE = 0.006;
const WEIGHT = 1e-4;

/**
 * Times cycles at each size. Before that, all must draw the same items as often, with the same
 * weights.
 * @throws Error naming the contestant that does not draw as the definition says, or if the project
 * itself cannot be timed
 */
export async function measureReplay(
  entrants: readonly Entrant[],
  rounds = REPLAY_ROUNDS,
  sizes = replaySizes,
): Promise<ReplayBench> {
  const priorities = Array.from({ length: CHECKED.capacity }, (_, i) => ((i * 37) % 41) / 10);
  for (const { contestant, child } of entrants)
    checkDraws(
      contestant,
      CHECKED,
      priorities,
      await child.ask<DrawsMade>({
        do: 'replay-check',
        spec: CHECKED,
        priorities,
        batches: CHECKED_BATCHES,
      }),
    );
  const results: ReplayResult[] = [];
  const ratios: Ratio[] = [];
  for (const { capacity, cycles, slowCycles } of sizes) {
    const made = new Map<Entrant, CyclesMade[]>();
    const attempt = async (entrant: Entrant, work: () => Promise<CyclesMade[]>): Promise<void> => {
      try {
        made.set(entrant, await work());
      } catch (error) {
        made.delete(entrant);
        announce(`replay ${capacity}: ${titleOf(entrant.contestant)}: ${(error as Error).message}`);
      }
    };
    const count = ({ contestant }: Entrant): number =>
      contestant.name === 'deque and choice' ? slowCycles : cycles;
    for (const entrant of entrants)
      await attempt(entrant, async () => {
        showProgress(`replay ${capacity}: ${titleOf(entrant.contestant)}: fills`);
        await entrant.child.ask({ do: 'replay-setup', spec: replaySpec(capacity) });
        // warms up, not counted
        await entrant.child.ask({ do: 'replay-run', cycles: count(entrant) });
        return [];
      });
    for (let round = 1; round <= rounds; round++)
      for (const entrant of [...made.keys()]) {
        showProgress(
          `replay ${capacity}: round ${round} of ${rounds}: ${titleOf(entrant.contestant)}`,
        );
        await attempt(entrant, async () => [
          ...(made.get(entrant) ?? []),
          await entrant.child.ask<CyclesMade>({ do: 'replay-run', cycles: count(entrant) }),
        ]);
      }
    const [ours, ...others] = [...made];
    if (ours?.[0].contestant.name !== 'lab')
      throw new Error(`replay ${capacity}: the project itself could not be timed`);
    for (const [{ contestant }, turns] of made)
      results.push({
        capacity,
        contestant: contestant.name,
        threads: contestant.threads,
        ...spread(turns.map(perCpuSecond)),
        wall: spread(turns.map((turn) => (1e3 * turn.cycles) / turn.wall)).median,
        rounds: turns.length,
        cycles: turns[0].cycles,
      });
    for (const [{ contestant }, turns] of others) {
      ratios.push({
        case: `replay ${capacity}`,
        against: contestant.name,
        ...ratioSpread(
          turns.map((turn, round) => perCpuSecond(ours[1][round]) / perCpuSecond(turn)),
        ),
        ...(contestant.name === 'cpprb' && {
          target: capacity <= SMALL ? TARGET.small : TARGET.large,
        }),
      });
    }
  }
  return { results, ratios };
}

/**
 * How often each item should be drawn, and its weight, written down from the definition (Schaul et
 * al. 2016).
 * @throws Error naming the contestant and the item that differs
 */
export function checkDraws(
  contestant: Pick<Contestant, 'name' | 'threads'>,
  { batch, alpha, beta, epsilon }: ReplaySpec,
  priorities: readonly number[],
  { times, weights }: DrawsMade,
): void {
  const shares = priorities.map((priority) => (priority + epsilon) ** alpha);
  const total = shares.reduce((a, b) => a + b);
  const draws = times.reduce((a, b) => a + b, 0);
  if (draws === 0 || draws % batch !== 0)
    throw new Error(
      `replay: not timed: ${titleOf(contestant)} drew ${draws} items, expected batches of ${batch}`,
    );
  const smallest = Math.min(...shares);
  shares.forEach((share, i) => {
    const often = times[i] / draws;
    const weight = (smallest / share) ** beta;
    if (!(Math.abs(often - share / total) <= SHARE))
      throw new Error(
        `replay: not timed: ${titleOf(contestant)} draws item ${i} with a share of ${often}, ` +
          `expected ${share / total}`,
      );
    if (times[i] > 0 && !(Math.abs(weights[i] - weight) <= WEIGHT))
      throw new Error(
        `replay: not timed: ${titleOf(contestant)} gives item ${i} the weight ${weights[i]}, ` +
          `expected ${weight}`,
      );
  });
}

const perCpuSecond = ({ cycles, cpu }: CyclesMade): number => (1e3 * cycles) / cpu;
