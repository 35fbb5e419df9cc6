export * from './attention';
export * from './bank';
export * from './dnc';
export * from './fast-weights';
export * from './kinds';
export * from './sparse';
export * from './test-time';
