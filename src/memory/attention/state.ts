import type { tf } from '../../tf';

/** B = batch, N = memorySize (steps kept), W = memoryDim, R = read heads, H = write heads. */
export interface AttentionState {
  /** The values of the writes that are kept, in places that are used in turn: `[B, N, W]`. */
  readonly memory: tf.Tensor3D;
  /** Their keys: `[B, N, W]`. */
  readonly keys: tf.Tensor3D;
  /** 1 where a place holds a write: `[B, N]`. */
  readonly held: tf.Tensor2D;
  /** 1 at the place that the next write takes: `[B, N]`. */
  readonly next: tf.Tensor2D;
  /** Where each head wrote last: `[B, H, N]`. */
  readonly writeWeights: tf.Tensor3D;
  /** Where each head read last: `[B, R, N]`. */
  readonly readWeights: tf.Tensor3D;
}

/** What the controller asks of the memory in one step. */
export interface AttentionInterface {
  /** Queries: `[B, R, W]` */
  readonly readKeys: tf.Tensor3D;
  /** `[B, H, W]` */
  readonly writeKeys: tf.Tensor3D;
  /** Values: `[B, H, W]` */
  readonly writeVectors: tf.Tensor3D;
}
