import { argumentError } from '../../core/arguments';
import { mean } from '../../core/numbers';
import { describe } from '../../core/text';
import { seedStats, type SeedStats, statsOrGap } from '../../metrics';
import type { SinusoidRun } from './run';

/**
 * The error of a method after some inner steps, over its seeds: each seed's mean over 600 tasks of
 * its own, so that the interval (Student's t) is one over trainings and tasks.
 * @throws RangeError if there is no such run, or if it is not finite for a seed
 */
export function sinusoidErrors(
  runs: readonly SinusoidRun[],
  method: string,
  step: number,
): SeedStats {
  const own = runsOf(runs, method);
  const errors = own.map(({ trials }) => trials[step]?.mse);
  if (errors.some((error) => error === undefined))
    throw new RangeError(
      `step: got ${step}, expected a whole number from 0 to ${(own[0]?.trials.length ?? 1) - 1}`,
    );
  if (errors.some((error) => error === null))
    throw new RangeError(`the error after ${step} steps of "${method}" diverges: it is not finite`);
  return seedStats(errors as number[]);
}

/**
 * The errors of a method after 0, 1, ... inner steps, over its seeds; a gap where one of them is
 * not finite, or their mean is above `limit`.
 * @throws RangeError if there is no such run
 */
export function errorsOverSteps(
  runs: readonly SinusoidRun[],
  method: string,
  limit?: number,
): SeedStats[] {
  const own = runsOf(runs, method);
  return own[0].trials.map((_, step) =>
    statsOrGap(
      own.map(({ trials }) => trials[step].mse),
      limit,
    ),
  );
}

/**
 * Of a method's held-out tasks, the share that is worse after some inner steps than before, in
 * percent, mean over seeds; an error that is not finite counts as worse.
 * @throws RangeError if there is no such run or step
 */
export function percentWorse(runs: readonly SinusoidRun[], method: string, step: number): number {
  const found = runsOf(runs, method).map(({ trials }) => trials[step]?.worse);
  if (found.includes(undefined as never))
    throw argumentError('step', describe(step), 'a number of inner steps that was tried');
  return 100 * mean(found);
}

/** The runs of a method, at least one. */
function runsOf(runs: readonly SinusoidRun[], method: string): SinusoidRun[] {
  const own = runs.filter((run) => run.method === method);
  if (own.length === 0)
    throw new RangeError(`runs: got none of "${method}"; npm run results -- meta makes them`);
  return own;
}
