import type { MemoryController, Weights } from '../../controller';
import { createRandom, type Random } from '../../core/random';
import { tf } from '../../tf';
import { agentForward } from '../../agent/forward';
import type { OnProgress } from '../types';
import { agentStartFile, saveAgentStart } from './starts';
import {
  AGENT,
  agentStartController,
  type AgentKey,
  agentLearning,
  type AgentMethod,
  agentTestTasks,
  agentTrainingTasks,
  agentValidationTasks,
} from './plan';
import { type AgentTrial, chooseRate, tryAgent } from './trials';
import { MetaLearner } from '../../meta/metaLearner';

/** One start found with one seed, and what became of it on the test tasks. */
export interface AgentRun extends AgentKey {
  /**
   * Size of the inner steps of the trials: of `AGENT.rates` the one with the smallest error on the
   * validation tasks after all steps.
   */
  readonly rate: number;
  /**
   * Mean loss of the meta-steps since the point before: MAML's after adaptation, the others'
   * without. None for 'random'.
   */
  readonly curve: readonly { readonly step: number; readonly loss: number }[];
  readonly trials: readonly AgentTrial[];
}

/**
 * How a run is made: `onStep` is awaited after every meta-step; `onStart` gets the start and its
 * rate, to be stored.
 */
export interface AgentRunOptions {
  readonly metaSteps?: number;
  readonly onStep?: OnProgress;
  readonly onStart?: (start: Weights, rate: number) => void;
}

/**
 * Finds a start and tries it on the test tasks, the same for all. The same seed gives the same run
 * on the same machine.
 */
export async function runAgent(
  method: AgentMethod,
  seed: number,
  { metaSteps = AGENT.metaSteps, onStep, onStart }: AgentRunOptions = {},
): Promise<AgentRun> {
  const controller = agentStartController();
  const random = createRandom(seed);
  const weights = controller.initialWeights(random.fork('weights'));
  const learned =
    method === 'random'
      ? { start: weights, curve: [] }
      : await learnStart(
          controller,
          method,
          weights,
          random.fork('agent/training tasks'),
          metaSteps,
          onStep,
        );
  try {
    const rate = chooseRate(controller, learned.start, agentValidationTasks());
    onStart?.(learned.start, rate);
    return {
      method,
      seed,
      rate,
      curve: learned.curve,
      trials: tryAgent(controller, learned.start, agentTestTasks(), rate),
    };
  } finally {
    tf.dispose([weights, learned.start] as never);
  }
}

async function learnStart(
  controller: MemoryController,
  method: Exclude<AgentMethod, 'random'>,
  weights: Weights,
  random: Random,
  metaSteps: number,
  onStep: OnProgress | undefined,
): Promise<{ start: Weights; curve: AgentRun['curve'] }> {
  const learner = new MetaLearner({
    ...agentLearning(method),
    forward: agentForward(controller, method === 'in context' ? 2 * AGENT.rows : AGENT.rows),
    parameters: weights,
  });
  try {
    const curve: { step: number; loss: number }[] = [];
    let loss = 0;
    for (let step = 1; step <= metaSteps; step++) {
      if (step > AGENT.lateFrom * metaSteps) learner.metaRate = AGENT.lateRate;
      const tasks = agentTrainingTasks(random, method);
      const own = learner.update(tasks);
      loss += own;
      tf.dispose(tasks as never);
      await onStep?.(step, metaSteps, own);
      if (step % AGENT.every !== 0) continue;
      curve.push({ step, loss: loss / AGENT.every });
      loss = 0;
    }
    return { start: learner.parameters(), curve };
  } finally {
    learner.dispose();
  }
}

/** Makes one run of the plan. The learned starts of seed 0 are stored for the notebook. */
export function performAgentRun({ method, seed }: AgentKey, onStep: OnProgress): Promise<AgentRun> {
  const isShipped = seed === 0 && (method === 'MAML' || method === 'pre-training');
  return runAgent(method, seed, {
    onStep,
    onStart: isShipped
      ? (start, rate) => saveAgentStart(agentStartFile(method), start, rate)
      : undefined,
  });
}
