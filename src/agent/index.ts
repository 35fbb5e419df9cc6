export * from './agent';
export * from './runStream';
