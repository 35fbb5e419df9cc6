/** The middle of some numbers and the quartiles around it. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The value below which a share of the numbers lies, between two numbers in proportion (R's type
 * 7).
 * @throws RangeError without numbers
 */
export function quantile(numbers: readonly number[], share: number): number {
  if (numbers.length === 0) throw new RangeError('numbers: got none, expected at least one');
  const sorted = [...numbers].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  return below + (above - below) * (place - Math.floor(place));
}

export const spread = (numbers: readonly number[]): Spread => ({
  median: quantile(numbers, 0.5),
  low: quantile(numbers, 0.25),
  high: quantile(numbers, 0.75),
});

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
): { ratio: number; low: number; high: number } {
  const { median, low, high } = spread(
    theirs.map((times, round) => quantile(times, 0.5) / quantile(ours[round] ?? [], 0.5)),
  );
  return { ratio: median, low, high };
}

/**
 * Seconds from the start of the first step to the end of the first fast one: no more than twice the
 * later median.
 * @param times of all steps in order, ms
 */
export function firstFastStep(times: readonly number[], laterMedian: number): number {
  const index = times.findIndex((time) => time <= 2 * laterMedian);
  return times.slice(0, index < 0 ? times.length : index + 1).reduce((a, b) => a + b, 0) / 1000;
}
