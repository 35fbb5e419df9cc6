/** Characters that arrive one after the other, each shown a few times, once: who can name them? */
export * from './inputs';
export * from './learners';
export * from './picture';
export * from './plan';
export * from './report';
export { characterRows, type CharacterRun } from './run';
export * from './runStream';
export * from './scores';
export * from './store';
export * from './stream';
export * from './table';
