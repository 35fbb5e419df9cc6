import { MemoryController } from '../../controller';
import { createRandom, type Random } from '../../core/random';
import { type FamilyTask, familyTasks, streamFamilyTasks } from '../../tasks';
import { agentTaskRows, agentTasks } from '../../agent/metaTasks';
import type { MetaOptions } from '../../meta/options';
import type { TaskBatch } from '../../tasks';

/**
 * How an agent's start is found. MAML and pre-training see the same training tasks and rows, 25
 * rows of each task. 'in context' is pre-trained too, on episodes of 2 K rows (30 rows of each
 * task): it learns to make use of K rows that it has read. 'random' is not trained.
 */
export const agentMethods = ['MAML', 'pre-training', 'in context', 'random'] as const;
/** One of `agentMethods`. */
export type AgentMethod = (typeof agentMethods)[number];

/** What tells a run from every other. */
export interface AgentKey {
  readonly method: AgentMethod;
  readonly seed: number;
}

/** Every way to find a start with every seed. */
export function agentKeys(seeds: number): AgentKey[] {
  return Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
    agentMethods.map((method) => ({ method, seed })),
  );
}

/**
 * What all runs share: x and y of 4 numbers in place of the stream's 64, and an agent to match, so
 * that a run takes minutes. Step sizes and inner steps were chosen with seed 0 on tasks of other
 * draws than those tested on.
 */
export const AGENT = {
  size: 4,
  rows: 5,
  tasks: 16,
  queryEpisodes: 4,
  metaSteps: 1500,
  every: 50,
  metaRate: 0.005,
  lateFrom: 0.7,
  lateRate: 0.00125,
  clipNorm: 10,
  innerSteps: 1,
  innerRate: 0.5,
  rates: [0.1, 0.2, 0.5, 1, 2],
  trialSteps: 5,
  validationTasks: 60,
  testTasks: 100,
  trialEpisodes: 10,
} as const;

/**
 * The agent: a differentiable neural computer of about 9,000 numbers with everything on. It sees
 * x_t and y_{t-1}.
 */
export const agentStartController = (): MemoryController =>
  new MemoryController({
    inputSize: 2 * AGENT.size,
    outputSize: AGENT.size,
    hiddenSize: 32,
    memory: { memorySize: 8, memoryDim: 8, numReadHeads: 2 },
  });

/**
 * Validation and test tasks, the same for all seeds; neither is trained on. The stream's four come
 * after the test tasks.
 */
export const agentTestTasks = (): FamilyTask[] => [
  ...familyTasks(createRandom(0).fork('agent/test tasks'), AGENT.testTasks),
  ...streamFamilyTasks,
];
/** Tasks on which the settings of a method are chosen: the same for every run. */
export const agentValidationTasks = (): FamilyTask[] =>
  familyTasks(createRandom(0).fork('agent/validation tasks'), AGENT.validationTasks);

/** How a `MetaLearner` over `agentForward` is set up for a method. */
export const agentLearning = (
  method: Exclude<AgentMethod, 'random'>,
): Omit<MetaOptions, 'forward' | 'parameters'> => ({
  algorithm: method === 'MAML' ? 'maml' : 'pretrain',
  metaRate: AGENT.metaRate,
  clipNorm: AGENT.clipNorm,
  ...(method === 'MAML' && { innerSteps: AGENT.innerSteps, innerRate: AGENT.innerRate }),
});

/**
 * Fresh tasks of the family for one meta-step; the caller disposes them. For 'in context' in
 * episodes twice as long.
 */
export function agentTrainingTasks(
  random: Random,
  method: Exclude<AgentMethod, 'random'> = 'MAML',
): TaskBatch {
  const form =
    method === 'in context'
      ? { rows: 2 * AGENT.rows, queryEpisodes: AGENT.queryEpisodes / 2 }
      : { rows: AGENT.rows, queryEpisodes: AGENT.queryEpisodes };
  return agentTasks(
    familyTasks(random, AGENT.tasks).map((task) =>
      agentTaskRows(task, random, { ...form, size: AGENT.size }),
    ),
  );
}
