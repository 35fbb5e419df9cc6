import { existsSync } from 'node:fs';
import path from 'node:path';
import pl from 'nodejs-polars';
import { loadModel, saveModel, toArrays, toTensors } from '../../checkpoint';
import type { Weights } from '../../controller';
import { seedStats } from '../../metrics';
import type { tf } from '../../tf';
import type { AgentRun } from './runs';
import { AGENT, agentStartController, type AgentMethod } from './settings';
import type { AgentMemory, AgentTrial } from './trials';
import { packagePath } from '../../core/paths';
import { writeThenRename } from '../../core/files';
import { mean } from '../../core/numbers';

const DATA = packagePath('data');
/** Where the project keeps the comparison of agents' starts. */
export const AGENT_RESULTS = path.join(DATA, 'meta-agent.parquet');
/** Where it keeps starts that were learned with seed 0. */
export const agentStartFile = (method: 'MAML' | 'pre-training'): string =>
  path.join(DATA, `meta-agent-${method.toLowerCase()}.safetensors`);

/**
 * A row is a point of a training curve (`kind` 'curve': step is a meta-step, loss), or the error on
 * one task (`kind` 'trial': step is the number of inner steps, memory, task, mse, first, variance).
 */
interface Row {
  readonly method: AgentMethod;
  readonly seed: number;
  readonly rate: number;
  readonly kind: 'curve' | 'trial';
  readonly step: number;
  readonly loss: number | null;
  readonly memory: AgentMemory | null;
  readonly task: number | null;
  readonly mse: number | null;
  readonly first: number | null;
  readonly variance: number | null;
}

/** Stored runs; none if there is no file. */
export function readAgentRuns(file = AGENT_RESULTS): AgentRun[] {
  const rows = existsSync(file) ? (pl.readParquet(file).toRecords() as unknown as Row[]) : [];
  const runs = new Map<string, Row[]>();
  for (const row of rows) {
    const own = runs.get(`${row.method}/${row.seed}`);
    if (own) own.push(row);
    else runs.set(`${row.method}/${row.seed}`, [row]);
  }
  return [...runs.values()].map((own) => {
    const [{ method, seed, rate }] = own as [Row];
    return {
      method,
      seed: Number(seed),
      rate,
      curve: own
        .filter(({ kind }) => kind === 'curve')
        .map(({ step, loss }) => ({ step: Number(step), loss: loss as number })),
      trials: own
        .filter(({ kind }) => kind === 'trial')
        .map(({ task, memory, step, mse, first, variance }): AgentTrial => ({
          task: Number(task),
          memory: memory as AgentMemory,
          steps: Number(step),
          mse,
          first,
          variance: variance as number,
        })),
    };
  });
}

/** Writes runs. */
export function writeAgentRuns(runs: readonly AgentRun[], file = AGENT_RESULTS): void {
  const none = { loss: null, memory: null, task: null, mse: null, first: null, variance: null };
  const rows = runs.flatMap(({ method, seed, rate, curve, trials }): Row[] => [
    ...curve.map((point): Row => ({ method, seed, rate, kind: 'curve', ...none, ...point })),
    ...trials.map(({ steps, ...trial }): Row => ({
      method,
      seed,
      rate,
      kind: 'trial',
      step: steps,
      ...none,
      ...trial,
    })),
  ]);
  const { Utf8, Int32, Float64 } = pl;
  const schema = {
    method: Utf8,
    seed: Int32,
    rate: Float64,
    kind: Utf8,
    step: Int32,
    loss: Float64,
    memory: Utf8,
    task: Int32,
    mse: Float64,
    first: Float64,
    variance: Float64,
  };
  const table = pl.DataFrame(rows as unknown as Record<string, unknown>[], { schema });
  writeThenRename(file, (temporary) => table.writeParquet(temporary, { compression: 'zstd' }));
}

/** Which trials a score is taken over. */
export interface AgentScoreOptions {
  readonly method: AgentMethod;
  /** Inner steps made. */
  readonly steps: number;
  /** How query episodes begin ('fresh'). */
  readonly memory?: AgentMemory;
  /**
   * 'held-out': the tasks drawn from the family (the default); or one of the stream's four, 0 to 3.
   */
  readonly tasks?: 'held-out' | number;
  /** Which rows: 'all' of an episode (the default), its 'first' alone. */
  readonly rows?: 'all' | 'first';
}

/**
 * Mean squared error on query rows, over all seeds and tasks, with 95 % intervals (Student's t).
 */
export interface AgentScore {
  readonly mse: number;
  /** Half the interval over seeds; null for one seed. */
  readonly overSeeds: number | null;
  /** Half the interval over tasks, each the mean over seeds; null for one task. */
  readonly overTasks: number | null;
  /**
   * 1 - error / variance, of the means over seeds and tasks: 0 is the best constant answer to each
   * task, known beforehand.
   */
  readonly explained: number;
  readonly bySeed: readonly number[];
}

/**
 * What stored runs say together.
 * @throws RangeError if there are none, or an error is not finite
 * @example agentScore(readAgentRuns(), { method: 'MAML', steps: 1 }).mse
 */
export function agentScore(
  runs: readonly AgentRun[],
  { method, steps, memory = 'fresh', tasks = 'held-out', rows = 'all' }: AgentScoreOptions,
): AgentScore {
  const wanted = (task: number): boolean =>
    tasks === 'held-out' ? task < AGENT.testTasks : task === AGENT.testTasks + tasks;
  const seeds = runs
    .filter((run) => run.method === method)
    .map(({ trials }) =>
      trials
        .filter((trial) => trial.memory === memory && trial.steps === steps && wanted(trial.task))
        .sort((a, b) => a.task - b.task),
    );
  const errors = seeds.map((trials) =>
    trials.map((trial) => (rows === 'all' ? trial.mse : trial.first) ?? NaN),
  );
  const found = seedStats(errors.map(mean));
  const byTask = errors[0].map((_, task) => mean(errors.map((own) => own[task])));
  return {
    mse: found.mean,
    overSeeds: found.ci95HalfWidth,
    overTasks: seedStats(byTask).ci95HalfWidth,
    explained: 1 - found.mean / mean(seeds[0].map(({ variance }) => variance)),
    bySeed: errors.map(mean),
  };
}

/** Stores a start with its controller's config and inner rate, whole or not at all. */
export function saveAgentStart(file: string, start: Weights, rate: number): void {
  saveModel(file, {
    config: agentStartController().config,
    weights: toArrays(start),
    metadata: { rate },
  });
}

/**
 * A start that was learned with seed 0, and the inner rate that goes with it. The caller disposes
 * the weights.
 * @throws Error if the file is missing or was changed
 */
export function loadAgentStart(
  method: 'MAML' | 'pre-training',
  file = agentStartFile(method),
): { readonly start: Record<string, tf.Tensor>; readonly rate: number } {
  const controller = agentStartController();
  const { weights, metadata } = loadModel(file, {
    config: controller.config,
    shapes: controller.shapes(),
  });
  return { start: toTensors(weights), rate: (metadata as { rate: number }).rate };
}
