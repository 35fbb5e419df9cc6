export { compile, type Compiled, type CompileOptions } from './compile';
export { adam, type Optimizer, rmsProp, sgd } from './optimizers';
export { compileTraining, type Named, Training, type TrainingOptions, type TrainingState } from './training';
