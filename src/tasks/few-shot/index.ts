/** Few-shot classification of Omniglot's characters: see a character once, know it again. */
export * from './characters';
export * from './distortions';
export * from './episodes';
export * from './labelledSequences';
export * from './oneShotRuns';
export { aboutTheirMean, modifiedHausdorff } from './hausdorff';
export { fewShotTasks } from './fewShotTasks';
