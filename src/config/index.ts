export { ConfigError } from '../core/errors';
export * from './agent';
export {
  dncProfiles,
  type MemoryConfig,
  memoryConfig,
  memoryConfigOfKind,
  type MemoryKind,
  memoryKinds,
  type MemoryOptions,
  memoryProfiles,
} from './memory';
