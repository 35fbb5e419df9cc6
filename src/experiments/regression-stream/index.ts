/** The regression stream: the tutorial's program beside the agent and its ablations. */
export * from './runs';
export * from './store';
export * from './tutorialProgram';
