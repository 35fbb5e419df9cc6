'use strict';
// A cell that was broken off inside tf.tidy, tf.grad or an operation leaves TensorFlow.js in the middle of it: the next
// gradient would fail with "Cannot find a connection between any variable and the result".

/** Ends what a broken-off cell left open in TensorFlow.js, if it is loaded; its temporary tensors are freed. */
exports.mendTensorFlow = () => {
  const engine = globalThis._tfengine; // where TensorFlow.js itself keeps its one engine
  const state = engine?.state;
  if (!Array.isArray(state?.scopeStack)) return;
  for (const { saved } of state.activeTape ?? []) for (const tensor of saved ?? []) free(tensor, engine); // copies kept for the gradient
  for (const { track } of state.scopeStack) for (const tensor of track) if (!tensor.kept) free(tensor, engine);
  while (state.scopeStack.length > 0) engine.endScope();
  state.gradientDepth = 0;
  state.kernelDepth = 0;
  state.activeTape = null;
  state.numDataMovesStack.length = 0;
};

/** A tensor that the break met while it was being freed is gone natively, but still in the lists: it cannot be freed twice. */
function free(tensor, engine) {
  try {
    tensor.dispose();
  } catch {
    tensor.isDisposedInternal = true;
    engine.removeDataId(tensor.dataId, engine.backend);
    engine.state.numTensors++; // counted off by both attempts
  }
}
