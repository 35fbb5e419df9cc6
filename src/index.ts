/**
 * Everything at once, a name for each part: `import { metrics, replay } from 'neural-memory-lab'`.
 * It loads TensorFlow.js; `neural-memory-lab/metrics`, `neural-memory-lab/replay` ... load only
 * what they need.
 */
export * as agent from './agent';
export * as checkpoint from './checkpoint';
export * as compile from './compile';
export * as config from './config';
export * as continual from './continual';
export * as controller from './controller';
export * as memory from './memory';
export * as meta from './meta';
export * as metrics from './metrics';
export * as plots from './plots';
export * as replay from './replay';
export * as tasks from './tasks';
export * as tf from './tf';
