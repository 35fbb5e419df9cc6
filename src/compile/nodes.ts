import type { Attribute, NodeDef } from './graph';

/** TensorFlow's numbers of two data types. */
export const DT_FLOAT = 1;
export const DT_INT32 = 3;
export const DT_BOOL = 10;

/** Whether an attribute is there and true. */
export function isTrue(attribute: Attribute | undefined): boolean {
  return attribute !== undefined && 'bool' in attribute && attribute.bool;
}

/** Whether a node computes with float32. */
export function isFloat({ attributes: { T } }: NodeDef): boolean {
  return T !== undefined && 'type' in T && T.type === DT_FLOAT;
}

/** A node that takes `inputs` and has a result of this shape. */
export function nodeOf(
  name: string,
  op: string,
  inputs: readonly string[],
  attributes: NodeDef['attributes'],
  shape: readonly number[],
): NodeDef {
  return { name, op, inputs, attributes, shape };
}

/** A scalar constant. */
export function scalarNode(name: string, dtype: number, value: number): NodeDef {
  const numbers = dtype === DT_FLOAT ? Float32Array.of(value) : Int32Array.of(value);
  const tensor = { dtype, shape: [], bytes: new Uint8Array(numbers.buffer) };
  return nodeOf(name, 'Const', [], { dtype: { type: dtype }, value: { tensor } }, []);
}

/** A constant of whole numbers (int32) along one axis: a shape, or axes. */
export function wholeNumbersNode(name: string, values: readonly number[]): NodeDef {
  const bytes = new Uint8Array(Int32Array.from(values).buffer);
  const tensor = { dtype: DT_INT32, shape: [values.length], bytes };
  const attributes = { dtype: { type: DT_INT32 }, value: { tensor } };
  return nodeOf(name, 'Const', [], attributes, [values.length]);
}

/** What a constant of int32 holds; undefined for any other node. */
export function wholeNumbersOf(node: NodeDef | undefined): number[] | undefined {
  const tensor = tensorOf(node, DT_INT32);
  return tensor && [...new Int32Array(tensor.buffer, tensor.byteOffset, tensor.byteLength / 4)];
}

/** What a constant of float32 holds; undefined for any other node. */
export function floatsOf(node: NodeDef | undefined): Float32Array | undefined {
  const tensor = tensorOf(node, DT_FLOAT);
  return tensor && new Float32Array(tensor.buffer, tensor.byteOffset, tensor.byteLength / 4);
}

/** The bytes of a constant of this type. */
function tensorOf(node: NodeDef | undefined, dtype: number): Uint8Array | undefined {
  const held = node?.op === 'Const' ? node.attributes['value'] : undefined;
  return held && 'tensor' in held && held.tensor.dtype === dtype ? held.tensor.bytes : undefined;
}

/** A constant of a shape, and a reshape to it. */
export function reshapeNodes(
  input: string,
  shape: readonly number[],
  T: NodeDef['attributes'][string],
  fresh: () => string,
): [NodeDef, NodeDef] {
  const size = wholeNumbersNode(fresh(), shape);
  const attributes = { T, Tshape: size.attributes['dtype'] };
  return [size, nodeOf(fresh(), 'Reshape', [input, size.name], attributes, shape)];
}
