export * from './associativeRecall';
export {
  checkEpisodeLengths,
  checkEpisodes,
  checkList,
  checkRowLengths,
  checkRows,
  checkTasks,
  type RowSizes,
} from './checks';
export * from './copy';
export * from './digits';
export * from './episodes';
export * from './floors';
export * from './keyValueRecall';
export * from './list';
export * from './multiQueryRecall';
export * from './regression';
export * from './regressionFamily';
export * from './repeatCopy';
export * from './rows';
export * from './sequence';
export {
  sequenceCost,
  type SequenceScore,
  sequenceTensors,
  wordCost,
  wrongBits,
  wrongBitsOfEach,
  wrongWords,
} from './sequenceScore';
export type { SequencePicture } from './sequenceText';
export { sinusoidTasks, type SinusoidOptions } from './sinusoid';
export * from './sinusoidCurves';
export * from './stories';
export type { TaskBatch } from './taskBatch';
