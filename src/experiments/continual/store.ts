import { settingsFromStored, settingsToStored } from '../../continual/strategies/storedSettings';
import { projectPath } from '../../core/paths';
import { matrixOf, type ScoreCell, scoreCells } from '../scoreCells';
import { type RunStore, runStore } from '../store';
import { type ContinualRun, finishedRun, RUN_IDENTITY, type RunKey } from './types';

/** The whole table: every scenario, strategy and seed, made by `npm run -s experiment -- table`. */
export const CONTINUAL_RUNS = projectPath('data/continual-runs.parquet');

/** The memory agent with one part changed, made by `npm run -s experiment -- ablation`. */
export const CONTINUAL_ABLATION = projectPath('data/continual-ablation.parquet');

/** A row of the file is a score. */
interface Row extends Omit<RunKey, 'settings'>, ScoreCell {
  readonly kind: ContinualRun['kind'];
  readonly settings: ReturnType<typeof settingsToStored>;
  readonly seconds: number;
}

/** Runs of strategies, in a file. */
export function continualStore(file: string): RunStore<ContinualRun, RunKey> {
  return runStore({
    file,
    columns: {
      scenario: 'text',
      kind: 'text',
      strategy: 'text',
      variant: 'text',
      seed: 'integer',
      budget: 'integer',
      rows: 'text',
      settings: 'json',
      afterTask: 'integer',
      task: 'integer',
      score: 'real',
      seconds: 'real',
    },
    identity: RUN_IDENTITY,
    toRows: ({ R, settings, ...run }: ContinualRun) =>
      scoreCells(R).map((cell): Row => ({ ...run, settings: settingsToStored(settings), ...cell })),
    fromRows: (rows: readonly [Row, ...Row[]]) => {
      const [{ settings, kind, seconds, ...key }] = rows;
      const scores = { R: matrixOf(rows), kind, seconds };
      return finishedRun({ ...key, settings: settingsFromStored(settings) }, scores);
    },
  });
}

/**
 * Stored runs; none if there is no file.
 * @throws Error naming the file if it is not one of these
 */
export function readContinualRuns(file = CONTINUAL_RUNS): ContinualRun[] {
  return continualStore(file).read();
}
