export * from './controller';
export * from './hiddenSize';
export * from './interfaceVector';
export * from './lstm';
export * from './lstmNetwork';
export * from './sizes';
export * from './unroll';
export * from './withoutReads';
export { parameterCount, type Weights, type WeightShapes } from './weights';
