/** Continual learning on MNIST. */
export { type HeldDirections, type HeldSlots, type MnistMemory, readMnistMemory } from './memory';
export * from './plan';
export * from './store';
export * from './tables';
