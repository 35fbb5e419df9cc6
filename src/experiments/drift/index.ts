/** Runs over streams that drift: each row is answered and then learned. */
export * from './peers';
export * from './picture';
export * from './plan';
export * from './report';
export type { DriftRun } from './run';
export * from './scores';
export * from './store';
