import { tf } from '../tf';

/**
 * Runs something that computes gradients. If an error ends it, what TensorFlow.js had saved for the
 * backward pass is freed, which it does not do itself.
 */
export function freeingTape<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const { state } = tf.engine();
    if (state.gradientDepth === 0) {
      state.activeTape?.forEach(({ saved }) =>
        saved?.forEach((tensor) => tensor.isDisposed || tensor.dispose()),
      );
      state.activeTape = [];
    }
    throw error;
  }
}
