import type { MemoryController, Weights } from '../../controller';
import { createRandom } from '../../core/random';
import { constantFloor, type FamilyTask } from '../../tasks';
import { tf } from '../../tf';
import { agentForward } from '../../agent/forward';
import { AGENT } from './plan';
import {
  type AgentTaskRows,
  agentTaskRows,
  agentTasks,
  agentTasksRead,
} from '../../agent/metaTasks';
import { adaptSteps, shareAmong } from '../../meta/maml';
import { mean } from '../../core/numbers';

/**
 * How query episodes begin: with a fresh memory, or with the K support rows and their answers read
 * first.
 */
export const agentMemories = ['fresh', 'support read'] as const;
/** One of `agentMemories`. */
export type AgentMemory = (typeof agentMemories)[number];

/** The error on a task's query rows after some inner steps. Null is a number that is not finite. */
export interface AgentTrial {
  /** Number of the task: the held-out tasks, then the stream's four. */
  readonly task: number;
  readonly memory: AgentMemory;
  /** Inner steps made on the support rows. */
  readonly steps: number;
  /** Mean squared error of all query rows, the first of an episode too. */
  readonly mse: number | null;
  /** Of the first row of each query episode alone. */
  readonly first: number | null;
  /** Error of the best constant answer to these rows: their variance. */
  readonly variance: number;
}

/** Rows of each task, the same for every start that is tried. */
const trialRows = (tasks: readonly FamilyTask[]): AgentTaskRows[] => {
  const random = createRandom(0).fork('agent/trial rows');
  return tasks.map((task) =>
    agentTaskRows(task, random, {
      rows: AGENT.rows,
      queryEpisodes: AGENT.trialEpisodes,
      size: AGENT.size,
    }),
  );
};

/**
 * Tries a start on tasks: adapts it to each from its K support rows and scores it on fresh rows,
 * after 0, 1, ... `AGENT.trialSteps` steps, with a fresh memory and with the support rows read
 * first. Every start meets the same rows.
 * @param rate size of an inner step
 */
export function tryAgent(
  controller: MemoryController,
  start: Weights,
  tasks: readonly FamilyTask[],
  rate: number,
): AgentTrial[] {
  const rows = trialRows(tasks);
  const floors = rows.map(({ query }) => constantFloor(query));
  const errors = tf.tidy(() =>
    adapted(controller, start, rows, rate).map((weights) =>
      agentMemories.map((memory) => errorsByRow(controller, weights, rows, memory)),
    ),
  );
  return errors.flatMap((after, steps) =>
    after.flatMap((byTask, m) =>
      byTask.map((byRow, task): AgentTrial => ({
        task,
        memory: agentMemories[m],
        steps,
        mse: finite(mean(byRow)),
        first: finite(byRow[0]),
        variance: floors[task],
      })),
    ),
  );
}

/**
 * Of `AGENT.rates` the one with the smallest mean error on these tasks after all inner steps, from
 * a fresh memory.
 */
export function chooseRate(
  controller: MemoryController,
  start: Weights,
  tasks: readonly FamilyTask[],
): number {
  const rows = trialRows(tasks);
  const errors = AGENT.rates.map((rate) =>
    tf.tidy(() =>
      mean(
        errorsByRow(
          controller,
          adapted(controller, start, rows, rate).at(-1) as Weights,
          rows,
          'fresh',
        ).map((byRow) => finite(mean(byRow)) ?? Infinity),
      ),
    ),
  );
  return AGENT.rates[errors.indexOf(Math.min(...errors))];
}

/** The weights of each task before the first inner step and after each, `[tasks, ...shape]`. */
function adapted(
  controller: MemoryController,
  start: Weights,
  rows: readonly AgentTaskRows[],
  rate: number,
): Weights[] {
  const { supportX, supportY } = agentTasks(rows);
  const shared = shareAmong(start, rows.length);
  return [
    shared,
    ...adaptSteps(agentForward(controller, AGENT.rows), shared, supportX, supportY, {
      steps: AGENT.trialSteps,
      learningRate: rate,
      firstOrder: true,
    }),
  ];
}

/** Mean squared error at each row of a query episode: a list for each task. */
function errorsByRow(
  controller: MemoryController,
  weights: Weights,
  rows: readonly AgentTaskRows[],
  memory: AgentMemory,
): number[][] {
  return tf.tidy(() => {
    const { queryX, queryY } = memory === 'fresh' ? agentTasks(rows) : agentTasksRead(rows);
    const length = memory === 'fresh' ? AGENT.rows : 2 * AGENT.rows;
    return judged(
      tf.squaredDifference(agentForward(controller, length)(weights, queryX), queryY),
      length,
    ).arraySync();
  });
}

/**
 * Of squared errors `[tasks, rows, size]` in episodes of `length` rows, the mean at each of the
 * last K rows of an episode: `[tasks, K]`.
 */
function judged(squares: tf.Tensor, length: number): tf.Tensor2D {
  const [tasks, rows, size] = squares.shape as [number, number, number];
  const byRow = tf.mean(tf.reshape(squares, [tasks, rows / length, length, size]), [1, 3]);
  return tf.slice(byRow as tf.Tensor2D, [0, length - AGENT.rows], [-1, -1]);
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
