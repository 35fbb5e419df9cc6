/**
 * The one door to TensorFlow.js. Import `tf` from here and never from a package: this folder
 * chooses the backend, keeps Node 23 and newer working, and replaces gradients that TensorFlow.js
 * gets wrong without saying so (see gradients.ts).
 */
export { asLiveTensor, checkNamedTensors, checkTensor, namedTensorsField } from './checks';
export { withGradientRule, type GradientRule } from './gradientRule';
export type { Backend } from './load';
export { mapNamed, withGradient } from './named';
export { namedGradients } from './namedGradients';
export { randomNormal, randomUniform } from './random';
export { slices, stack, unstack } from './slices';
export { stopGradient, untaped } from './stop-gradient';
export { backend, ready, tf } from './tensorflow';
