import { z } from 'zod';
import { type AgentOptions, profiles } from '../config';
import { alignedLines } from '../core/textTable';
import { functionField, parseNamed } from '../core/validation';
import { type ContinualMetrics, continualMetrics, type ScoreMatrix } from '../metrics';
import { constantFloor, regressionStream, type TaskData } from '../tasks';
import { ready } from '../tf';
import { ContinualLearningAgent } from './agent';
import { runStream, type StreamProgress } from './runStream';

/** How the demo runs. */
export interface DemoOptions {
  /** The agent (`profiles.quick()`); its seed fixes the rows as well. */
  readonly agent?: AgentOptions;
  /** Training steps for each task (100). */
  readonly updatesPerTask?: number;
  /** The tasks, of the agent's sizes (the regression stream). */
  readonly tasks?: readonly TaskData[];
  /** Where each line goes (console.log). */
  readonly print?: (line: string) => void;
  /** Called after each training step and awaited. */
  readonly onUpdate?: (progress: StreamProgress) => void | Promise<void>;
}

/** Results of the demo, all on held-out rows. */
export interface DemoResult {
  /** R[i][j]: mean squared error on task j's held-out rows after training on tasks 0..i. */
  readonly R: ScoreMatrix;
  readonly metrics: ContinualMetrics;
  /** Error of the best constant answer to each task: an error above it says nothing about x. */
  readonly floors: readonly number[];
}

const demoSchema = z.strictObject({
  agent: z.custom<AgentOptions>(() => true).default(() => profiles.quick()),
  updatesPerTask: z.int().min(1).default(100),
  tasks: z.custom<readonly TaskData[]>(() => true).optional(),
  print: functionField<NonNullable<DemoOptions['print']>>().default(() => console.log),
  onUpdate: functionField<NonNullable<DemoOptions['onUpdate']>>().optional(),
});

/**
 * The tutorial's demo: the agent meets four regression tasks one after the other; what it knows of
 * each is printed after each, and a table at the end. The tutorial scores the rows it trains on;
 * here every figure is on rows that were held out.
 * @throws ConfigError naming the field; RangeError if the tasks are of other sizes than the agent
 * @example const { R } = await runContinualLearningDemo({ agent: profiles.full({ seed: 1 }) });
 */
export async function runContinualLearningDemo(options: DemoOptions = {}): Promise<DemoResult> {
  const parsed = parseNamed(demoSchema, options);
  const { agent: agentOptions, updatesPerTask, tasks, print, onUpdate } = parsed;
  await ready();
  const agent = new ContinualLearningAgent(agentOptions);
  const { seed, memoryMode, replay, meta, inputSize } = agent.config;
  const stream = tasks ?? regressionStream({ seed, size: inputSize });
  print(
    `agent of ${agent.parameterCount} parameters: memory ${memoryMode}, replay ` +
      `${replay.batchSize === 0 ? 'off' : replay.store}, start ${meta.start}`,
  );
  try {
    const R = await runStream(agent, stream, {
      updatesPerTask,
      onUpdate,
      onTask: (task, row) => {
        const soFar = row
          .slice(0, task + 1)
          .map(shown)
          .join('  ');
        const learned = `after task ${task + 1} (${stream[task].name})`;
        print(`${learned}: held-out error of the tasks so far ${soFar}`);
      },
    });
    const metrics = continualMetrics(R, { higherIsBetter: false });
    const floors = stream.map(({ test }) => constantFloor(test));
    finalTable(R, stream, floors).forEach((line) => print(line));
    const { averageScore, forgetting } = metrics;
    const forgotten = forgetting === null ? 'none to speak of: one task' : shown(forgetting);
    print(`mean ${shown(averageScore)}, forgetting ${forgotten}`);
    return { R, metrics, floors };
  } finally {
    agent.dispose();
  }
}

/**
 * A line for each task: its held-out error when it was learned, at the end, and that of the best
 * constant.
 */
function finalTable(
  R: ScoreMatrix,
  tasks: readonly TaskData[],
  floors: readonly number[],
): string[] {
  const end = R[R.length - 1];
  const lines = tasks.map(({ name }, k) => {
    const errors = [R[k][k], end[k], floors[k]];
    return [`${k + 1} ${name}`, ...errors.map(shown)];
  });
  return alignedLines([['task', 'when learned', 'at the end', 'best constant'], ...lines]);
}

const shown = (error: number): string => error.toPrecision(2);
