import { z } from 'zod';
import { agentConfig, type AgentConfig } from '../config';
import type { SequenceNetwork } from '../controller';
import { MetaLearner } from '../meta';
import { agentForward } from './forward';
import { type AgentTaskRows, agentTaskRows, agentTasks } from './metaTasks';
import { createRandom, type Random } from '../core/random';
import { functionField, parseNamed } from '../core/validation';
import {
  type FamilyTask,
  familyTask,
  regressionRows,
  type RegressionTask,
  streamFamilyTasks,
} from '../tasks';
import { tf } from '../tf';
import { agentNetwork } from './network';
import { type AgentStart, checkStart } from './starts';

const PLAN = {
  metaSteps: 4000,
  /** Bound on a meta-gradient's length. */
  clipNorm: 10,
  /** The share of all steps after which the step size falls, and the share of it that stays. */
  lateFrom: 0.7,
  lateShare: 0.25,
  /** Episodes of each task to be judged on, beside the one to adapt from. */
  queryEpisodes: 4,
};
/** Rows on which tasks are compared; below this mean squared difference two count as the same. */
const ALIKE = { rows: 32, size: 8, difference: 0.01 };

/** Where the learning of a start stands. */
export interface StartProgress {
  readonly step: number;
  readonly metaSteps: number;
  readonly loss: number;
}

/** How long a start is learned. */
export interface LearnStartOptions {
  /** Meta-steps (4000). */
  readonly metaSteps?: number;
  /** Called after each and awaited. */
  readonly onStep?: (progress: StartProgress) => void | Promise<void>;
}

const learnStartSchema = z.strictObject({
  metaSteps: z.int().min(1).default(PLAN.metaSteps),
  onStep: functionField<NonNullable<LearnStartOptions['onStep']>>().optional(),
});

/**
 * Learns a start for an agent of some sizes: 'maml' (Finn et al. 2017) with the `meta` part of the
 * config, 'pretrained' on the same rows without adaptation. An episode has `episodeLength` rows and
 * a fresh memory. Tasks are drawn from the family of the regression stream; one whose answers come
 * close to those of a task of the stream (mean squared difference below 0.01) is drawn again, so
 * that the stream's four are not among them.
 * @returns the weights; the caller disposes them. The same config gives the same weights on the
 * same machine
 * @throws RangeError naming the argument that is wrong
 */
export async function learnStart(
  start: AgentStart,
  config: AgentConfig,
  options: LearnStartOptions = {},
): Promise<Record<string, tf.Tensor>> {
  checkStart(start);
  const { metaSteps, onStep } = parseNamed(learnStartSchema, options);
  const { meta, seed, episodeLength, outputSize: size } = agentConfig(config);
  const random = createRandom(seed).fork('agent/start');
  const network: SequenceNetwork<unknown> = agentNetwork(config);
  const parameters = network.initialWeights(random.fork('weights'));
  const { innerSteps, innerLearningRate: innerRate } = meta;
  const learner = new MetaLearner({
    ...(start === 'maml'
      ? { algorithm: 'maml', innerSteps, innerRate }
      : { algorithm: 'pretrain' }),
    forward: agentForward(network, episodeLength),
    parameters,
    metaRate: meta.outerLearningRate,
    clipNorm: PLAN.clipNorm,
  });
  tf.dispose(parameters);
  const draw = random.fork('tasks');
  const streamAnswers = streamFamilyTasks.map(answersOf);
  const sizes = { rows: episodeLength, queryEpisodes: PLAN.queryEpisodes, size };
  const drawTask = (): AgentTaskRows => agentTaskRows(otherTask(draw, streamAnswers), draw, sizes);
  try {
    for (let step = 1; step <= metaSteps; step++) {
      if (step > PLAN.lateFrom * metaSteps)
        learner.metaRate = PLAN.lateShare * meta.outerLearningRate;
      const tasks = agentTasks(Array.from({ length: meta.tasksPerStep }, drawTask));
      const loss = learner.update(tasks);
      tf.dispose(tasks as never);
      await onStep?.({ step, metaSteps, loss });
    }
    return learner.parameters();
  } finally {
    learner.dispose();
  }
}

/**
 * A task of the family that is none of the stream's.
 * @param stream answers of those (see `answersOf`)
 */
export function otherTask(
  random: Random,
  stream: readonly Float32Array[] = streamFamilyTasks.map(answersOf),
): FamilyTask {
  for (;;) {
    const task = familyTask(random);
    const own = answersOf(task);
    if (stream.every((other) => meanSquare(own, other) >= ALIKE.difference)) return task;
  }
}

const meanSquare = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, y, i) => sum + (y - b[i]) ** 2, 0) / a.length;

/** What a task answers to rows that are always the same. */
function answersOf(task: RegressionTask): Float32Array {
  const random = createRandom(0).fork('agent/tell apart');
  return regressionRows(task, ALIKE.rows, ALIKE.size, random).y;
}
