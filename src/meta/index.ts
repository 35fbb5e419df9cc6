export { adaptedCurves, type CurveRows } from './adaptedCurves';
export { adapt, type AdaptOptions, adaptSteps, mamlLoss, shareAmong } from './maml';
export { squaredErrors } from './loss';
export { requireSecondDerivatives } from './secondDerivatives';
export {
  convolutionalEmbedding,
  type ConvolutionalEmbedding,
  type ConvolutionalOptions,
} from './convolutional';
export { MetaLearner } from './metaLearner';
export { type Activation, type Forward, network, type Network } from './network';
export { type MetaAlgorithm, metaAlgorithms, type MetaOptions, type MetaSettings } from './options';
export { lossWeights } from './objective';
export { taskErrors, taskGradients } from './taskErrors';
export { prototypeScores, PrototypicalNetwork, type PrototypicalOptions } from './prototypes';
export type { SupportRows } from './taskTensors';
export type { TrialOptions } from './trial';
