import { packagePath } from '../../core/paths';
import { type RunStore, runStore } from '../store';
import type { SinusoidKey } from './plan';
import type { SinusoidPoint, SinusoidRun, SinusoidTrial } from './run';

/** Where the project keeps the sinusoid comparison. */
export const SINUSOID_RESULTS = packagePath('data/meta-sinusoid.parquet');

/**
 * A row is a point of a training curve (step is a meta-step), or what was tried after it (step is
 * an inner step).
 */
type Row = SinusoidKey &
  Pick<SinusoidRun, 'skipped'> &
  (({ readonly kind: 'curve' } & SinusoidPoint) | TrialRow);
type TrialRow = { readonly kind: 'trial'; readonly step: number } & SinusoidTrial;

/** Runs of the sinusoid comparison, in a file. */
export function sinusoidStore(file = SINUSOID_RESULTS): RunStore<SinusoidRun, SinusoidKey> {
  return runStore({
    file,
    columns: {
      method: 'text',
      seed: 'integer',
      skipped: 'integer',
      kind: 'text',
      step: 'integer',
      loss: 'real',
      mse: 'real',
      halfWidth: 'real',
      median: 'real',
      worse: 'real',
    },
    identity: ['method', 'seed'],
    toRows: ({ method, seed, skipped, curve, trials }: SinusoidRun): Row[] => [
      ...curve.map((point) => ({ method, seed, skipped, kind: 'curve' as const, ...point })),
      ...trials.map((trial, step) => ({
        method,
        seed,
        skipped,
        kind: 'trial' as const,
        step,
        ...trial,
      })),
    ],
    fromRows: (rows: readonly [Row, ...Row[]]) => {
      const [{ method, seed, skipped }] = rows;
      const curve: SinusoidPoint[] = [];
      const trials: SinusoidTrial[] = [];
      for (const row of rows) {
        if (row.kind === 'curve') curve.push({ step: row.step, loss: row.loss });
        else trials.push(trialOf(row));
      }
      return { method, seed, skipped: skipped ?? 0, curve, trials };
    },
  });
}

function trialOf({ mse, halfWidth, median, worse }: TrialRow): SinusoidTrial {
  return { mse, halfWidth, median, worse };
}

/** Stored runs; none if there is no file. */
export function readSinusoidRuns(file = SINUSOID_RESULTS): SinusoidRun[] {
  return sinusoidStore(file).read();
}
