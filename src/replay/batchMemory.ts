import type { ItemIndices } from './types';

const BYTES_OF_DOUBLE = 8;
const BYTES_OF_SINGLE = 4;

/**
 * The memory of one batch. Its arrays are parts of one piece, which is made for this batch, used by
 * nothing else, and not filled with zeros first: to make each array for itself takes longer than
 * the draw. So their numbers are any until they are written, and all of them must be.
 */
export class BatchMemory {
  private readonly buffer: ArrayBuffer;
  private used = 0;

  /**
   * @param count items of the batch
   * @param itemLength 32-bit numbers of an item
   */
  constructor(count: number, itemLength: number) {
    const weightAndTicket = 2 * BYTES_OF_DOUBLE;
    const index = BYTES_OF_SINGLE;
    this.buffer = unfilled(count * (weightAndTicket + index + itemLength * BYTES_OF_SINGLE));
  }

  /** To be taken before the others, as they must begin at a multiple of 8 bytes. */
  doubles(count: number): Float64Array {
    const numbers = new Float64Array(this.buffer, this.used, count);
    this.used += count * BYTES_OF_DOUBLE;
    return numbers;
  }

  floats(count: number): Float32Array {
    const numbers = new Float32Array(this.buffer, this.used, count);
    this.used += count * BYTES_OF_SINGLE;
    return numbers;
  }

  /** Indices that carry tickets. */
  indices(tickets: Float64Array): ItemIndices {
    const { length } = tickets;
    const indices = new Int32Array(this.buffer, this.used, length);
    this.used += length * BYTES_OF_SINGLE;
    return withTickets(indices, tickets);
  }
}

/** Puts tickets on indices. */
export function withTickets(indices: Int32Array, tickets: Float64Array): ItemIndices {
  const carrier = indices as Int32Array & { tickets: Float64Array };
  carrier.tickets = tickets;
  return carrier;
}

/** A piece of memory whose bytes are any. Node.js makes one only up to a size, which few need. */
function unfilled(bytes: number): ArrayBuffer {
  const mostUnfilled = 2 ** 30;
  if (bytes > mostUnfilled) return new ArrayBuffer(bytes);
  return Buffer.allocUnsafeSlow(bytes).buffer;
}
