/** Experiments with replay on the digits and on a walk with one reward: what notebook 04 runs. */
export * from './byKind';
export * from './cliffwalk';
export * from './compareDraws';
export * from './digits';
export * from './drawCycles';
export * from './forgetting';
export * from './gains';
export * from './keptShares';
export * from './learner';
export * from './plan';
export * from './priorities';
export { rowStream } from './rowStream';
export * from './store';
