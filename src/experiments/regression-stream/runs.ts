import { type AgentConfig, profiles } from '../../config';
import type { ScoreMatrix } from '../../metrics';
import { regressionStream, rowAt, rowRange } from '../../tasks';
import { ContinualLearningAgent } from '../../agent/agent';
import { runStream } from '../../agent/runStream';
import { TutorialProgram } from './tutorialProgram';

/**
 * The ways to meet the regression stream that are compared: the tutorial's program; the quick
 * agent, with random first weights, with replay from a reservoir, without, on all tasks at once,
 * and an LSTM in place of its memory; the full agent (replay by priority, a start learned by MAML),
 * and each of its parts taken away or exchanged; its start alone, before any training.
 */
export const streamMethods = [
  'tutorial',
  'no replay',
  'replay',
  'joint',
  'replay, no memory',
  'full',
  'full, no memory',
  'full, no replay',
  'full, no priorities',
  'full, random start',
  'full, pretrained start',
  'full, lifelong memory',
  'full, joint',
  'start alone',
] as const;
export type StreamMethod = (typeof streamMethods)[number];

/** The full agent with one part taken away, by the name of the part. */
export const ablations = {
  memory: 'full, no memory',
  replay: 'full, no replay',
  priorities: 'full, no priorities',
  'meta-learning': 'full, random start',
} as const satisfies Readonly<Record<string, StreamMethod>>;

/** The config behind a method. */
export function streamConfig(method: Exclude<StreamMethod, 'tutorial'>, seed: number): AgentConfig {
  const { quick, full } = profiles;
  const configs: Readonly<Record<Exclude<StreamMethod, 'tutorial'>, () => AgentConfig>> = {
    'no replay': () => quick({ seed, replay: { batchSize: 0 } }),
    replay: () => quick({ seed }),
    joint: () => quick({ seed, replay: { batchSize: 0 } }),
    'replay, no memory': () => quick({ seed, memoryMode: 'none' }),
    full: () => full({ seed }),
    'full, no memory': () => full({ seed, memoryMode: 'none' }),
    'full, no replay': () => full({ seed, replay: { store: 'off' } }),
    'full, no priorities': () => full({ seed, replay: { store: 'reservoir' } }),
    'full, random start': () => full({ seed, meta: { start: 'random' } }),
    'full, pretrained start': () => full({ seed, meta: { start: 'pretrained' } }),
    'full, lifelong memory': () => full({ seed, memoryMode: 'lifelong' }),
    'full, joint': () => full({ seed, replay: { store: 'off' } }),
    'start alone': () => full({ seed }),
  };
  return configs[method]();
}

/**
 * One run: scores on held-out rows, and, for the tutorial's program, on the rows it was trained on.
 * For joint training and a start alone every row of R is the same: they have no order.
 */
export interface StreamRun {
  readonly heldOut: ScoreMatrix;
  readonly trained: ScoreMatrix | null;
}

/** What a run may be told. `onUpdate` is awaited after each training step. */
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
