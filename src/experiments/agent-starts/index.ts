/** Starts of the memory agent: learned by MAML, by pre-training, drawn at random. */
export { agentForward } from '../../agent/forward';
export * from '../../agent/metaTasks';
export * from './oneTask';
export * from './plan';
export { type AgentRun, type AgentRunOptions, runAgent } from './run';
export * from './score';
export * from './starts';
export * from './store';
export * from './trials';
