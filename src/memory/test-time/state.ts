import type { tf } from '../../tf';

/**
 * B = batch, N = memorySize (size of a key), W = memoryDim (size of a value), R = read heads,
 * H = write heads.
 */
export interface TestTimeState {
  /** The weights of the last layer, of one layer all there are: `[B, N, W]`. */
  readonly memory: tf.Tensor3D;
  /** How the last step changed them: `[B, N, W]`. */
  readonly change: tf.Tensor3D;
  /** With two layers only. The weights of the first: `[B, N, N]`. */
  readonly hidden?: tf.Tensor3D;
  /** With two layers only. How the last step changed them: `[B, N, N]`. */
  readonly hiddenChange?: tf.Tensor3D;
  /**
   * What went into the last layer when each head wrote last, times its rate 2 theta: `[B, H, N]`.
   */
  readonly writeWeights: tf.Tensor3D;
  /** What went into the last layer when each head read last: `[B, R, N]`. */
  readonly readWeights: tf.Tensor3D;
}

/** What the controller asks of the memory in one step. All but keys and values is raw. */
export interface TestTimeInterface {
  /** Queries of any length: `[B, R, N]` */
  readonly readKeys: tf.Tensor3D;
  /** Keys of any length: `[B, H, N]` */
  readonly writeKeys: tf.Tensor3D;
  /** Values: `[B, H, W]` */
  readonly writeVectors: tf.Tensor3D;
  /** The step size of each head's error is theta = sigmoid(x) / (2 H): `[B, H]` */
  readonly learningRates: tf.Tensor2D;
  /** eta = sigmoid(x - 2) of the last change is kept: `[B, 1]` */
  readonly momentum: tf.Tensor2D;
  /** alpha = sigmoid(x - 4) of the weights is forgotten: `[B, 1]` */
  readonly forgetting: tf.Tensor2D;
}
