/** Starts of the memory agent: learned by MAML, by pre-training, drawn at random. */
export { agentForward } from './forward';
export {
  type AgentRowOptions,
  agentTaskRows,
  type AgentTaskRows,
  agentTasks,
  agentTasksRead,
} from './tasks';
export {
  AGENT,
  agentStartController,
  agentLearning,
  type AgentMethod,
  agentMethods,
  agentTestTasks,
  agentTrainingTasks,
  agentValidationTasks,
} from './settings';
export { agentMemories, type AgentMemory, type AgentTrial, chooseRate, tryAgent } from './trials';
export { type AgentRun, type AgentRunOptions, runAgent } from './runs';
export {
  AGENT_RESULTS,
  type AgentScore,
  agentScore,
  type AgentScoreOptions,
  agentStartFile,
  loadAgentStart,
  readAgentRuns,
  saveAgentStart,
  writeAgentRuns,
} from './store';
