import { z } from 'zod';
import { argumentError } from '../core/arguments';
import { describe, plural } from '../core/text';
import { functionField, parseNamed, parseValue } from '../core/validation';
import type { ScoreMatrix } from '../metrics';
import { checkTasks, type TaskData } from '../tasks';
import { ContinualLearningAgent } from './agent';

/** Where a run stands: `update` counts from 1 over all tasks. */
export interface StreamProgress {
  readonly task: number;
  readonly update: number;
  readonly loss: number;
}

/** How far a run came: finished rows of R, and training steps made over all tasks. */
export interface StreamPosition {
  readonly R: ScoreMatrix;
  readonly updates: number;
}

/** How a stream is run. */
export interface StreamOptions {
  /** Training steps for each task. */
  readonly updatesPerTask: number;
  /** Called after each training step and awaited: draw, yield, or throw to stop. */
  readonly onUpdate?: (progress: StreamProgress) => void | Promise<void>;
  /** Called with each finished row of R. */
  readonly onTask?: (task: number, row: readonly number[]) => void | Promise<void>;
  /**
   * A file for the agent and how far it came, from which `resumeStream` goes on; it is replaced
   * whole.
   */
  readonly saveTo?: string;
  /** Training steps from one saving to the next (25); at the end of a task it is saved as well. */
  readonly saveEvery?: number;
}

const streamSchema = z.strictObject({
  updatesPerTask: z.int().min(1),
  onUpdate: functionField<NonNullable<StreamOptions['onUpdate']>>().optional(),
  onTask: functionField<NonNullable<StreamOptions['onTask']>>().optional(),
  saveTo: z.string().optional(),
  saveEvery: z.int().min(1).default(25),
});

/**
 * Trains an agent on one task after another and scores it on the held-out rows of every task after
 * each.
 * @param from where an earlier run of this agent stood, if it is to go on
 * @returns R[i][j]: mean squared error on task j's held-out rows after training on tasks 0..i
 * @throws RangeError naming the argument or the option that is wrong
 */
export async function runStream(
  agent: ContinualLearningAgent,
  tasks: readonly TaskData[],
  options: StreamOptions,
  from: StreamPosition = { R: [], updates: 0 },
): Promise<ScoreMatrix> {
  if (!(agent instanceof ContinualLearningAgent))
    throw argumentError('agent', describe(agent), 'a ContinualLearningAgent');
  checkTasks('tasks', tasks, agent.config);
  const { updatesPerTask, saveEvery, saveTo, onUpdate, onTask } = parseNamed(streamSchema, options);
  const { R, updates: begun } = checkedPosition(from, tasks, updatesPerTask);
  let updates = begun;
  const save = (): void => {
    if (saveTo !== undefined)
      agent.save(saveTo, {
        R,
        updates,
        updatesPerTask,
        tasks: tasks.map(({ name }) => name),
      } satisfies SavedPosition);
  };
  for (let task = R.length; task < tasks.length; task++) {
    while (updates < (task + 1) * updatesPerTask) {
      const loss = agent.observe(tasks[task].train);
      updates++;
      if (updates % saveEvery === 0) save();
      await onUpdate?.({ task, update: updates, loss });
    }
    R.push(tasks.map(({ test }) => agent.evaluate(test).error));
    agent.endTask();
    save();
    await onTask?.(task, R[task]);
  }
  return R;
}

/**
 * Goes on with a run that was stopped, from the file that `saveTo` named: R is that of a run that
 * was never stopped, bit for bit.
 * @param tasks and options as before
 * @returns R, and the agent, which the caller disposes
 * @throws Error naming the file if it holds no such run; RangeError if tasks or updates differ from
 * before
 */
export async function resumeStream(
  file: string,
  tasks: readonly TaskData[],
  options: StreamOptions,
): Promise<{ readonly R: ScoreMatrix; readonly agent: ContinualLearningAgent }> {
  parseNamed(streamSchema, options);
  const { agent, note } = ContinualLearningAgent.load(file);
  try {
    checkTasks('tasks', tasks, agent.config);
    const position = checkPosition(file, note, tasks, options.updatesPerTask);
    const { saveTo = file } = options;
    return { R: await runStream(agent, tasks, { ...options, saveTo }, position), agent };
  } catch (error) {
    agent.dispose();
    throw error;
  }
}

/**
 * A copy of where a run stood.
 * @throws RangeError naming the part that no run of these tasks could have come to
 */
function checkedPosition(
  from: StreamPosition,
  tasks: readonly TaskData[],
  updatesPerTask: number,
): { readonly R: number[][]; readonly updates: number } {
  const { R, updates } = parseValue('from', positionSchema, from);
  if (R.length > tasks.length)
    throw argumentError('from.R', plural(R.length, 'row'), `at most ${tasks.length}, one a task`);
  const odd = R.findIndex((row) => row.length !== tasks.length);
  if (odd >= 0)
    throw argumentError(`from.R[${odd}]`, plural(R[odd].length, 'score'), `${tasks.length}`);
  const least = R.length * updatesPerTask;
  const most = Math.min(R.length + 1, tasks.length) * updatesPerTask;
  if (updates < least || updates > most)
    throw argumentError(
      'from.updates',
      updates,
      `${least} to ${most} with ${plural(R.length, 'row')} of R`,
    );
  return { R, updates };
}

/** What is written beside the agent. */
type SavedPosition = Readonly<z.infer<typeof savedSchema>>;

const positionSchema = z.object({
  R: z.array(z.array(z.number())),
  updates: z.int().min(0),
});

const savedSchema = positionSchema.extend({
  updatesPerTask: z.int().min(1),
  tasks: z.array(z.string()),
});

function checkPosition(
  file: string,
  note: unknown,
  tasks: readonly TaskData[],
  updatesPerTask: number,
): StreamPosition {
  const { data: saved } = savedSchema.safeParse(note);
  const names = tasks.map(({ name }) => name);
  if (!saved)
    throw new Error(
      `${file}: got an agent without a run, expected one that runStream saved (saveTo)`,
    );
  if (saved.updatesPerTask !== updatesPerTask)
    throw new RangeError(
      `updatesPerTask: got ${updatesPerTask}, expected ${saved.updatesPerTask}, with which the ` +
        `run in ${file} began`,
    );
  if (saved.tasks.join('\n') !== names.join('\n'))
    throw new RangeError(
      `tasks: got ${names.join(', ')}, expected ${saved.tasks.join(', ')}, with which the run ` +
        `in ${file} began`,
    );
  return { R: saved.R, updates: saved.updates };
}
