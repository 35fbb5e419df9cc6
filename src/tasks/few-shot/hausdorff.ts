import { argumentError } from '../../core/arguments';

/**
 * How far two sets of points lie apart: the modified Hausdorff distance (Dubuisson & Jain 1994),
 * the larger of two means, of the distances of the points of each set to the nearest point of the
 * other.
 * @param a `[points, 2]`, at least one point
 * @param b `[points, 2]`, at least one point
 * @throws RangeError naming what is wrong
 * @example modifiedHausdorff([0, 0, 0, 1], [0, 0]) // 0.5
 */
export function modifiedHausdorff(a: ArrayLike<number>, b: ArrayLike<number>): number {
  checkPoints('a', a);
  checkPoints('b', b);
  return Math.max(meanNearest(a, b), meanNearest(b, a));
}

/** Points `[points, 2]` moved so that their mean is the origin. */
export function aboutTheirMean(points: ArrayLike<number>): Float64Array {
  checkPoints('points', points);
  const count = points.length / 2;
  const mean = [0, 0];
  for (let p = 0; p < points.length; p++) mean[p % 2] += points[p] / count;
  return Float64Array.from(points, (value, p) => value - mean[p % 2]);
}

function checkPoints(name: string, points: ArrayLike<number>): void {
  if (points.length === 0 || points.length % 2 !== 0)
    throw argumentError(name, `${points.length} numbers`, 'points: two numbers each, at least one');
}

/** Mean distance of each point of `from` to the nearest of `to`. */
function meanNearest(from: ArrayLike<number>, to: ArrayLike<number>): number {
  let sum = 0;
  for (let p = 0; p < from.length; p += 2) {
    let nearest = Infinity;
    for (let q = 0; q < to.length; q += 2) {
      const distance = (from[p] - to[q]) ** 2 + (from[p + 1] - to[q + 1]) ** 2;
      if (distance < nearest) nearest = distance;
    }
    sum += Math.sqrt(nearest);
  }
  return sum / (from.length / 2);
}
