// To be imported before anything that loads src/tf: the function `stopGradient` that the memory
// calls can then be replaced, by setting `door.stopGradient`.
import Module from 'node:module';
import type { tf } from '../../src/tf';

interface StopGradient {
  stopGradient: (x: tf.Tensor) => tf.Tensor;
  untaped: (x: tf.Tensor) => tf.Tensor;
}

type Load = (request: string, ...rest: unknown[]) => unknown;

const loader = Module as unknown as { _load: Load };
const load = loader._load;
let shipped: StopGradient | undefined;

/** What is called in the place of src/tf/stop-gradient.ts. */
export const door: StopGradient = {
  stopGradient: (x) => shipped!.stopGradient(x),
  untaped: (x) => shipped!.untaped(x),
};

loader._load = function loadReplaceable(request, ...rest) {
  const exports = load.call(this, request, ...rest);
  if (!request.endsWith('/stop-gradient')) return exports;
  shipped = exports as StopGradient;
  return {
    stopGradient: (x: tf.Tensor) => door.stopGradient(x),
    untaped: (x: tf.Tensor) => door.untaped(x),
  };
};
