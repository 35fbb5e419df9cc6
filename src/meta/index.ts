export { adaptedCurves, type CurveRows } from './adaptedCurves';
export { adapt, type AdaptOptions, adaptSteps, mamlLoss, shareAmong } from './maml';
export {
  adamUpdate,
  gradientUpdate,
  type InnerAdamOptions,
  type InnerMove,
  type InnerUpdate,
  type MomentumOptions,
  momentumUpdate,
} from './innerUpdates';
export {
  crossEntropies,
  squaredErrors,
  type TaskLoss,
  type TaskLossName,
  taskLossNames,
} from './loss';
export { requireSecondDerivatives } from './secondDerivatives';
export {
  convolutionalClassifier,
  convolutionalEmbedding,
  type ConvolutionalEmbedding,
  type ConvolutionalOptions,
} from './convolutional';
export { MetaLearner } from './metaLearner';
export { type Activation, type Forward, network, type Network } from './network';
export { type MetaAlgorithm, metaAlgorithms, type MetaOptions, type MetaSettings } from './options';
export { lossWeights } from './objective';
export { taskErrors, taskGradients } from './taskErrors';
export { type MatchingOptions, MatchingNetwork, matchingScores } from './matching';
export { type EpisodeScores, MetricLearner, type MetricOptions } from './metricLearner';
export { prototypeScores, PrototypicalNetwork } from './prototypes';
export type { SupportRows } from './taskTensors';
export type { TrialOptions } from './trial';
