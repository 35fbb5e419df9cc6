import path from 'node:path';
import { readSinusoidRuns, sinusoidExperiments, type SinusoidRun, writeSinusoidRuns } from '.';
import { makeRuns } from '../processPool';

/**
 * Trains every meta-learner of the sinusoid comparison with every seed, several at once, each in a
 * process of its own. A run that fails is reported and the rest goes on.
 */
export async function metaResults({
  seeds,
  jobs,
}: {
  readonly seeds: number;
  readonly jobs: number;
}): Promise<number> {
  const { failed } = await makeRuns<Pick<SinusoidRun, 'method' | 'seed'>, SinusoidRun>(
    {
      wanted: Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
        sinusoidExperiments.map(({ name }) => ({ method: name, seed })),
      ),
      stored: readSinusoidRuns(),
      name: ({ method, seed }) => `${method}, seed ${seed}`,
      script: path.join(__dirname, 'child.ts'),
      words: ({ method, seed }) => [method, String(seed)],
      keep: (all) => writeSinusoidRuns(all),
      say: ({ trials }) =>
        'error after 0, 1, 5, 10 steps ' +
        `${[0, 1, 5, 10].map((step) => trials[step]?.mse?.toFixed(3) ?? 'not finite').join(' ')}`,
    },
    jobs,
  );
  return failed > 0 ? 1 : 0;
}
