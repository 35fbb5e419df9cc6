import { packagePath } from '../../core/paths';
import { type RunStore, runStore } from '../store';
import type { AgentKey } from './plan';
import type { AgentRun } from './run';
import type { AgentTrial } from './trials';

/** Where the project keeps the comparison of agents' starts. */
export const AGENT_RESULTS = packagePath('data/meta-agent.parquet');

type CurvePoint = AgentRun['curve'][number];

/**
 * A row is a point of a training curve (step is a meta-step), or the error on one task (step is the
 * number of inner steps).
 */
type Row = AgentKey &
  Pick<AgentRun, 'rate'> &
  (({ readonly kind: 'curve' } & CurvePoint) | TrialRow);
type TrialRow = { readonly kind: 'trial'; readonly step: number } & Omit<AgentTrial, 'steps'>;

/** Runs of the comparison of starts, in a file. */
export function agentStore(file = AGENT_RESULTS): RunStore<AgentRun, AgentKey> {
  return runStore({
    file,
    columns: {
      method: 'text',
      seed: 'integer',
      rate: 'real',
      kind: 'text',
      step: 'integer',
      loss: 'real',
      memory: 'text',
      task: 'integer',
      mse: 'real',
      first: 'real',
      variance: 'real',
    },
    identity: ['method', 'seed'],
    toRows: ({ method, seed, rate, curve, trials }: AgentRun): Row[] => [
      ...curve.map((point) => ({ method, seed, rate, kind: 'curve' as const, ...point })),
      ...trials.map(({ steps: step, ...trial }) => ({
        method,
        seed,
        rate,
        kind: 'trial' as const,
        step,
        ...trial,
      })),
    ],
    fromRows: (rows: readonly [Row, ...Row[]]) => {
      const [{ method, seed, rate }] = rows;
      const curve: CurvePoint[] = [];
      const trials: AgentTrial[] = [];
      for (const row of rows) {
        if (row.kind === 'curve') curve.push({ step: row.step, loss: row.loss });
        else trials.push(trialOf(row));
      }
      return { method, seed, rate, curve, trials };
    },
  });
}

function trialOf({ task, memory, step, mse, first, variance }: TrialRow): AgentTrial {
  return { task, memory, steps: step, mse, first, variance };
}

/** Stored runs; none if there is no file. */
export function readAgentRuns(file = AGENT_RESULTS): AgentRun[] {
  return agentStore(file).read();
}
