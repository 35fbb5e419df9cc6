/** Ways to go on learning when tasks change: strategies, their runs, and the memory agent. */
export * from './strategies';
export * from './memory-agent';
export * from './agentShares';
