export { adapt, type AdaptOptions, adaptSteps, mamlLoss, shareAmong } from './maml';
export { squaredErrors } from './loss';
export { requireSecondDerivatives } from './mended';
export { MetaLearner } from './metaLearner';
export { type Activation, type Forward, network, type Network } from './network';
export { type MetaAlgorithm, metaAlgorithms, type MetaOptions, type MetaSettings } from './options';
export { lossWeights } from './objective';
export { sinusoidTasks, type SinusoidOptions, type TaskBatch } from './sinusoid';
export {
  readSinusoidRuns,
  SINUSOID_RESULTS,
  sinusoidErrors,
  writeSinusoidRuns,
} from './sinusoidResults';
export {
  runSinusoid,
  SINUSOID,
  type SinusoidExperiment,
  sinusoidExperiment,
  sinusoidExperiments,
  type SinusoidPoint,
  type SinusoidRun,
  type SinusoidRunOptions,
  type SinusoidTrial,
} from './sinusoidRuns';
export { agentForward } from './agentForward';
export {
  type AgentRowOptions,
  agentTaskRows,
  type AgentTaskRows,
  agentTasks,
  agentTasksRead,
} from './agentTasks';
export {
  AGENT,
  agentController,
  agentLearning,
  type AgentMethod,
  agentMethods,
  agentTestTasks,
  agentTrainingTasks,
  agentValidationTasks,
} from './agentSettings';
export {
  agentMemories,
  type AgentMemory,
  type AgentTrial,
  chooseRate,
  tryAgent,
} from './agentTrials';
export { type AgentRun, type AgentRunOptions, runAgent } from './agentRuns';
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
} from './agentResults';
export { type SupportRows, type TrialOptions } from './trial';
