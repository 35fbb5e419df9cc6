export * from './attend';
export * from './attentionMemory';
export * from './state';
