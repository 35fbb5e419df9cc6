export { type LabelledImages, loadMnist, type Mnist, MNIST_PIXELS } from './mnist';
export { type DatasetName, datasetNames, mnistPath, type StreamName, streamNames } from './names';
export { loadStream, readStream, type StreamData } from './streams';
