export * from './envelope';
export * from './model';
export * from './replay';
export { floatsOnly } from './safetensors';
export * from './tensors';
export * from './training';
export type { StoredTensor, StoredTensors } from '../core/stored';
