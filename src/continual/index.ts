/**
 * Ways to go on learning when tasks change: strategies, their runs, the memory agent, and streams
 * whose rows are answered one by one.
 */
export * from './strategies';
export * from './memory-agent';
export * from './agentShares';
export * from './prequential';
