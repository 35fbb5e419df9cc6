import { checkFunction } from '../core/arguments';
import { shapeSize } from '../core/numbers';
import { traceStructure } from './compile';
import type { Attribute } from './graph';
import { type KindCount, countByKind } from './kinds';
import { nativeBackend } from './native';
import { DT_FLOAT } from './nodes';
import { nodeName } from './pass';

/** One node of a traced graph. */
export interface GraphNode {
  readonly name: string;
  /**
   * TensorFlow's name of the operation; `Placeholder` is an input, `Const` a number that was baked
   * in.
   */
  readonly op: string;
  /** Names of the nodes whose results it takes, in order. */
  readonly inputs: readonly string[];
  /** Of its first result. */
  readonly shape: readonly number[];
  /** What a constant of at most 16 numbers holds. */
  readonly values?: readonly number[];
  /** Whether the results depend on it. The others are never run. */
  readonly used: boolean;
}

/** A traced function, to be looked at. */
export interface TracedGraph {
  /** Each after those it takes its inputs from. */
  readonly nodes: readonly GraphNode[];
  /** Names of the nodes that give the results. */
  readonly outputs: readonly string[];
  /** Used nodes by kind, most frequent first. */
  readonly kinds: readonly KindCount[];
}

/**
 * The graph that `compile(fn)` traces, before it is simplified, to be looked at; nothing is
 * compiled.
 * @param fn a pure function of tensors, or of arrays and plain objects of them
 * @param inputs examples: only their shapes and types matter
 * @throws Error where `compile(fn)` would, and on WebAssembly, which has no graphs
 * @example
 * const { nodes } = traceGraph((x: tf.Tensor) => tf.sum(tf.square(x)), tf.tensor([1, 2]));
 * nodes.map(({ op }) => op) // Placeholder, Mul or Square, Sum...
 */
export function traceGraph<A extends unknown[]>(
  fn: (...inputs: A) => unknown,
  ...inputs: A
): TracedGraph {
  checkFunction('fn', fn);
  const native = nativeBackend();
  if (!native)
    throw new Error(
      'traceGraph: there are no graphs on WebAssembly; it needs the native TensorFlow library ' +
        '(npm run doctor says what is missing)',
    );
  const { graph, outputs } = traceStructure(native, fn, inputs);
  const names = outputs.map(nodeName);
  const found = graph.nodes.map(({ name, op, inputs: from, shape = [], attributes }) => ({
    name,
    op,
    inputs: from.map(nodeName),
    shape,
    ...heldBy(attributes),
  }));
  const used = leadingTo(names, found);
  const nodes = found.map((node) => ({ ...node, used: used.has(node.name) }));
  return {
    nodes,
    outputs: names,
    kinds: countByKind(nodes.filter((node) => node.used).map(({ op }) => op)),
  };
}

type Found = Omit<GraphNode, 'used'>;

/** What a constant of at most 16 numbers holds. */
function heldBy({ value }: Readonly<Record<string, Attribute>>): { values?: readonly number[] } {
  if (!value || !('tensor' in value)) return {};
  const { bytes, shape, dtype } = value.tensor;
  const count = shapeSize(shape);
  if (count > 16) return {};
  if (bytes.length === count) return { values: [...bytes] };
  if (bytes.length === 8 * count)
    return { values: Array.from(new BigInt64Array(bytes.buffer), Number) };
  const { buffer } = bytes;
  const numbers = dtype === DT_FLOAT ? new Float32Array(buffer) : new Int32Array(buffer);
  return { values: [...numbers] };
}

function leadingTo(outputs: readonly string[], nodes: readonly Found[]): Set<string> {
  const used = new Set(outputs);
  for (const { name, inputs } of [...nodes].reverse())
    if (used.has(name)) inputs.forEach((input) => used.add(input));
  return used;
}
