import { agentForward } from '../../agent/forward';
import { type AgentTaskRows, agentTaskRows, agentTasks } from '../../agent/metaTasks';
import { argumentError } from '../../core/arguments';
import { mean } from '../../core/numbers';
import type { Random } from '../../core/random';
import { adaptSteps, shareAmong } from '../../meta/maml';
import type { FamilyTask } from '../../tasks';
import { tf } from '../../tf';
import { AGENT, agentStartController, agentTestTasks, type AgentMethod } from './plan';
import type { AgentRun } from './run';
import { loadAgentStart } from './starts';
import type { AgentTrial } from './trials';

/** Rows of one held-out task, and what its answers depend on. */
export interface AgentTaskView {
  readonly task: FamilyTask;
  readonly rows: AgentTaskRows;
  /** For each number of the answers to the query rows: the number that it depends on. */
  readonly asked: readonly number[];
  /** The right answers, one after the other. */
  readonly wanted: readonly number[];
}

/** What a stored run says of a task after one step from an empty memory. */
const firstSteps = ({ trials }: AgentRun): AgentTrial[] =>
  trials
    .filter(({ task, memory, steps }) => {
      return task < AGENT.testTasks && memory === 'fresh' && steps === 1;
    })
    .sort((a, b) => a.task - b.task);

const errorOf = ({ mse }: AgentTrial): number => mse ?? Infinity;

/** @throws RangeError if there is no such run */
function runsOf(runs: readonly AgentRun[], method: AgentMethod): AgentRun[] {
  const own = runs.filter((run) => run.method === method);
  if (own.length === 0) throw argumentError('runs', `none of "${method}"`, 'at least one');
  return own;
}

/**
 * The held-out task that is in the middle by a method's stored error after one step (its first
 * seed), with fresh rows of it.
 * @throws RangeError if there is no such run
 */
export function middleAgentTask(
  runs: readonly AgentRun[],
  method: AgentMethod,
  random: Random,
): AgentTaskView {
  const ranked = firstSteps(runsOf(runs, method)[0]).sort((a, b) => errorOf(a) - errorOf(b));
  const task = agentTestTasks()[ranked[Math.floor(ranked.length / 2)].task];
  const { rows: count, size } = AGENT;
  const rows = agentTaskRows(task, random, { rows: count, queryEpisodes: 2, size });
  const x = Array.from(rows.query.x);
  const rowMean = (i: number): number => {
    const from = i - (i % size);
    return mean(x.slice(from, from + size));
  };
  const asked = task.kind === 'mean' ? x.map((_, i) => rowMean(i)) : x;
  return { task, rows, asked, wanted: Array.from(rows.query.y) };
}

/**
 * What the agent answers to the query rows of a task from a stored start: a list for each number
 * of inner steps on the support rows, 0 first.
 */
export function agentAnswers(
  method: 'MAML' | 'pre-training',
  rows: AgentTaskRows,
  steps: number = AGENT.trialSteps,
): number[][] {
  const { start, rate } = loadAgentStart(method);
  const forward = agentForward(agentStartController(), AGENT.rows);
  const answers = tf.tidy(() => {
    const { supportX, supportY, queryX } = agentTasks([rows]);
    const from = shareAmong(start, 1);
    const options = { steps, learningRate: rate, firstOrder: true };
    const after = adaptSteps(forward, from, supportX, supportY, options);
    return [from, ...after].map((weights) => Array.from(forward(weights, queryX).dataSync()));
  });
  tf.dispose(start);
  return answers;
}

/**
 * Of the held-out tasks, the share on which one method has the smaller error after one step, in
 * percent, mean over the seeds that both have.
 * @throws RangeError if there is no run of one of them
 */
export function percentAhead(
  runs: readonly AgentRun[],
  method: AgentMethod,
  rival: AgentMethod,
): number {
  const rivals = new Map(runsOf(runs, rival).map((run) => [run.seed, firstSteps(run)]));
  const shares = runsOf(runs, method).flatMap((run) => {
    const other = rivals.get(run.seed);
    if (other === undefined) return [];
    const ahead = firstSteps(run).map((one, i) => Number(errorOf(one) < errorOf(other[i])));
    return [100 * mean(ahead)];
  });
  return mean(shares);
}
