export { adapt, type AdaptOptions, adaptSteps, mamlLoss, shareAmong } from './maml';
export { squaredErrors } from './loss';
export { type Activation, type Forward, network, type Network } from './network';
export { sinusoidTasks, type SinusoidOptions, type TaskBatch } from './sinusoid';
