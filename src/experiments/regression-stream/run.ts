import type { ScoreMatrix } from '../../metrics';
import { regressionStream, rowAt, rowRange } from '../../tasks';
import { ContinualLearningAgent } from '../../agent/agent';
import { runStream } from '../../agent/runStream';
import type { OnProgress } from '../types';
import { streamConfig, type StreamKey, type StreamMethod } from './plan';
import { TutorialProgram } from './tutorialProgram';

/**
 * One run: scores on held-out rows, and, for the tutorial's program, on the rows it was trained on.
 * For joint training and a start alone every row of R is the same: they have no order.
 */
export interface StreamRun {
  readonly heldOut: ScoreMatrix;
  readonly trained: ScoreMatrix | null;
}

/** A finished run as it is stored. */
export type StoredRun = StreamKey & StreamRun;

/** How a run is made. `onUpdate` is awaited after each training step. */
export interface StreamRunOptions {
  readonly seed: number;
  /** Training steps a task of the agent (100). */
  readonly updatesPerTask?: number;
  /** Passes over each task's 50 rows of the tutorial's program (20). */
  readonly epochs?: number;
  readonly onUpdate?: (done: number, total: number, loss: number) => void | Promise<void>;
}

const TUTORIAL_ROWS = { trainRows: 50, testRows: 200 };
/** The tutorial scores this many of its training rows. */
const TUTORIAL_TEST_ROWS = 20;

/** Runs one method with one seed. The same seed gives the same scores. */
export async function streamRun(
  method: StreamMethod,
  options: StreamRunOptions,
): Promise<StreamRun> {
  return method === 'tutorial' ? tutorialRun(options) : agentRun(method, options);
}

/** Makes one run of the plan. */
export async function performStreamRun(key: StreamKey, onUpdate: OnProgress): Promise<StoredRun> {
  return { ...key, ...(await streamRun(key.method, { seed: key.seed, onUpdate })) };
}

async function agentRun(
  method: Exclude<StreamMethod, 'tutorial'>,
  { seed, updatesPerTask = 100, onUpdate }: StreamRunOptions,
): Promise<StreamRun> {
  const tasks = regressionStream({ seed });
  const total = tasks.length * updatesPerTask;
  const rows = tasks.map(({ train }) => train);
  const agent = new ContinualLearningAgent(streamConfig(method, seed));
  try {
    const together = method === 'joint' || method === 'full, joint';
    if (!together && method !== 'start alone')
      return {
        heldOut: await runStream(agent, tasks, {
          updatesPerTask,
          onUpdate: ({ update, loss }) => onUpdate?.(update, total, loss),
        }),
        trained: null,
      };
    for (let i = 1; together && i <= total; i++) {
      const loss = agent.observe(...rows);
      await onUpdate?.(i, total, loss);
    }
    const scores = tasks.map(({ test }) => agent.evaluate(test).error);
    return { heldOut: tasks.map(() => scores), trained: null };
  } finally {
    agent.dispose();
  }
}

async function tutorialRun({ seed, epochs = 20, onUpdate }: StreamRunOptions): Promise<StreamRun> {
  const tasks = regressionStream({ ...TUTORIAL_ROWS, seed });
  const total = tasks.length * epochs * TUTORIAL_ROWS.trainRows;
  const program = new TutorialProgram(seed);
  const heldOut: number[][] = [];
  const trained: number[][] = [];
  let done = 0;
  try {
    for (const [task, { train }] of tasks.entries()) {
      for (let i = 0; i < epochs * train.count; i++) {
        const { x, y } = rowAt(train, i % train.count);
        const loss = program.observe(x, y, task > 0);
        await onUpdate?.(++done, total, loss);
      }
      heldOut.push(tasks.map(({ test }) => program.evaluate(test)));
      trained.push(
        tasks.map((seen) => program.evaluate(rowRange(seen.train, 0, TUTORIAL_TEST_ROWS))),
      );
    }
    return { heldOut, trained };
  } finally {
    program.dispose();
  }
}
