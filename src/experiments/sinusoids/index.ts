/** Meta-learners compared on sinusoids (Finn et al. 2017, section 5.1). */
export * from './errors';
export * from './plan';
export {
  runSinusoid,
  type SinusoidPoint,
  type SinusoidRun,
  type SinusoidRunOptions,
  type SinusoidTrial,
} from './run';
export * from './store';
