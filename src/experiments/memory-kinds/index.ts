export * from './plan';
export * from './run';
export * from './store';
export * from './table';
export * from './report';
