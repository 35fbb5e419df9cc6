import { joinRows, type ContinualScenario } from '../tasks/continual';
import { MemoryAgent } from './memory-agent';
import { runStrategy, type StrategyRunOptions } from './strategies';

/** The share of held-out rows right, 0 to 1, by the memory alone, the controller alone and both. */
export type AgentShares = ReturnType<MemoryAgent['shares']>;

/**
 * What a memory agent has right of the held-out rows of all tasks together, after it has learned
 * them all.
 * @throws RangeError naming the option that is wrong
 * @example await agentShares({ scenario, seed: 0, budget: 50 });
 */
export async function agentShares(
  options: Omit<StrategyRunOptions, 'strategy' | 'make' | 'inspect'> & {
    readonly scenario: ContinualScenario;
  },
): Promise<AgentShares> {
  let shares: AgentShares | undefined;
  await runStrategy({
    ...options,
    strategy: 'memory-agent',
    inspect(agent, task) {
      const { tasks } = options.scenario;
      if (task < tasks.length - 1) return;
      shares = (agent as MemoryAgent).shares(joinRows(tasks.map(({ test }) => test)));
    },
  });
  return shares as AgentShares;
}
