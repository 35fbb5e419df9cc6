import type { Weights } from '../controller';

/** What an agent is made with beside its config. */
export interface AgentExtras {
  /**
   * Train and answer op by op instead of compiled: the same numbers up to rounding, more slowly
   * (false).
   */
  readonly eager?: boolean;
  /** Weights to begin with, in place of those that `meta.start` names. They are copied. */
  readonly weights?: Weights;
}

/** How rows are scored. */
export interface EvaluateOptions {
  /**
   * Gradient steps taken before, with copies of the weights, on the first `supportRows` rows, which
   * are not scored then (0).
   */
  readonly adaptSteps?: number;
  /** Rows to adapt from (`episodeLength`). */
  readonly supportRows?: number;
}
