export {
  DRAWING_BYTES,
  DRAWING_SIDE,
  drawingImages,
  type DrawingOptions,
  inkPoints,
} from './drawings';
export { type LabelledImages, loadMnist, type Mnist, MNIST_PIXELS } from './mnist';
export { type DatasetName, datasetNames, mnistPath, type StreamName, streamNames } from './names';
export { loadStream, readStream, type StreamData } from './streams';
export {
  loadOmniglot,
  type Omniglot,
  type OmniglotBackground,
  type OmniglotCharacter,
  type OneShotRun,
} from './omniglot';
