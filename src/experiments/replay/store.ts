import { packagePath } from '../../core/paths';
import { type RunStore, runStore } from '../store';
import type { ReplayRun, ReplayRunKey } from './plan';
import type { PriorityPoint } from './priorities';

/** Where the project keeps the long runs of notebook 04. */
export const REPLAY_RESULTS = packagePath('data/replay-runs.parquet');

/** A row of the file is a score: shares from 0 to 1. */
type Row = ReplayRunKey & PriorityPoint;

/** Runs that draw from a full store, in a file. */
export function replayStore(file = REPLAY_RESULTS): RunStore<ReplayRun, ReplayRunKey> {
  return runStore({
    file,
    columns: {
      experiment: 'text',
      setting: 'text',
      method: 'text',
      alpha: 'real',
      learningRate: 'real',
      seed: 'integer',
      update: 'integer',
      accuracy: 'real',
      rare: 'real',
    },
    identity: ['experiment', 'setting', 'method', 'alpha', 'learningRate', 'seed'],
    toRows: ({ points, ...key }: ReplayRun) => points.map((point): Row => ({ ...key, ...point })),
    fromRows: (rows: readonly [Row, ...Row[]]) => {
      const [{ experiment, setting, method, alpha, learningRate, seed }] = rows;
      const points = rows.map(({ update, accuracy, rare }) => ({ update, accuracy, rare }));
      return { experiment, setting, method, alpha, learningRate, seed, points };
    },
  });
}

/** Stored runs; none if there is no file. */
export function readReplayRuns(file = REPLAY_RESULTS): ReplayRun[] {
  return replayStore(file).read();
}

/** A run in words. */
export const replayRunName = ({
  experiment,
  setting,
  method,
  alpha,
  learningRate,
  seed,
}: ReplayRunKey): string =>
  `${experiment}: ${setting}, ${method}, alpha ${alpha}, rate ${learningRate}, seed ${seed}`;
