/** The first and the last index (without it) of each of `buckets` equal parts of `n` points. */
function* parts(n: number, buckets: number): Generator<readonly [number, number]> {
  for (let b = 0; b < buckets; b++)
    yield [Math.floor((b * n) / buckets), Math.floor(((b + 1) * n) / buckets)];
}

/**
 * Indexes of points that show a long line as well as all of them: the first, the last, and of each
 * bucket the lowest, the highest and the first gap.
 * @param buckets about a pixel column each is enough
 */
export function extremes(y: ArrayLike<number>, buckets: number): number[] {
  const n = y.length;
  const keep = new Set<number>([0, n - 1]);
  for (const [start, end] of parts(n, buckets)) {
    let low = -1;
    let high = -1;
    let gap = -1;
    for (let i = start; i < end; i++) {
      if (!Number.isFinite(y[i])) {
        if (gap < 0) gap = i;
        continue;
      }
      if (low < 0 || y[i] < y[low]) low = i;
      if (high < 0 || y[i] > y[high]) high = i;
    }
    for (const i of [low, high, gap]) if (i >= 0) keep.add(i);
  }
  return [...keep].sort((a, b) => a - b);
}

/**
 * An interval band in fewer points: each bucket is as low and as high as its lowest and highest
 * point, at its first x.
 */
export function envelope(
  x: readonly number[],
  low: readonly number[],
  high: readonly number[],
  buckets: number,
): { x: number[]; low: number[]; high: number[] } {
  const out = { x: [] as number[], low: [] as number[], high: [] as number[] };
  const n = x.length;
  for (const [start, end] of parts(n, buckets)) {
    if (end <= start) continue;
    let l = Infinity;
    let h = -Infinity;
    for (let i = start; i < end; i++) {
      l = Math.min(l, low[i]);
      h = Math.max(h, high[i]);
    }
    out.x.push(end === n ? x[n - 1] : x[start]);
    out.low.push(l);
    out.high.push(h);
  }
  return out;
}
