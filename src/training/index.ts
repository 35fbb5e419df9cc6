export * from './experiments';
export * from './models';
export * from './taskCurves';
export * from './taskResults';
export * from './taskRun';
export * from './taskTraining';
