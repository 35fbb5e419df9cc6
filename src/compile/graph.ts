import { sha256 } from '../core/hash';
import type { CallSite } from './callSite';
import { nodeProto } from './graphProto';
import type { Binding } from './native';
import { proto } from './proto';

/**
 * An attribute of a node, by kind. `type` is TensorFlow's number of a data type; `tensor` is what a
 * constant holds.
 */
export type Attribute =
  | { type: number }
  | { bool: boolean }
  | { float: number }
  | { int: number }
  | { ints: readonly number[] }
  | { text: string }
  | { texts: readonly string[] }
  | { shape: readonly number[] }
  | { tensor: { dtype: number; shape: readonly number[]; bytes: Uint8Array } };

/** One operation of a graph. */
export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Of its first result, where it is known. */
  readonly shape?: readonly number[];
}

/**
 * A TensorFlow graph under construction. A node's output is named `node` (its first) or `node:1`,
 * `node:2`...; an input `^node` only says "after".
 */
export class Graph {
  private made = 0;
  private list: NodeDef[] = [];
  private readonly constants = new Map<string, string>();

  /** Finds the place in the user's code that made a node; set by what traced it. */
  locate?: (node: string) => CallSite | undefined;

  /**
   * Whether some operation's result has no numbers at all. TensorFlow must not get such a graph: it
   * divides by their sizes where it prepares the graph, and some kernels stop the process.
   * Constants without numbers, such as a list of no axes, do no harm.
   */
  holdsEmpty = false;

  constructor(private readonly binding: Binding) {}

  /** Whether there can be constants of a data type. */
  canHold(dtype: number): boolean {
    const { TF_FLOAT, TF_INT32, TF_INT64, TF_BOOL } = this.binding;
    return [TF_FLOAT, TF_INT32, TF_INT64, TF_BOOL].includes(dtype);
  }

  get nodes(): readonly NodeDef[] {
    return this.list;
  }

  /** Puts other nodes in the place of all there are. Those that are kept keep their names. */
  replace(nodes: readonly NodeDef[]): void {
    this.list = [...nodes];
    this.constants.clear();
  }

  /** Adds a node and gives back its name. @param shape of its first result, if it is known */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    shape?: readonly number[],
  ): string {
    const name = `n${this.made++}`;
    this.list.push({ name, op, inputs, attributes, shape });
    return name;
  }

  /** Adds a constant; one that is there already is used again. */
  constant(shape: readonly number[], dtype: number, values: ArrayLike<number | bigint>): string {
    const bytes = this.bytes(dtype, values);
    const key = `${dtype}/${shape.join()}/${sha256(bytes)}`;
    const attributes = { dtype: { type: dtype }, value: { tensor: { dtype, shape, bytes } } };
    const name = this.constants.get(key) ?? this.node('Const', [], attributes, shape);
    this.constants.set(key, name);
    return name;
  }

  /** A float32 scalar. */
  scalar(value: number): string {
    return this.constant([], this.binding.TF_FLOAT, [value]);
  }

  /** What is fed when the graph runs. */
  placeholder(shape: readonly number[], dtype: number): string {
    return this.node('Placeholder', [], { dtype: { type: dtype }, shape: { shape } }, shape);
  }

  /** The graph as the bytes of a SavedModel. */
  serialize(): Uint8Array {
    const graph = new proto.GraphDef();
    this.nodes.forEach((node) => graph.addNode(nodeProto(node)));
    const versions = new proto.VersionDef();
    versions.setProducer(GRAPH_VERSION);
    graph.setVersions(versions);
    const info = new proto.MetaGraphDef.MetaInfoDef();
    info.addTags('serve');
    const meta = new proto.MetaGraphDef();
    meta.setMetaInfoDef(info);
    meta.setGraphDef(graph);
    const model = new proto.SavedModel();
    model.setSavedModelSchemaVersion(1);
    model.addMetaGraphs(meta);
    return model.serializeBinary();
  }

  private bytes(dtype: number, values: ArrayLike<number | bigint>): Uint8Array {
    const { TF_FLOAT, TF_INT32, TF_INT64, TF_BOOL } = this.binding;
    const numbers = values as ArrayLike<number>;
    if (dtype === TF_FLOAT) return new Uint8Array(Float32Array.from(numbers).buffer);
    if (dtype === TF_INT32) return new Uint8Array(Int32Array.from(numbers).buffer);
    if (dtype === TF_BOOL) return Uint8Array.from(numbers);
    if (dtype === TF_INT64) return new Uint8Array(BigInt64Array.from(int64Values(values)).buffer);
    const types = 'float32, int32, int64 and bool';
    throw new Error(`a constant of TensorFlow type ${dtype} cannot be compiled; ${types} can`);
  }
}

/** Any version since TensorFlow 2.9; it fixes the meaning of the operations. */
const GRAPH_VERSION = 1087;

/** tfjs-node holds a 64-bit number as two 32-bit halves, low first. */
function int64Values(values: ArrayLike<number | bigint>): bigint[] {
  if (values instanceof Int32Array)
    return Array.from(
      { length: values.length / 2 },
      (_, i) => (BigInt(values[2 * i + 1]) << 32n) | BigInt(values[2 * i] >>> 0),
    );
  return Array.from(values, BigInt);
}
