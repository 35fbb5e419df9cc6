export * from './sparseMemory';
export * from './state';
