export * from './agent';
export * from './runStream';
export * from './streamResults';
export * from './streamRuns';
export * from './tutorialProgram';
