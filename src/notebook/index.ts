/**
 * What notebooks use to show things, to move them by hand, to run long loops and to check
 * exercises.
 */
export { show, note } from './show';
export type { TableOptions } from './table';
export { md, html, svg, json, image, type Html, type Rich, type ImageOptions } from './rich';
export type { Bundle } from './bundle';
export type { Displayable, MimeBundle } from './displayable';
export { clearOutput } from './clearOutput';
export { liveChart, type LiveChart, type LiveChartOptions } from './liveChart';
export { progress, type Progress } from './progress';
export { interruptible, pause } from './interrupt';
export { CHECK_MIME, checker, UnsolvedError } from './check';
export {
  exercise,
  functionAnswer,
  judge,
  type Exercise,
  type ExerciseOptions,
  type Level,
  type Problem,
  type Verdict,
} from './exercise';
export {
  setKnobs,
  type ChoiceKnob,
  type Knob,
  type KnobValues,
  type ListKnob,
  type NumberKnob,
  type TextKnob,
} from './knobs';
export { machineCheck, type MachinePart } from './machine';
export { statsOverSeeds, type OverSeedsOptions } from './statsOverSeeds';
export { startLab, type Lab } from './startLab';
export * from './interact';
