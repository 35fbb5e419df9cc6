import path from 'node:path';
import { agentMethods, type AgentRun, agentScore, readAgentRuns, writeAgentRuns } from '.';
import { makeRuns } from '../processPool';

/**
 * Finds every start of the memory agent with every seed and tries it, several at once, each in a
 * process of its own. A run that fails is reported and the rest goes on.
 */
export async function metaAgentResults({
  seeds,
  jobs,
}: {
  readonly seeds: number;
  readonly jobs: number;
}): Promise<number> {
  const { failed } = await makeRuns<Pick<AgentRun, 'method' | 'seed'>, AgentRun>(
    {
      wanted: Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
        agentMethods.map((method) => ({ method, seed })),
      ),
      stored: readAgentRuns(),
      name: ({ method, seed }) => `${method}, seed ${seed}`,
      script: path.join(__dirname, 'child.ts'),
      words: ({ method, seed }) => [method, String(seed)],
      keep: (all) => writeAgentRuns(all),
      say: (run) =>
        `rate ${run.rate}; error after 0, 1, ... inner steps ` +
        `${[0, 1, 2, 3, 4, 5].map((steps) => agentScore([run], { method: run.method, steps }).mse.toFixed(4)).join(' ')}`,
    },
    jobs,
  );
  return failed > 0 ? 1 : 0;
}
