/** A point of the screen: pixels to the right and down. */
type Pixel = readonly [x: number, y: number];
/** A rectangle of the screen, in pixels. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
/** Something with a name: a marker, the arrow that leaves it, and how large the name is. */
export interface NamedPoint {
  readonly at: Pixel;
  /** Where the arrow ends; the point itself where there is none. */
  readonly head: Pixel;
  /** Width and height of the name in pixels; undefined for a point without one. */
  readonly size?: readonly [width: number, height: number];
}
/** Where a name stands: the pixels from its point, and which of its sides is meant. */
export interface LabelPlace {
  readonly xanchor: 'left' | 'center' | 'right';
  readonly yanchor: 'top' | 'middle' | 'bottom';
  /** To the right. */
  readonly xshift: number;
  /** Upwards. */
  readonly yshift: number;
}

/** Pixels about the middle of a marker that no name may cover. */
const MARKER = 6;
/** Pixels from a point to its name. */
const BESIDE = 8;
/** Points of an arrow at which it is looked for under a name. */
const STEPS = 24;

/** Places about a point, the best to read first. */
const PLACES: readonly LabelPlace[] = [
  { xanchor: 'left', yanchor: 'middle', xshift: BESIDE, yshift: 0 },
  { xanchor: 'right', yanchor: 'middle', xshift: -BESIDE, yshift: 0 },
  { xanchor: 'center', yanchor: 'bottom', xshift: 0, yshift: BESIDE },
  { xanchor: 'center', yanchor: 'top', xshift: 0, yshift: -BESIDE },
  { xanchor: 'left', yanchor: 'bottom', xshift: BESIDE, yshift: BESIDE },
  { xanchor: 'left', yanchor: 'top', xshift: BESIDE, yshift: -BESIDE },
  { xanchor: 'right', yanchor: 'bottom', xshift: -BESIDE, yshift: BESIDE },
  { xanchor: 'right', yanchor: 'top', xshift: -BESIDE, yshift: -BESIDE },
];

/**
 * A place for the name of each point where it covers no marker, no arrow and no other name, and
 * stays on the plot: of eight about the point the one that covers least.
 * @param plot pixels of the plot, to the right and down
 */
export function placeLabels(
  points: readonly NamedPoint[],
  plot: Pixel,
): (LabelPlace | undefined)[] {
  const taken: Area[] = points.map(({ at }) => around(at));
  const arrows = points.flatMap(({ at, head }) => between(at, head));
  return points.map(({ at, size }) => {
    if (!size) return undefined;
    const covered = (area: Area): number =>
      taken.filter((other) => overlap(area, other)).length +
      arrows.filter((point) => holds(area, point)).length / 4 +
      (onPlot(area, plot) ? 0 : 10);
    const scores = PLACES.map((place) => covered(areaOf(at, size, place)));
    const best = PLACES[scores.indexOf(Math.min(...scores))];
    taken.push(areaOf(at, size, best));
    return best;
  });
}

const BEFORE = { left: 0, center: 0.5, right: 1, top: 0, middle: 0.5, bottom: 1 } as const;

function areaOf([x, y]: Pixel, [width, height]: readonly [number, number], p: LabelPlace): Area {
  const left = x + p.xshift - BEFORE[p.xanchor] * width;
  const top = y - p.yshift - BEFORE[p.yanchor] * height;
  return { left, top, right: left + width, bottom: top + height };
}

const around = ([x, y]: Pixel): Area => ({
  left: x - MARKER,
  top: y - MARKER,
  right: x + MARKER,
  bottom: y + MARKER,
});

const overlap = (a: Area, b: Area): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const holds = (a: Area, [x, y]: Pixel): boolean =>
  x > a.left - 3 && x < a.right + 3 && y > a.top - 1 && y < a.bottom + 1;

const onPlot = (a: Area, [width, height]: Pixel): boolean =>
  a.left >= 0 && a.right <= width && a.top >= 0 && a.bottom <= height;

/** Points along an arrow; none where there is no arrow. */
function between([x0, y0]: Pixel, [x1, y1]: Pixel): Pixel[] {
  if (x0 === x1 && y0 === y1) return [];
  return Array.from({ length: STEPS }, (_, i): Pixel => {
    const share = (i + 1) / STEPS;
    return [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
  });
}
