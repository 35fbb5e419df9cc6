import { median, quantile, sum } from '../../src/core/numbers';

/** The middle of some numbers and the quartiles around it. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function spread(numbers: readonly number[]): Spread {
  return {
    median: quantile(numbers, 0.5),
    low: quantile(numbers, 0.25),
    high: quantile(numbers, 0.75),
  };
}

/** The middle of the ratios of some rounds and the quartiles around it. */
export interface RatioSpread {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** @param ratios one a round */
export function ratioSpread(ratios: readonly number[]): RatioSpread {
  const { median: ratio, low, high } = spread(ratios);
  return { ratio, low, high };
}

/**
 * How many times longer one contestant takes than another. They took turns: each round gives one
 * ratio, of its medians, and the ratios their median and quartiles, so that a machine that slows
 * down for a while slows both.
 * @param theirs times of each round
 * @param ours times of each round, as many rounds
 */
export function ratio(
  theirs: readonly (readonly number[])[],
  ours: readonly (readonly number[])[],
): RatioSpread {
  return ratioSpread(theirs.map((times, round) => median(times) / median(ours[round] ?? [])));
}

/**
 * Seconds from the start of the first step to the end of the first fast one: no more than twice the
 * later median.
 * @param times of all steps in order, ms
 */
export function firstFastStep(times: readonly number[], laterMedian: number): number {
  const index = times.findIndex((time) => time <= 2 * laterMedian);
  return sum(times.slice(0, index < 0 ? times.length : index + 1)) / 1000;
}
