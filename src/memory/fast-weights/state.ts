import type { tf } from '../../tf';

/**
 * B = batch, N = memorySize (size of a key), W = memoryDim (size of a value), R = read heads,
 * H = write heads.
 */
export interface FastWeightsState {
  /** The matrix, a row for each number of a key: `[B, N, W]`. */
  readonly memory: tf.Tensor3D;
  /** With which key each head wrote last, times its rate: `[B, H, N]`. */
  readonly writeWeights: tf.Tensor3D;
  /** With which key each head read last: `[B, R, N]`. */
  readonly readWeights: tf.Tensor3D;
}

/** What the controller asks of the memory in one step. */
export interface FastWeightsInterface {
  /** Queries of any length: `[B, R, N]` */
  readonly readKeys: tf.Tensor3D;
  /** Keys of any length: `[B, H, N]` */
  readonly writeKeys: tf.Tensor3D;
  /** Values: `[B, H, W]` */
  readonly writeVectors: tf.Tensor3D;
  /** How far each write goes, beta, 0 to 1: `[B, H]` */
  readonly writeGates: tf.Tensor2D;
  /** With `gated` only. sigmoid(x + 4) of the whole matrix is kept: `[B, 1]` */
  readonly keepGates?: tf.Tensor2D;
}
