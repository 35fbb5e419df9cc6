import type { NodeDef } from './graph';

/** How graphs are traced while something is found out about them. */
export interface TracingChoice {
  /** Names of the passes that are left out (`passNames` in simplify.ts has all). */
  readonly without?: readonly string[];
  /** Is given the nodes of each graph that TensorFlow loads. */
  readonly onGraph?: (nodes: readonly NodeDef[]) => void;
  /**
   * Is given the nodes of a graph after each pass, with the pass's name; first those that were
   * traced, named `TRACED`. Where a pass is not possible on this machine it is not named.
   */
  readonly onPass?: (name: string, nodes: readonly NodeDef[]) => void;
}

/** Stands for a pass where none has run yet. */
export const TRACED = 'as traced';

let choice: TracingChoice = {};

/**
 * Traces with some passes left out: the bench's profile shows so what each of them saves. It holds
 * for graphs that are traced while `work` runs, not for those that are there already.
 * @returns what `work` returns
 */
export function traceWith<T>(chosen: TracingChoice, work: () => T): T {
  const before = choice;
  choice = chosen;
  try {
    return work();
  } finally {
    choice = before;
  }
}

/** Whether a pass runs: all do, unless `traceWith` leaves it out. */
export const runsPass = (name: string): boolean => !choice.without?.includes(name);

/** Tells who listens what a pass has left. */
export const reportPass = (name: string, nodes: readonly NodeDef[]): void =>
  choice.onPass?.(name, nodes);

/** Tells who listens that a graph is there. */
export const reportGraph = (nodes: readonly NodeDef[]): void => choice.onGraph?.(nodes);
