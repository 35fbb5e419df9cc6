export { type LabelledImages, loadMnist, type Mnist, MNIST_PIXELS, mnistPath } from './mnist';
export { type DatasetName, datasetNames, type StreamName, streamNames } from './names';
export { loadStream, readStream, type StreamData } from './streams';
