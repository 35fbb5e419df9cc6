import { argumentError, checkCounts } from '../core/arguments';
import type { Random } from '../core/random';
import {
  checkList,
  checkRowLengths,
  consecutiveEpisodes,
  type Episodes,
  regressionRows,
  type RegressionTask,
  type Rows,
  rowSizes,
  type TaskBatch,
} from '../tasks';
import { tf } from '../tf';

/**
 * Rows of one task: the K to adapt from, and fresh ones to be judged on, a whole number of episodes
 * of K rows. No row is in both.
 */
export interface AgentTaskRows {
  readonly support: Rows;
  readonly query: Rows;
}

/** How many rows, and how wide. */
export interface AgentRowOptions {
  /** K: rows to adapt from, and rows an episode (5). */
  readonly rows?: number;
  /** Episodes to be judged on (4). */
  readonly queryEpisodes?: number;
  /** Coordinates of x and of y (4). */
  readonly size?: number;
}

/**
 * Draws rows of a task, support first.
 * @param random stream to draw from; it moves on
 * @throws RangeError naming the option that is not a whole number of at least 1
 */
export function agentTaskRows(
  task: RegressionTask,
  random: Random,
  { rows = 5, queryEpisodes = 4, size = 4 }: AgentRowOptions = {},
): AgentTaskRows {
  checkCounts({ rows, queryEpisodes, size });
  return {
    support: regressionRows(task, rows, size, random),
    query: regressionRows(task, rows * queryEpisodes, size, random),
  };
}

/**
 * Tasks as a memory agent meets them, for a `MetaLearner` over `agentForward`: rows come as
 * episodes of K, at each of which the agent sees x_t and the answer to the row before, y_{t-1}
 * (zeros at the first). The support rows are one episode, on which the inner loss is taken; each K
 * query rows are an episode of their own. All begin with a fresh memory: what an adapted agent
 * knows of the task at the first row of an episode, it knows from its weights.
 * @param tasks rows of each, as many of each
 * @returns inputs `[tasks, rows, 2 size]`, targets `[tasks, rows, size]`; the caller disposes them
 * @throws RangeError naming the rows that are wrong
 */
export function agentTasks(tasks: readonly AgentTaskRows[]): TaskBatch {
  checkTaskRows(tasks);
  const length = tasks[0].support.count;
  const support = tasks.map((task) => consecutiveEpisodes(task.support, length));
  const query = tasks.map((task) => consecutiveEpisodes(task.query, length));
  return {
    supportX: inputs(support),
    supportY: targets(support),
    queryX: inputs(query),
    queryY: targets(query),
  };
}

/**
 * The same, but each query episode begins with the support rows and their answers, so that they are
 * in the memory when the query rows come: episodes of 2 K rows, of which the last K are to be
 * judged (see `queryRows`). What an agent makes of the support rows without any gradient step shows
 * here.
 */
export function agentTasksRead(tasks: readonly AgentTaskRows[]): TaskBatch {
  const { supportX, supportY, queryX, queryY } = agentTasks(tasks);
  tf.dispose([queryX, queryY]);
  const length = tasks[0].support.count;
  const read = tasks.map(({ support, query }) =>
    consecutiveEpisodes(interleave(support, query), 2 * length),
  );
  return { supportX, supportY, queryX: inputs(read), queryY: targets(read) };
}

/** @throws RangeError naming rows that are wrong, or not as many or as wide as the first task's */
function checkTaskRows(tasks: readonly AgentTaskRows[]): void {
  checkList('tasks', tasks);
  const first: Partial<AgentTaskRows> = tasks[0] ?? {};
  checkRowLengths('tasks[0].support', first.support);
  checkRowLengths('tasks[0].query', first.query);
  const sizes = rowSizes(first.support);
  const counts = { support: first.support.count, query: first.query.count };
  for (const [i, task] of tasks.entries()) {
    for (const part of ['support', 'query'] as const) {
      const rows = (task as Partial<AgentTaskRows> | null)?.[part];
      checkRowLengths(`tasks[${i}].${part}`, rows, sizes);
      if (rows.count !== counts[part])
        throw argumentError(`tasks[${i}].${part}.count`, rows.count, `${counts[part]} (all alike)`);
    }
  }
  if (counts.query % counts.support !== 0)
    throw argumentError('tasks[0].query.count', counts.query, `a multiple of ${counts.support}`);
}

/** The support rows before each K rows of the query. */
function interleave(support: Rows, query: Rows): Rows {
  const episodes = query.count / support.count;
  const join = (before: Float32Array, after: Float32Array): Float32Array => {
    const joined = new Float32Array(episodes * 2 * before.length);
    for (let e = 0; e < episodes; e++) {
      joined.set(before, 2 * e * before.length);
      joined.set(
        after.subarray(e * before.length, (e + 1) * before.length),
        (2 * e + 1) * before.length,
      );
    }
    return joined;
  };
  return {
    ...query,
    count: 2 * query.count,
    x: join(support.x, query.x),
    y: join(support.y, query.y),
  };
}

/** One tensor of the rows of all tasks, `[tasks, rows, features]`. */
function stack(parts: readonly Float32Array[], features: number): tf.Tensor3D {
  const each = parts[0].length;
  const all = new Float32Array(parts.length * each);
  parts.forEach((part, i) => all.set(part, i * each));
  return tf.tensor3d(all, [parts.length, each / features, features]);
}

function inputs(episodes: readonly Episodes[]): tf.Tensor3D {
  const { inputSize, outputSize } = episodes[0];
  const parts = episodes.map((one) => one.inputs);
  return stack(parts, inputSize + outputSize);
}

function targets(episodes: readonly Episodes[]): tf.Tensor3D {
  const parts = episodes.map((one) => one.targets);
  return stack(parts, episodes[0].outputSize);
}
