import type { OnProgress } from '../types';
import { type DigitSplit, digitSplit, type ReplaySetting, replaySettings } from './digits';
import { priorityRun, type PriorityPoint, type ReplayMethod } from './priorities';

/**
 * One run of the plan. `choice` scores on validation rows, to choose the rate; `priorities` on
 * held-out rows.
 */
export interface ReplayRunKey {
  readonly experiment: 'choice' | 'priorities';
  readonly setting: ReplaySetting;
  readonly method: ReplayMethod;
  readonly alpha: number;
  readonly learningRate: number;
  readonly seed: number;
}
export interface ReplayRun extends ReplayRunKey {
  readonly points: readonly PriorityPoint[];
}

/** Fixed before the held-out rows were looked at. */
export const REPLAY_PLAN = {
  rates: [1e-3, 3e-3, 1e-2, 3e-2],
  choiceSeeds: [100, 101, 102, 103, 104],
  alphas: [0.1, 0.2, 0.4, 0.6, 0.8, 1],
  updates: 1200,
  choiceAt: 600,
  every: 50,
} as const;

/**
 * The runs by which the rate is chosen: uniform draws only, so that the choice favours no
 * priorities.
 */
export const choiceRuns = (): ReplayRunKey[] =>
  REPLAY_PLAN.rates.flatMap((learningRate) =>
    replaySettings.flatMap((setting) =>
      REPLAY_PLAN.choiceSeeds.map((seed): ReplayRunKey => ({
        experiment: 'choice',
        setting,
        method: 'uniform',
        alpha: 0,
        learningRate,
        seed,
      })),
    ),
  );

/**
 * The runs that are compared: uniform draws, priorities with several alphas, priorities with
 * weights, and ranks with the paper's alpha.
 */
export function comparedRuns(seeds: number, learningRate: number): ReplayRunKey[] {
  const ways: [ReplayMethod, number][] = [
    ['uniform', 0],
    ...REPLAY_PLAN.alphas.map((alpha): [ReplayMethod, number] => ['prioritized', alpha]),
    ['corrected', 0.6],
    ['rank', 0.7],
  ];
  return Array.from({ length: seeds }, (_, seed) =>
    replaySettings.flatMap((setting) =>
      ways.map(([method, alpha]): ReplayRunKey => ({
        experiment: 'priorities',
        setting,
        method,
        alpha,
        learningRate,
        seed,
      })),
    ),
  ).flat();
}

/**
 * The rate with the highest mean score on validation rows, over settings and seeds, after
 * `choiceAt` updates.
 * @throws RangeError without such runs
 */
export function chosenRate(runs: readonly ReplayRun[]): {
  rate: number;
  scores: { learningRate: number; accuracy: number }[];
} {
  const scores = REPLAY_PLAN.rates.map((learningRate) => {
    const mine = runs
      .filter((run) => run.experiment === 'choice' && run.learningRate === learningRate)
      .map(
        (run) => run.points.find(({ update }) => update === REPLAY_PLAN.choiceAt)?.accuracy ?? NaN,
      );
    return { learningRate, accuracy: mine.reduce((a, b) => a + b, 0) / mine.length };
  });
  if (!scores.every(({ accuracy }) => Number.isFinite(accuracy)))
    throw new RangeError('runs: some rate has no score, expected the runs of choiceRuns()');
  return {
    rate: scores.reduce((best, score) => (score.accuracy > best.accuracy ? score : best))
      .learningRate,
    scores,
  };
}

/** Makes one run. */
export async function replayRun(
  key: ReplayRunKey,
  split: DigitSplit,
  onUpdate?: () => void | Promise<void>,
): Promise<ReplayRun> {
  const choice = key.experiment === 'choice';
  const { every, updates, choiceAt } = REPLAY_PLAN;
  const points = await priorityRun({
    ...key,
    rows: choice ? split.train : split.all,
    test: choice ? split.validation : split.test,
    updates: choice ? choiceAt : updates,
    every,
    ...(onUpdate ? { onUpdate } : {}),
  });
  return { ...key, points };
}

let split: DigitSplit | undefined;

/** Makes one run of the plan, on the project's digits. */
export function performReplayRun(key: ReplayRunKey, onProgress: OnProgress): Promise<ReplayRun> {
  split ??= digitSplit();
  const { updates, choiceAt } = REPLAY_PLAN;
  const total = key.experiment === 'choice' ? choiceAt : updates;
  let done = 0;
  return replayRun(key, split, () => onProgress(++done, total, NaN));
}
