import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { quantile } from '../core/numbers';
import { isPromise } from '../core/promises';
import { functionField, parseNamed } from '../core/validation';
import { tf } from '../tf';

/** How long a function took, in milliseconds. */
export interface Timing {
  /** One time a round, in order. */
  readonly ms: readonly number[];
  readonly median: number;
  /** The lower and the upper quartile: half of the rounds lie between them. */
  readonly low: number;
  readonly high: number;
  /** The shortest: what the function needs when nothing else disturbs it. */
  readonly best: number;
}

/** How many times as fast one function is as another, round by round. */
export interface RoundRatio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Rounds in which it was the faster of the two, of all rounds. */
  readonly faster: number;
  readonly rounds: number;
}

const runsField = z
  .record(z.string(), functionField())
  .refine((runs) => Object.keys(runs).length > 0, 'at least one function');
const timingOptions = z.strictObject({ rounds: z.int().min(1).max(10_000).default(15) });

/**
 * Times functions that take turns: in each round every one of them runs once, so that whatever
 * else the machine does disturbs all alike. One round that is not counted goes before. Tensors
 * that a function gives back are disposed.
 * @param runs by name
 * @throws RangeError for no function, for one that gives back a promise, or fewer than one round
 * @example
 * const times = timeInTurn({ 'op by op': slow, compiled: fast }, { rounds: 15 });
 * times.compiled.median // ms
 */
export function timeInTurn<Name extends string>(
  runs: Readonly<Record<Name, () => unknown>>,
  options: { readonly rounds?: number } = {},
): Record<Name, Timing> {
  const { rounds } = parseNamed(timingOptions, options);
  parseNamed(z.object({ runs: runsField }), { runs });
  const names = Object.keys(runs) as Name[];
  const ms = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++)
    for (const name of names) {
      const taken = timeOnce(name, runs[name]);
      if (round >= 0) ms.get(name)!.push(taken);
    }
  const timings = names.map((name) => [name, timingOf(ms.get(name)!)]);
  return Object.fromEntries(timings) as Record<Name, Timing>;
}

/** Milliseconds of one run. */
function timeOnce(name: string, run: () => unknown): number {
  const start = performance.now();
  const result = run();
  const taken = performance.now() - start;
  if (isPromise(result))
    throw argumentError(`runs.${name}`, 'a Promise', 'a function that does not wait');
  tf.dispose(result as Parameters<typeof tf.dispose>[0]);
  return taken;
}

function timingOf(ms: readonly number[]): Timing {
  return {
    ms,
    median: quantile(ms, 0.5),
    low: quantile(ms, 0.25),
    high: quantile(ms, 0.75),
    best: quantile(ms, 0),
  };
}

/**
 * How many times as fast the second is as the first. Both took turns, so each round gives a ratio
 * of its own; a machine that is slow for a while is in both of its parts.
 * @throws RangeError if the two do not have the same number of rounds
 * @example timesFaster(times['op by op'], times.compiled).median // 6: a sixth of the time
 */
export function timesFaster(slow: Timing, fast: Timing): RoundRatio {
  const rounds = slow.ms.length;
  if (fast.ms.length !== rounds)
    throw argumentError('fast', `${fast.ms.length} rounds`, `${rounds}, as slow has`);
  const ratios = slow.ms.map((ms, round) => ms / fast.ms[round]);
  const { median, low, high } = timingOf(ratios);
  return { median, low, high, faster: ratios.filter((ratio) => ratio > 1).length, rounds };
}
