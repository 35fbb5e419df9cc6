export * from './experiments';
export * from './models';
export * from './taskCurves';
export * from './taskOptions';
export * from './taskResults';
export * from './taskRun';
export * from './taskTraining';
