import { z } from 'zod';
import { checkFunction } from '../core/arguments';
import { parseNamed } from '../core/validation';
import { tf } from '../tf';
import { tracing } from '../tf/tracing';
import { Graph } from './graph';
import { nativeBackend, type NativeBackend, tensorType } from './native';
import { useOneDnn } from './oneDnn';
import { Session } from './session';
import { simplify } from './simplify';
import { flatten, type Flat } from './structure';
import { trace } from './trace';

/** How a function is compiled. */
export interface CompileOptions {
  /** Graphs kept for different shapes; the one not used for longest goes first (8). */
  readonly cacheSize?: number;
  /**
   * Run op by op instead (false). Also with LAB_COMPILE=off, and on WebAssembly, where there is
   * nothing to compile to.
   */
  readonly eager?: boolean;
}

const compileSchema = z.strictObject({
  cacheSize: z.int().min(1).default(8),
  eager: z.boolean().default(false),
});

/** A function that runs as one native call. */
export interface Compiled<A extends unknown[], R> {
  (...inputs: A): R;
  /** Operations in the graph used last; 0 before the first call and when run op by op. */
  readonly operations: number;
  /** Graphs in the cache. */
  readonly graphs: number;
  /** Frees the graphs. May be called again, and so may the function: it traces anew then. */
  dispose(): void;
}

/** How a function runs for inputs of one form. */
interface Plan<A extends unknown[], R> {
  run(inputs: A, tensors: readonly tf.Tensor[]): R;
  /** Operations of the graph; undefined where there is none. */
  readonly operations: number | undefined;
  dispose(): void;
}

/**
 * Makes a pure function of tensors run as one native call: it is traced into a TensorFlow graph on
 * the first call with given shapes and types (that call is slow), which later calls run. Arguments
 * and result may be arrays and plain objects of tensors; numbers and texts in them belong to the
 * form, so another number is another graph. Gradients do not flow through a compiled function:
 * compile the function that computes the gradient.
 *
 * While it is traced, `fn` may use anything of TensorFlow.js whose result has a fixed shape.
 * Reading values that depend on the inputs, random numbers and variables are refused, by operation
 * and line; what else changes from call to call (a tensor or a number from outside, the time) is
 * seen once and stays: pass it as an argument. Compiled functions inside are taken apart into their
 * operations. Where a tensor without any number comes in or comes up on the way, the function runs
 * op by op: TensorFlow cannot have such a tensor in a graph.
 *
 * Several compiled functions may be in use at once, also in worker threads, each of which traces
 * and keeps its own: graphs and tensors cannot be passed between threads. A worker may be ended at
 * any time. All of a process share TensorFlow's threads, as many as there are processors, which
 * wait for work in a loop: where several workers or processes compute at once, start them with
 * TF_NUM_INTRAOP_THREADS=1 and TF_NUM_INTEROP_THREADS=1.
 * @param fn a pure function
 * @throws RangeError naming the argument that is wrong; when called, TypeError naming an input or a
 * result that is no tensor, Error naming operation and line of what a graph cannot follow
 * @example
 * const gradient = compile((w: tf.Tensor, x: tf.Tensor) => tf.grad((v) => loss(v, x))(w));
 */
export function compile<A extends unknown[], R>(
  fn: (...inputs: A) => R,
  options: CompileOptions = {},
): Compiled<A, R> {
  checkFunction('fn', fn);
  const { cacheSize, eager } = parseNamed(compileSchema, options);
  const cache = new Map<string, Plan<A, R>>();
  let last: Plan<A, R> | undefined;

  const call = (...inputs: A): R => {
    if (tracing()) return runInTidy(() => fn(...inputs));
    const { tensors, form } = flatten(inputs, 'inputs');
    const native = runsEagerly(eager) ? undefined : nativeBackend();
    if (!native || tensors.some(({ size }) => size === 0)) return runOpByOp(fn, inputs);
    if (tf.engine().state.gradientDepth > 0)
      throw new Error(
        'a compiled function has no gradient: compile the function that computes the gradient ' +
          'instead',
      );
    const plan = cache.get(form) ?? planFor(native, fn, inputs);
    cache.delete(form); // the last in the map is the one used last
    cache.set(form, plan);
    for (const [oldest, oldestPlan] of cache) {
      if (cache.size <= cacheSize) break;
      oldestPlan.dispose();
      cache.delete(oldest);
    }
    last = plan;
    return plan.run(inputs, tensors);
  };
  const dispose = (): void => {
    cache.forEach((plan) => plan.dispose());
    cache.clear();
  };
  return Object.defineProperties(Object.assign(call, { dispose }), {
    operations: { get: () => last?.operations ?? 0 },
    graphs: { get: () => [...cache.values()].filter(isGraph).length },
  }) as unknown as Compiled<A, R>;
}

/** The function as it is, its intermediate tensors freed. */
const runInTidy = <R>(fn: () => R): R => tf.tidy(fn as () => tf.Tensor) as R;

/** Whether everything is to run op by op: asked for, or LAB_COMPILE=off. */
export const runsEagerly = (asked = false): boolean =>
  asked || process.env['LAB_COMPILE'] === 'off';

/** The same, its result checked as that of a compiled function is. */
const runOpByOp = <A extends unknown[], R>(fn: (...inputs: A) => R, inputs: A): R =>
  runInTidy(() => {
    const result = fn(...inputs);
    flatten(result, 'result');
    return result;
  });

const isGraph = ({ operations }: Plan<never, unknown>): boolean => operations !== undefined;

function planFor<A extends unknown[], R>(
  native: NativeBackend,
  fn: (...inputs: A) => R,
  examples: A,
): Plan<A, R> {
  const { graph, inputs: names, outputs: found, result } = traceStructure(native, fn, examples);
  if (graph.holdsEmpty)
    return {
      run: (inputs) => runOpByOp(fn, inputs),
      operations: undefined,
      dispose: () => undefined,
    };
  simplify(graph, found);
  useOneDnn(native, graph);
  const types = result.tensors.map((tensor) => tensorType(native, tensor));
  const outputs = found.map((name, i) => graph.node('Identity', [name], { T: { type: types[i] } }));
  const session = new Session(native, graph);
  const runGraph = outputs.length > 0 ? session.call(names, outputs) : () => [];
  return {
    run: (_, tensors) => result.rebuild(runGraph(tensors)) as R,
    operations: countOperations(graph),
    dispose: () => session.dispose(),
  };
}

/** A function of structures as a graph: the nodes of its inputs and results, and their form. */
export function traceStructure<A extends unknown[]>(
  native: NativeBackend,
  fn: (...inputs: A) => unknown,
  inputs: A,
): { graph: Graph; inputs: string[]; outputs: string[]; result: Flat } {
  const graph = new Graph(native.binding);
  const { tensors, rebuild } = flatten(inputs, 'inputs');
  const names: string[] = [];
  let result: Flat = { tensors: [], form: '', rebuild: () => undefined };
  const outputs = trace(
    native,
    graph,
    tensors,
    (to, input, i) => (names[i] = placeholderFor(to, native, input)),
    (examples) => {
      result = flatten(fn(...(rebuild(examples) as A)), 'result');
      return result.tensors;
    },
  );
  return { graph, inputs: names, outputs, result };
}

/** A placeholder of a tensor's shape and type. */
export const placeholderFor = (graph: Graph, native: NativeBackend, tensor: tf.Tensor): string =>
  graph.placeholder(tensor.shape, tensorType(native, tensor));

/** Nodes that compute something. */
export const countOperations = ({ nodes }: Pick<Graph, 'nodes'>): number =>
  nodes.filter((node) => !['Const', 'Placeholder'].includes(node.op)).length;
