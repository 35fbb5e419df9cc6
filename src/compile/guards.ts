import { tf } from '../tf';
import { currentCallSite, errorAt, inBrackets } from './callSite';
import type { NativeBackend } from './native';

/** What the guards ask of a recording. */
export interface Guarded {
  /** Whether a native tensor depends on the inputs of the traced function. */
  varies(id: number): boolean;
  /**
   * Makes the error of something that a graph cannot follow; the recording ends with it even if the
   * function catches it.
   */
  refuse(what: string, advice: string): Error;
}

/**
 * The error for something that a graph cannot follow, with the operation and the line of the user's
 * code.
 */
export function untraceable(what: string, advice: string): Error {
  const place = currentCallSite();
  return errorAt(`the compiled function ${what}${inBrackets(place)}${advice}`, place);
}

/**
 * While a function is traced, makes errors of what would freeze one outcome in its graph: reading
 * values that depend on the inputs, drawing random numbers, using or changing a variable.
 * @returns puts everything back
 */
export function guard(backend: NativeBackend, recording: Guarded): () => void {
  const { random } = Math;
  const variables: { assign: unknown } = tf.Variable.prototype;
  const { assign } = variables;
  const gather = tf.getKernel('GatherV2', 'tensorflow') as {
    kernelFunc: (...args: unknown[]) => unknown;
  };
  const { kernelFunc } = gather;
  const readSync = backend.readSync.bind(backend);
  let checking = false;

  Math.random = () => {
    throw recording.refuse(
      'draws random numbers',
      ', which would be the same in every call: draw them outside and pass them as an argument',
    );
  };
  variables.assign = () => {
    throw recording.refuse(
      'changes a variable',
      ', which would happen in the first call only: give the new value back instead',
    );
  };
  // This kernel reads its indices to see whether they are in range. The graph looks at them itself,
  // in every call.
  gather.kernelFunc = (...args) => {
    checking = true;
    try {
      return kernelFunc(...args);
    } finally {
      checking = false;
    }
  };
  backend.readSync = (dataId) => {
    const data = backend.tensorMap.get(dataId);
    if (!checking && data) {
      if (isVariable(dataId))
        throw recording.refuse(
          'reads a variable',
          ', whose later values it would never see: pass it as an argument',
        );
      if (!data.values && recording.varies(data.id))
        throw recording.refuse(
          'reads the values of a tensor',
          ': while it is traced they are examples only. Return the tensor and read it outside',
        );
    }
    return readSync(dataId);
  };
  return () => {
    Math.random = random;
    variables.assign = assign;
    gather.kernelFunc = kernelFunc;
    Reflect.deleteProperty(backend, 'readSync');
  };
}

const isVariable = (dataId: object): boolean =>
  Object.values(tf.engine().registeredVariables).some((variable) => variable.dataId === dataId);

/**
 * Operations of which some result has another shape for other values: what follows in the graph was
 * made for the shape of the example.
 */
const SHAPES_DEPEND = new Set([
  'Where',
  'Unique',
  'UniqueV2',
  'UniqueWithCounts',
  'NonMaxSuppressionV2',
  'NonMaxSuppressionV3',
  'NonMaxSuppressionV5',
  'ListDiff',
  'SparseFillEmptyRows',
  'StringSplitV2',
]);

/** Operations that give something else in each call. */
const RANDOM = /^(Multinomial|Stateless.*|Random.*|TruncatedNormal|ParameterizedTruncatedNormal)$/;

/** The reason for which an operation cannot be in a graph, if there is one. */
export function refuseOperation(
  op: string,
  padded: boolean,
  varies: boolean,
  recording: Guarded,
): Error | undefined {
  if (RANDOM.test(op))
    return recording.refuse(
      `draws random numbers with the operation ${op}`,
      ': draw them outside and pass them as an argument',
    );
  if (varies && (SHAPES_DEPEND.has(op) || (op === 'NonMaxSuppressionV4' && !padded)))
    return recording.refuse(
      `uses the operation ${op}, whose result has another shape for other values`,
      ': a graph is made for fixed shapes. Call it outside, or use masks (tf.where) in place ' +
        'of choosing rows',
    );
  return undefined;
}
