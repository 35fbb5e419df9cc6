import type { Attribute, NodeDef } from './graph';

/** TensorFlow's numbers of two data types. */
export const DT_FLOAT = 1;
export const DT_INT32 = 3;

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
