export * from './plan';
export * from './models';
export * from './curves';
export * from './options';
export * from './store';
export * from './run';
export * from './training';
