let depth = 0;

/**
 * Whether a function is being traced into a graph (src/compile): its values are examples then, and
 * reading them or drawing random numbers would freeze one outcome.
 */
export const tracing = (): boolean => depth > 0;

/** Runs a function while `tracing()` is true. */
export function whileTracing<T>(run: () => T): T {
  depth++;
  try {
    return run();
  } finally {
    depth--;
  }
}
