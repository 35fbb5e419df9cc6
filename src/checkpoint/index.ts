export {
  type ExpectedModel,
  loadModel,
  type ModelCheckpoint,
  type OptimizerState,
  saveModel,
} from './model';
export type { StoredTensor, StoredTensors } from './stored';
export { toArrays, toState, toTensors } from './tensors';
export { fromTraining, toTraining } from './training';
