export { ClassBalancedReplay } from './classBalanced';
export type {
  ClassBalancedOptions,
  ExperienceConfig,
  ExperienceOptions,
  StoreConfig,
  StoreOptions,
} from './config';
export { ExperienceReplay } from './experience';
export { MinTree } from './minTree';
export { ReservoirReplay } from './reservoir';
export { SumTree, type TreeStep } from './sumTree';
export type * from './types';
export { annealedBeta, strata, type WeightsOver } from './weights';
