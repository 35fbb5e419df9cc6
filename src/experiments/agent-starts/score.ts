import { mean } from '../../core/numbers';
import { seedStats } from '../../metrics';
import { AGENT, type AgentMethod } from './plan';
import type { AgentRun } from './run';
import type { AgentMemory } from './trials';

/** Which trials a score is taken over. */
export interface AgentScoreOptions {
  readonly method: AgentMethod;
  /** Inner steps made. */
  readonly steps: number;
  /** How query episodes begin ('fresh'). */
  readonly memory?: AgentMemory;
  /**
   * 'held-out': the tasks drawn from the family (the default); or one of the stream's four, 0 to 3.
   */
  readonly tasks?: 'held-out' | number;
  /** Which rows: 'all' of an episode (the default), its 'first' alone. */
  readonly rows?: 'all' | 'first';
}

/**
 * Mean squared error on query rows, over all seeds and tasks, with 95 % intervals (Student's t).
 */
export interface AgentScore {
  readonly mse: number;
  /** Half the interval over seeds; null for one seed. */
  readonly overSeeds: number | null;
  /** Half the interval over tasks, each the mean over seeds; null for one task. */
  readonly overTasks: number | null;
  /**
   * 1 - error / variance, of the means over seeds and tasks: 0 is the best constant answer to each
   * task, known beforehand.
   */
  readonly explained: number;
  readonly bySeed: readonly number[];
}

/**
 * What stored runs say together.
 * @throws RangeError if there are none, or an error is not finite
 * @example agentScore(readAgentRuns(), { method: 'MAML', steps: 1 }).mse
 */
export function agentScore(
  runs: readonly AgentRun[],
  { method, steps, memory = 'fresh', tasks = 'held-out', rows = 'all' }: AgentScoreOptions,
): AgentScore {
  const wanted = (task: number): boolean =>
    tasks === 'held-out' ? task < AGENT.testTasks : task === AGENT.testTasks + tasks;
  const seeds = runs
    .filter((run) => run.method === method)
    .map(({ trials }) =>
      trials
        .filter((trial) => trial.memory === memory && trial.steps === steps && wanted(trial.task))
        .sort((a, b) => a.task - b.task),
    );
  const errors = seeds.map((trials) =>
    trials.map((trial) => (rows === 'all' ? trial.mse : trial.first) ?? NaN),
  );
  const found = seedStats(errors.map(mean));
  const byTask = errors[0].map((_, task) => mean(errors.map((own) => own[task])));
  return {
    mse: found.mean,
    overSeeds: found.ci95HalfWidth,
    overTasks: seedStats(byTask).ci95HalfWidth,
    explained: 1 - found.mean / mean(seeds[0].map(({ variance }) => variance)),
    bySeed: errors.map(mean),
  };
}
