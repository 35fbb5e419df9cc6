import { z } from 'zod';
import type { Weights } from '../controller';
import { namedTensorsField } from '../tf';

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
   * are not scored then: 0 to 1,000 (0).
   */
  readonly adaptSteps?: number;
  /** Rows to adapt from (`episodeLength`). */
  readonly supportRows?: number;
}

/** What `AgentExtras` may be. */
export const extrasSchema = z.strictObject({
  eager: z.boolean().default(false),
  weights: namedTensorsField().optional(),
});

/** Gradient steps are unrolled into one graph: many more would not fit into memory. */
const stepsField = z.int().min(0).max(1000);

/** What `EvaluateOptions` may be. */
export const evaluateSchema = z.strictObject({
  adaptSteps: stepsField.default(0),
  supportRows: z.int().min(1).optional(),
});

/** What `AgentAdaptOptions` may be. */
export const adaptSchema = z.strictObject({
  steps: stepsField.optional(),
  rate: z.number().gt(0).optional(),
});
