import type { tf } from '../../tf';

/**
 * A sparse memory. B = batch, N = memorySize (slots), W = memoryDim (word), R = read heads, H =
 * write heads, K = nearest, L = linksPerSlot (at most N). Slots are named by their numbers, kept as
 * float32 like the rest.
 */
export interface SparseMemoryState {
  /** What the slots hold: `[B, N, W]`. */
  readonly memory: tf.Tensor3D;
  /** Steps since each slot was last read or written with weight: `[B, N]`. */
  readonly age: tf.Tensor2D;
  /** The slots that each head read last: `[B, R, S]`, S = K, with links (2 H + 1) K. */
  readonly readSlots: tf.Tensor3D;
  /** With which weights: `[B, R, S]`. A slot that is named twice has all of its weight at once. */
  readonly readWeights: tf.Tensor3D;
  /** The slots that each head wrote last: `[B, H, E]`, E = K, with allocation K + 1. */
  readonly writeSlots: tf.Tensor3D;
  /** With which weights: `[B, H, E]`. The weights of a slot that is named twice add up. */
  readonly writeWeights: tf.Tensor3D;
  /** The order of writing; absent where `links` is off. */
  readonly links?: SparseLinks;
  /** What was written since `memory` was brought up to date; absent where there is none. */
  readonly pending?: PendingRows;
}

/**
 * The strongest links of each slot in each direction: what a link matrix `[N, N]` would hold, cut
 * to L numbers a row and a column. No gradient flows through them.
 */
export interface SparseLinks {
  /**
   * Of each slot its L strongest successors and its L strongest predecessors, then the strengths
   * of the former and of the latter: `[B, H, N, 4 L]`. Where there is no link the slot is -1 and
   * the strength 0.
   */
  readonly lists: tf.Tensor4D;
  /** The slots that were the last ones written: `[B, H, L]`. */
  readonly precedenceSlots: tf.Tensor3D;
  /** How far each of them was: `[B, H, L]`. */
  readonly precedence: tf.Tensor3D;
}

/**
 * Rows of a table that were written since its base was brought up to date, in order. A slot's
 * newest row counts. M rows are kept; the table has n.
 */
export interface RowLog {
  /** The slot of each row: `[B, M]`. */
  readonly slots: tf.Tensor2D;
  /** What it held from then on: `[B, M, width]`. */
  readonly rows: tf.Tensor3D;
  /** Of each slot 1 + the place of its newest row, 0 where the base holds it: `[B, n]`. */
  readonly versions: tf.Tensor2D;
}

/** What a state does not hold in its memory and in its lists of links yet. */
export interface PendingRows {
  /** Rows of the memory, n = N. */
  readonly memory: RowLog;
  /** 1 over the length of each row of the memory's base, computed once: `[B, 1, N]`. */
  readonly scales: tf.Tensor3D;
  /** Rows of the lists of links, n = H N: those of the first write head, then of the next. */
  readonly lists?: RowLog;
}

/**
 * What the controller asks of a sparse memory in one step, as of the DNC, but that nothing is
 * freed: gates and erase vectors in 0..1, read modes that sum to 1, strengths raw (the memory
 * applies softplus).
 */
export interface SparseInterface {
  /** `[B, R, W]` */
  readonly readKeys: tf.Tensor3D;
  /** `[B, R]`, before softplus */
  readonly readStrengths: tf.Tensor2D;
  /** `[B, H, W]` */
  readonly writeKeys: tf.Tensor3D;
  /** `[B, H]`, before softplus */
  readonly writeStrengths: tf.Tensor2D;
  /** What to add: `[B, H, W]` */
  readonly writeVectors: tf.Tensor3D;
  /** What to wipe, 0 to 1: `[B, H, W]` */
  readonly eraseVectors: tf.Tensor3D;
  /**
   * With `allocation` only. The slot not used for longest (1) or those that match the key (0):
   * `[B, H]`
   */
  readonly allocationGates?: tf.Tensor2D;
  /** Whether to write at all, 0 to 1: `[B, H]` */
  readonly writeGates: tf.Tensor2D;
  /**
   * With `links` only. Share of each way to read: backward (one a write head), forward (one a write
   * head), content: `[B, R, 2 H + 1]`
   */
  readonly readModes?: tf.Tensor3D;
}
