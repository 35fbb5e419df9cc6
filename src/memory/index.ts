export * from './attention';
export * from './bank';
export * from './dnc';
export * from './kinds';
