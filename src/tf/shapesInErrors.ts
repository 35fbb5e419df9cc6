import type * as TensorFlow from '@tensorflow/tfjs-node';
import { onOneLine } from '../core/text';

interface Engine {
  runKernel(name: string, inputs: Record<string, unknown>, attributes?: object): unknown;
}

/** What tfjs-node puts before a message of TensorFlow's. */
const NATIVE_PREFIX = /^Invalid TF_Status: \d+\s+Message: /;

const EXTENDED = Symbol('the message has the shapes');

/**
 * Makes the errors of operations say which shapes they were given, on one line: TensorFlow's own
 * messages often name one of them, or none.
 * @example tf.matMul(a, b) // Matrix size-incompatible: … (BatchMatMul of a [2, 3], b [2, 3])
 */
export function addShapesToErrors(tf: typeof TensorFlow): void {
  const engine = tf.engine() as unknown as Engine;
  const runKernel = engine.runKernel.bind(engine);
  engine.runKernel = (name, inputs, attributes) => {
    try {
      return runKernel(name, inputs, attributes);
    } catch (error) {
      if (error instanceof Error && !(EXTENDED in error))
        addShapes(error, name, inputs, attributes);
      throw error;
    }
  };
}

/** The shape of a tensor, or the one that an operation is to give; undefined: there is none. */
function shapeOf(value: unknown): string | undefined {
  const { shape } = (value ?? {}) as { shape?: unknown };
  return Array.isArray(shape) ? `[${shape.join(', ')}]` : undefined;
}

function addShapes(
  error: Error,
  name: string,
  inputs: Record<string, unknown>,
  attributes: unknown,
): void {
  error.message = onOneLine(error.message.replace(NATIVE_PREFIX, '')).trimEnd();
  Object.defineProperty(error, EXTENDED, { value: true });
  const shapes = Object.entries(inputs).flatMap(([input, value]) => {
    const shape = shapeOf(value);
    return shape ? [`${input} ${shape}`] : [];
  });
  if (shapes.length === 0) return;
  const wanted = shapeOf(attributes);
  const call = `${name} of ${shapes.join(', ')}${wanted ? ` to ${wanted}` : ''}`;
  error.message = `${error.message} (${call})`;
}
