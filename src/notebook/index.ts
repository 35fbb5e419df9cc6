/** What notebooks use to show things, to run long loops and to check exercises. */
export { show, note } from './show';
export type { TableOptions } from './table';
export { liveChart, type LiveChart, type LiveChartOptions } from './liveChart';
export { progress, type Progress } from './progress';
export { interruptible, pause, Interrupted } from './interrupt';
export { check } from './check';
