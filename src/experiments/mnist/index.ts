/** Continual learning on MNIST. */
export { type HeldDirections, type HeldSlots, type MnistMemory, readMnistMemory } from './memory';
export * from './plan';
export { type MnistReference, type PublishedFigure, readMnistReference } from './reference';
export * from './report';
export * from './store';
export * from './tables';
