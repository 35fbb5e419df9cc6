import type { tf } from '../../tf';
import type { LinkWrite } from './linkage';

/** B = batch, N = memorySize (slots), W = memoryDim (word), R = read heads, H = write heads. */
export interface MemoryState {
  /** What the slots hold: `[B, N, W]`. */
  readonly memory: tf.Tensor3D;
  /** How much each slot is in use, 0 to 1: `[B, N]`. */
  readonly usage: tf.Tensor2D;
  /** Where each head read last: `[B, R, N]`. */
  readonly readWeights: tf.Tensor3D;
  /** Where each head wrote last: `[B, H, N]`. */
  readonly writeWeights: tf.Tensor3D;
  /**
   * `link[b, h, i, j]`: how far slot i was written right after slot j by head h: `[B, H, N, N]`.
   */
  readonly link: tf.Tensor4D;
  /** How far each slot was the last one written: `[B, H, N]`. */
  readonly precedence: tf.Tensor3D;
}

/**
 * A memory whose links may not hold the last write yet: it waits here, and reads see through it.
 * Two writes together pass over the links once.
 */
export interface UnlinkedMemoryState extends MemoryState {
  /** The write that `link` does not hold; absent where it holds all. */
  readonly unlinkedWrite?: LinkWrite;
}

/**
 * What the controller asks of the memory in one step: gates and erase vectors in 0..1, read modes
 * that sum to 1, strengths raw (the memory applies softplus).
 */
export interface MemoryInterface {
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
  /** Whether the slots read last may be used anew, 0 to 1: `[B, R]` */
  readonly freeGates: tf.Tensor2D;
  /** Free slot (1) or the one that matches the key (0): `[B, H]` */
  readonly allocationGates: tf.Tensor2D;
  /** Whether to write at all, 0 to 1: `[B, H]` */
  readonly writeGates: tf.Tensor2D;
  /**
   * Share of each way to read: backward (one a write head), forward (one a write head), content:
   * `[B, R, 2 H + 1]`
   */
  readonly readModes: tf.Tensor3D;
  /**
   * With `masking` only. Which parts of the word a read key is compared with, 0 to 1: `[B, R, W]`
   */
  readonly readMasks?: tf.Tensor3D;
  /** With `masking` only. The same of write keys: `[B, H, W]` */
  readonly writeMasks?: tf.Tensor3D;
  /** With `sharpening` only. Power that backward reads are raised to, at least 1: `[B, R]` */
  readonly backwardSharpness?: tf.Tensor2D;
  /** With `sharpening` only. The same of forward reads: `[B, R]` */
  readonly forwardSharpness?: tf.Tensor2D;
}
