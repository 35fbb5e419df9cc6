/** Continual learning: every strategy in every scenario, and what the stored runs say together. */
export * from './grid';
export * from './reference';
export * from './report';
export * from './reportAblation';
export type { RunLogEntry } from './runLog';
export * from './settings';
export * from './standings';
export * from './store';
export * from './summary';
export * from './tables';
export * from './types';
