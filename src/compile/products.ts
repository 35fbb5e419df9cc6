import type { Attribute, GraphNode } from './graph';

/**
 * How a product of matrices takes its two factors: each as it is, or turned (its last two axes
 * changed about).
 */
export interface Product {
  readonly turnLeft: boolean;
  readonly turnRight: boolean;
}

const isTrue = (attribute: Attribute | undefined): boolean =>
  attribute !== undefined && 'bool' in attribute && attribute.bool;

/** A node that is a product of matrices, of two or of a batch of them; else undefined. */
export function product({ op, attributes }: GraphNode): Product | undefined {
  if (op === 'MatMul')
    return {
      turnLeft: isTrue(attributes['transpose_a']),
      turnRight: isTrue(attributes['transpose_b']),
    };
  if (op === 'BatchMatMulV2')
    return { turnLeft: isTrue(attributes['adj_x']), turnRight: isTrue(attributes['adj_y']) };
  return undefined;
}

/** An attribute that says int32. */
export const INT32: Attribute = { type: 3 };

/** A constant of whole numbers. */
export const integers = (
  name: string,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): GraphNode => ({
  name,
  op: 'Const',
  inputs: [],
  attributes: {
    dtype: INT32,
    value: { tensor: { dtype: 3, shape, bytes: new Uint8Array(Int32Array.from(values).buffer) } },
  },
  shape,
});
