import { checkWholeNumber } from '../core/arguments';
import { seedStats, type SeedStats } from '../metrics';
import { interruptible, pause } from './interrupt';
import { progress } from './progress';

/** How an experiment is repeated. */
export interface OverSeedsOptions {
  /** Runs for each value, with the seeds 0, 1, 2 … */
  readonly seeds: number;
  /** What the progress bar counts; default "runs". */
  readonly words?: string;
}

/**
 * Repeats an experiment with several seeds for each value of what is varied; shows how far it is,
 * and can be stopped between two runs (within one, where `score` calls `pause`).
 * @param values what is varied
 * @param score the result of one run: a number
 * @returns mean and 95 % interval for each value
 * @example
 * const wrong = await statsOverSeeds([10, 20, 50], { seeds: 5 }, (rows, seed) => run(rows, seed));
 * overSeeds({ x: [10, 20, 50], replay: wrong }, axes);
 */
export async function statsOverSeeds<Value>(
  values: readonly Value[],
  { seeds, words = 'runs' }: OverSeedsOptions,
  score: (value: Value, seed: number) => number | Promise<number>,
): Promise<SeedStats[]> {
  checkWholeNumber('seeds', seeds, 1, 10_000);
  const bar = progress(values.length * seeds, words);
  const statistics = await interruptible(async () => {
    const found: SeedStats[] = [];
    for (const value of values) {
      const scores: number[] = [];
      for (let seed = 0; seed < seeds; seed++) {
        scores.push(await score(value, seed));
        bar.step();
        await pause();
      }
      found.push(seedStats(scores));
    }
    return found;
  });
  bar.done();
  return statistics;
}
