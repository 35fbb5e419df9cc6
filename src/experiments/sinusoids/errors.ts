import { seedStats, type SeedStats } from '../../metrics';
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
  const own = runs.filter((run) => run.method === method);
  if (own.length === 0)
    throw new RangeError(`runs: got none of "${method}"; npm run results -- meta makes them`);
  const errors = own.map(({ trials }) => trials[step]?.mse);
  if (errors.some((error) => error === undefined))
    throw new RangeError(
      `step: got ${step}, expected a whole number from 0 to ${(own[0]?.trials.length ?? 1) - 1}`,
    );
  if (errors.some((error) => error === null))
    throw new RangeError(`the error after ${step} steps of "${method}" diverges: it is not finite`);
  return seedStats(errors as number[]);
}
