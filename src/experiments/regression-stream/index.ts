/** The regression stream: the tutorial's program beside the agent and its ablations. */
export * from './plan';
export * from './run';
export * from './store';
export * from './storedScores';
export * from './tutorialProgram';
export * from './watchedRun';
