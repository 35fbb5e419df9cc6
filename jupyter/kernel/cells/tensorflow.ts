// A cell that was broken off inside tf.tidy, tf.grad or an operation leaves TensorFlow.js in the
// middle of it: the next gradient would fail with "Cannot find a connection between any variable
// and the result".

interface Tensor {
  dispose(): void;
  isDisposedInternal: boolean;
  readonly dataId: object;
  readonly kept: boolean;
}

/** What is touched of TensorFlow.js's one engine. */
interface Engine {
  readonly backend: unknown;
  readonly state: {
    readonly scopeStack: readonly { readonly track: readonly Tensor[] }[];
    activeTape: readonly { readonly saved?: readonly Tensor[] }[] | null;
    gradientDepth: number;
    kernelDepth: number;
    numTensors: number;
    readonly numDataMovesStack: unknown[];
  };
  endScope(): void;
  removeDataId(dataId: object, backend: unknown): void;
}

/**
 * Ends what a broken-off cell left open in TensorFlow.js, if it is loaded; its temporary tensors
 * are freed.
 */
export function resetTensorFlow(): void {
  // where TensorFlow.js itself keeps its engine
  const engine = (globalThis as { _tfengine?: Engine })._tfengine;
  if (!engine || !Array.isArray(engine.state?.scopeStack)) return;
  const { state } = engine;
  for (const { saved } of state.activeTape ?? []) {
    for (const tensor of saved ?? []) free(tensor, engine); // copies kept for the gradient
  }
  for (const { track } of state.scopeStack) {
    for (const tensor of track) if (!tensor.kept) free(tensor, engine);
  }
  while (state.scopeStack.length > 0) engine.endScope();
  state.gradientDepth = 0;
  state.kernelDepth = 0;
  state.activeTape = null;
  state.numDataMovesStack.length = 0;
}

/**
 * A tensor that the break met while it was being freed is gone natively, but still in the lists: it
 * cannot be freed twice.
 */
function free(tensor: Tensor, engine: Engine): void {
  try {
    tensor.dispose();
  } catch {
    tensor.isDisposedInternal = true;
    engine.removeDataId(tensor.dataId, engine.backend);
    engine.state.numTensors++; // counted off by both attempts
  }
}
