import type { NodeDef } from './graph';
import { isTrue } from './nodes';

/**
 * How a product of matrices takes its two factors: each as it is, or turned (its last two axes
 * changed about).
 */
export interface Product {
  readonly turnLeft: boolean;
  readonly turnRight: boolean;
}

/** A node that is a product of matrices, of two or of a batch of them; else undefined. */
export function product({ op, attributes }: NodeDef): Product | undefined {
  if (op === 'MatMul')
    return {
      turnLeft: isTrue(attributes['transpose_a']),
      turnRight: isTrue(attributes['transpose_b']),
    };
  if (op === 'BatchMatMulV2')
    return { turnLeft: isTrue(attributes['adj_x']), turnRight: isTrue(attributes['adj_y']) };
  return undefined;
}
