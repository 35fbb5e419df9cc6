/** Meta-learners compared on sinusoids (Finn et al. 2017, section 5.1). */
export { readSinusoidRuns, SINUSOID_RESULTS, sinusoidErrors, writeSinusoidRuns } from './store';
export {
  runSinusoid,
  SINUSOID,
  type SinusoidExperiment,
  sinusoidExperiment,
  sinusoidExperiments,
  type SinusoidPoint,
  type SinusoidRun,
  type SinusoidRunOptions,
  type SinusoidTrial,
} from './runs';
