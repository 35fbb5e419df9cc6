/** Continual learning on MNIST. */
export * from './plan';
export * from './store';
