import type { Binding } from './native';
import { type AttrValue, proto, type ProtoNode } from './proto';

/** An attribute of a node, by kind. `type` is TensorFlow's number of a data type. */
export type Attribute = { type: number } | { bool: boolean } | { float: number } | { int: number } | { ints: readonly number[] } | { text: string } | { shape: readonly number[] };

const SMALL = 256;

/** A TensorFlow graph under construction. A node's output is named `node` (its first) or `node:1`, `node:2`...; an input `^node` only says "after". */
export class Graph {
  readonly nodes: ProtoNode[] = [];
  private readonly constants = new Map<string, string>();

  constructor(private readonly binding: Binding) {}

  /** Adds a node and gives back its name. */
  node(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}, name = `n${this.nodes.length}`): string {
    const node = new proto.NodeDef();
    node.setOp(op);
    node.setName(name);
    inputs.forEach((input) => node.addInput(input));
    for (const [key, attribute] of Object.entries(attributes)) node.getAttrMap().set(key, attributeValue(attribute));
    this.nodes.push(node);
    return name;
  }

  /** Adds a constant; a small one that is there already is used again. */
  constant(shape: readonly number[], dtype: number, values: ArrayLike<number | bigint>): string {
    const bytes = this.bytes(dtype, values);
    const key = bytes.length <= SMALL ? `${dtype}/${shape.join()}/${Buffer.from(bytes).toString('latin1')}` : undefined;
    const known = key === undefined ? undefined : this.constants.get(key);
    if (known !== undefined) return known;
    const tensor = new proto.Tensor();
    tensor.setDtype(dtype);
    tensor.setTensorShape(shapeProto(shape));
    tensor.setTensorContent(bytes);
    const name = this.node('Const', [], { dtype: { type: dtype } });
    const value = new proto.AttrValue();
    value.setTensor(tensor);
    (this.nodes[this.nodes.length - 1] as ProtoNode).getAttrMap().set('value', value);
    if (key !== undefined) this.constants.set(key, name);
    return name;
  }

  /** A float32 scalar. */
  scalar(value: number): string {
    return this.constant([], this.binding.TF_FLOAT, [value]);
  }

  /** What is fed when the graph runs. */
  placeholder(shape: readonly number[], dtype: number): string {
    return this.node('Placeholder', [], { dtype: { type: dtype }, shape: { shape } });
  }

  /** The graph as the bytes of a SavedModel. */
  serialize(): Uint8Array {
    const graph = new proto.GraphDef();
    this.nodes.forEach((node) => graph.addNode(node));
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
    const typed =
      dtype === TF_FLOAT ? Float32Array.from(numbers)
      : dtype === TF_INT32 ? Int32Array.from(numbers)
      : dtype === TF_BOOL ? Uint8Array.from(numbers)
      : dtype === TF_INT64 ? BigInt64Array.from(int64Values(values))
      : undefined;
    if (!typed) throw new Error(`a constant of TensorFlow type ${dtype} cannot be compiled; float32, int32, int64 and bool can`);
    return new Uint8Array(typed.buffer);
  }
}

/** Any version since TensorFlow 2.9; it fixes the meaning of the operations. */
const GRAPH_VERSION = 1087;

/** tfjs-node holds a 64-bit number as two 32-bit halves, low first. */
function int64Values(values: ArrayLike<number | bigint>): bigint[] {
  if (values instanceof Int32Array) return Array.from({ length: values.length / 2 }, (_, i) => (BigInt(values[2 * i + 1] as number) << 32n) | BigInt((values[2 * i] as number) >>> 0));
  return Array.from(values, BigInt);
}

function attributeValue(attribute: Attribute): AttrValue {
  const value = new proto.AttrValue();
  if ('type' in attribute) value.setType(attribute.type);
  else if ('bool' in attribute) value.setB(attribute.bool);
  else if ('float' in attribute) value.setF(attribute.float);
  else if ('int' in attribute) value.setI(attribute.int);
  else if ('text' in attribute) value.setS(new Uint8Array(Buffer.from(attribute.text)));
  else if ('shape' in attribute) value.setShape(shapeProto(attribute.shape));
  else {
    const list = new proto.AttrValue.ListValue();
    list.setIList([...attribute.ints]);
    value.setList(list);
  }
  return value;
}

function shapeProto(shape: readonly number[]): object {
  const message = new proto.TensorShape();
  for (const size of shape) {
    const dim = new proto.TensorShape.Dim();
    dim.setSize(size);
    message.addDim(dim);
  }
  return message;
}
