/**
 * Lines along which a surface has one value: `x` and `y` of their points; y is null where one line
 * ends and the next begins.
 */
interface Contour {
  readonly level: number;
  readonly x: number[];
  readonly y: (number | null)[];
  /** A point on the longest line, for a label. */
  readonly at: readonly [number, number];
}

/**
 * A point of a line and the edge of the grid that it lies on: where two cells meet, their lines
 * have the same edge.
 */
interface Crossing {
  readonly edge: string;
  readonly x: number;
  readonly y: number;
}

/**
 * Lines of equal value, by marching squares: in each cell the line goes straight from edge to edge,
 * its ends placed by linear interpolation.
 * @param z values `[y.length][x.length]`; cells with a value that is not finite are left out
 * @param level values exactly on the level count as above it
 * @returns undefined where no cell is crossed
 */
export function contour(
  x: readonly number[],
  y: readonly number[],
  z: readonly (readonly number[])[],
  level: number,
): Contour | undefined {
  /** Where the level crosses the edge that goes down, or to the right, from a point of the grid. */
  function cross(i: number, j: number, down: boolean): Crossing {
    const a = z[i][j];
    const b = down ? z[i + 1][j] : z[i][j + 1];
    const share = (level - a) / (b - a);
    return down
      ? { edge: `${i},${j},y`, x: x[j], y: y[i] + share * (y[i + 1] - y[i]) }
      : { edge: `${i},${j},x`, x: x[j] + share * (x[j + 1] - x[j]), y: y[i] };
  }
  const next = new Map<string, Crossing[]>();
  const points = new Map<string, Crossing>();
  function step(from: Crossing, to: Crossing): void {
    next.set(from.edge, [...(next.get(from.edge) ?? []), to]);
    points.set(from.edge, from);
  }
  function join(a: Crossing, b: Crossing): void {
    step(a, b);
    step(b, a);
  }
  for (let i = 0; i + 1 < y.length; i++)
    for (let j = 0; j + 1 < x.length; j++) {
      const corners = [z[i][j], z[i][j + 1], z[i + 1][j + 1], z[i + 1][j]];
      if (!corners.every(Number.isFinite)) continue;
      const sides: readonly [number, number, boolean][] = [
        [i, j, false],
        [i, j + 1, true],
        [i + 1, j, false],
        [i, j, true],
      ];
      const hit = sides
        .filter((_, k) => corners[k] < level !== corners[(k + 1) % 4] < level)
        .map((side) => cross(...side));
      if (hit.length >= 2) join(hit[0], hit[1]);
      // a saddle: either way is right, to the width of a cell
      if (hit.length === 4) join(hit[2], hit[3]);
    }
  if (points.size === 0) return undefined;
  return { level, ...follow(points, next) };
}

/** Walks along the joined points, first the open lines from an end, then the closed ones. */
function follow(
  points: ReadonlyMap<string, Crossing>,
  next: ReadonlyMap<string, readonly Crossing[]>,
): Omit<Contour, 'level'> {
  const seen = new Set<string>();
  const paths: Crossing[][] = [];
  const unseen = (at: Crossing): Crossing | undefined =>
    next.get(at.edge)?.find(({ edge }) => !seen.has(edge));
  function walk(start: Crossing): void {
    const path: Crossing[] = [];
    for (let at: Crossing | undefined = start; at; at = unseen(at)) {
      seen.add(at.edge);
      path.push(at);
    }
    const last = path[path.length - 1];
    const closes = path.length > 2 && next.get(last.edge)?.some(({ edge }) => edge === start.edge);
    paths.push(closes ? [...path, start] : path);
  }
  const all = [...points.values()];
  const ends = all.filter(({ edge }) => next.get(edge)?.length === 1);
  for (const point of [...ends, ...all]) if (!seen.has(point.edge)) walk(point);
  const longest = paths.reduce((a, b) => (b.length > a.length ? b : a));
  const middle = longest[Math.floor(longest.length / 2)];
  const x: number[] = [];
  const y: (number | null)[] = [];
  for (const path of paths) {
    if (x.length > 0) {
      x.push(x[x.length - 1]); // Plotly and the picture both want an x at a gap
      y.push(null);
    }
    x.push(...path.map((p) => p.x));
    y.push(...path.map((p) => p.y));
  }
  return { x, y, at: [middle.x, middle.y] };
}

/**
 * Levels that leave about as much of the surface between each two: round numbers where they can be.
 */
export function contourLevels(z: readonly (readonly number[])[], count: number): number[] {
  const all = z
    .flat()
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const at = Array.from({ length: count }, (_, k) =>
    Number(all[Math.floor(((k + 0.5) / count) ** 1.5 * (all.length - 1))].toPrecision(2)),
  );
  return [...new Set(at)];
}
