export { ConfigError } from '../core/errors';
export * from './agent';
export { type MemoryConfig, memoryConfig, type MemoryOptions, memoryProfiles } from './memory';
