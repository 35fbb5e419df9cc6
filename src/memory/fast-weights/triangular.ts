import { tf } from '../../tf';

/**
 * The inverse of I + T for strictly lower triangular T, `[G, n, n]`; what T holds elsewhere is not
 * looked at.
 *
 * By blocks: the inverse of [[A, 0], [B, D]] is [[A⁻¹, 0], [-D⁻¹ B A⁻¹, D⁻¹]], and A and D are of
 * the same form, half as large. The series I - T + T² - ... ends as well, but its terms grow like
 * binomials and cancel: in float32 nothing is left of it at n = 64. With Y the inverse, the
 * gradient of T is -Yᵀ dY Yᵀ.
 */
export function unitLowerInverse(strictlyLower: tf.Tensor3D): tf.Tensor3D {
  const inverse = tf.customGrad((...given) => {
    const [lower, save] = given as unknown as [tf.Tensor3D, tf.GradSaveFunc];
    save([lower]);
    return {
      value: inverseOf(lower),
      gradFunc: (dy, [kept]) => {
        const y = inverseOf(kept as tf.Tensor3D);
        const product = tf.matMul(tf.matMul(y, dy as tf.Tensor3D, true), y, false, true);
        return tf.mul(tf.neg(product), strictlyLowerMask(kept.shape[1] as number));
      },
    };
  });
  return inverse(strictlyLower) as tf.Tensor3D;
}

/** The same for any n: blocks can be halved where n is a power of two. */
function inverseOf(lower: tf.Tensor3D): tf.Tensor3D {
  const [groups, size] = lower.shape;
  const whole = 2 ** Math.ceil(Math.log2(size));
  if (whole === size) return byHalves(lower);
  const rest: [number, number] = [0, whole - size];
  return tf.slice(byHalves(tf.pad(lower, [[0, 0], rest, rest])), [0, 0, 0], [groups, size, size]);
}

function byHalves(lower: tf.Tensor3D): tf.Tensor3D {
  const [groups, size] = lower.shape;
  if (size <= 2) return tf.mul(tf.sub(identity(size), lower), lowerMask(size));
  const half = size / 2;
  const block = (row: number, column: number): tf.Tensor3D =>
    tf.slice(lower, [0, row * half, column * half], [groups, half, half]);
  const both = byHalves(tf.concat([block(0, 0), block(1, 1)], 0));
  const [first, second] = tf.split<tf.Tensor3D>(both, 2, 0);
  const below = tf.neg(tf.matMul<tf.Tensor3D>(tf.matMul(second, block(1, 0)), first));
  const above = tf.zerosLike(below);
  return tf.concat([tf.concat([first, above], 2), tf.concat([below, second], 2)], 1);
}

/**
 * The products of factors between every two steps: `[G, n, n]`, in row t and column s that of x
 * after step s and up to step t, 1 on the diagonal, 0 above it.
 *
 * It is the inverse of I - X with x below the diagonal. So each is one product of its factors,
 * never a quotient of two: a factor of 0, or many that are small, do no harm, forward and backward.
 * @param factors x, `[G, n, 1]`
 */
export const productsBetween = (factors: tf.Tensor3D): tf.Tensor3D =>
  unitLowerInverse(tf.mul(tf.neg(factors), belowDiagonal(factors.shape[1])));

/** 1 where `holds` for row and column, else 0: `[1, n, n]`. */
function mask(size: number, holds: (row: number, column: number) => boolean): tf.Tensor3D {
  const row = (r: number): number[] => Array.from({ length: size }, (_, c) => Number(holds(r, c)));
  return tf.tensor3d([Array.from({ length: size }, (_, r) => row(r))]);
}

const identity = (size: number): tf.Tensor3D => mask(size, (row, column) => row === column);
const belowDiagonal = (size: number): tf.Tensor3D =>
  mask(size, (row, column) => row === column + 1);

/** 1 on and below the diagonal, `[1, n, n]`. */
export const lowerMask = (size: number): tf.Tensor3D => mask(size, (row, column) => row >= column);

/** 1 below the diagonal, `[1, n, n]`. */
export const strictlyLowerMask = (size: number): tf.Tensor3D =>
  mask(size, (row, column) => row > column);
