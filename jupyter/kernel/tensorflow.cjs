'use strict';
// A cell that was broken off inside tf.tidy, tf.grad or an operation leaves TensorFlow.js in the middle of it: the next
// gradient would fail with "Cannot find a connection between any variable and the result".

/** Ends what a broken-off cell left open in TensorFlow.js, if it is loaded; its temporary tensors are freed. */
exports.mendTensorFlow = () => {
  const engine = globalThis._tfengine; // where TensorFlow.js itself keeps its one engine
  const state = engine?.state;
  if (!Array.isArray(state?.scopeStack)) return;
  while (state.scopeStack.length > 0) engine.endScope();
  state.gradientDepth = 0;
  state.kernelDepth = 0;
  state.activeTape = null;
  state.numDataMovesStack.length = 0;
};
