import { argumentError } from '../../core/arguments';
import { describe } from '../../core/text';
import { runPrequential } from '../../continual/prequential';
import type { PrequentialCounts } from '../../metrics';
import { loadStream } from '../../tasks/datasets';
import type { OnProgress } from '../types';
import { driftEntries, type DriftKey, driftLearners, driftWindows } from './plan';

/** One learner over one stream. */
export interface DriftRun extends DriftKey {
  /** Counts of its answers in windows that do not overlap. */
  readonly windows: readonly PrequentialCounts[];
  readonly seconds: number;
}

/** Makes one run of the plan. @throws RangeError for an unknown learner or stream */
export async function performDriftRun(key: DriftKey, onProgress: OnProgress): Promise<DriftRun> {
  const { stream, inputs, seed } = key;
  const learner = driftLearners.find((name) => name === key.learner);
  if (!learner)
    throw argumentError('learner', describe(key.learner), `one of ${driftLearners.join(', ')}`);
  const data = loadStream(stream);
  const begun = performance.now();
  const { windows } = await runPrequential({
    stream: data,
    learner: driftEntries[learner].make,
    inputs,
    seed,
    window: driftWindows[stream],
    onProgress,
  });
  return { ...key, windows, seconds: (performance.now() - begun) / 1000 };
}
