import { projectPath } from '../../core/paths';
import { readContinualRuns } from '../continual/store';
import type { ContinualRun } from '../continual/types';

/** Every strategy on MNIST, made by `npm run results -- mnist`. */
export const MNIST_RUNS = projectPath('data/mnist-runs.parquet');

/** Stored runs on MNIST; none if there is no file. */
export function readMnistRuns(file = MNIST_RUNS): ContinualRun[] {
  return readContinualRuns(file);
}
