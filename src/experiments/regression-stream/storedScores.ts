import { argumentError } from '../../core/arguments';
import type { ScoreMatrix } from '../../metrics';
import { streamMethods, type StreamMethod } from './plan';
import { readStreamRuns, STREAM_RESULTS } from './store';

/**
 * Score matrices of a method's stored runs, one a seed, in the order of the seeds.
 * @param scoredOn the rows that were scored; training rows are known for the tutorial's program
 * alone
 * @param file where the runs are stored
 * @throws RangeError for a method without such runs
 */
export function storedScores(
  method: StreamMethod,
  scoredOn: 'heldOut' | 'trained' = 'heldOut',
  file = STREAM_RESULTS,
): ScoreMatrix[] {
  if (!streamMethods.includes(method))
    throw argumentError('method', JSON.stringify(method), `one of ${streamMethods.join('; ')}`);
  const runs = readStreamRuns(file)
    .filter((run) => run.method === method)
    .sort((a, b) => a.seed - b.seed);
  const scores = runs.map((run) => run[scoredOn]).filter((R): R is ScoreMatrix => R !== null);
  if (scores.length === 0)
    throw new RangeError(
      `storedScores: got none of "${method}" (${scoredOn}), expected runs in the file; ` +
        'npm run results -- stream makes them',
    );
  return scores;
}
