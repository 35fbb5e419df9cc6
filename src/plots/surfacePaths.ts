import { z } from 'zod';
import { functionField } from '../core/validation';
import { checkArguments, number, text } from './arguments';
import type { ArrowPoint } from './arrows';
import type { Figure } from './figure';
import { surfaceChart, type SurfaceOptions } from './surface';

/** A point of the plane. */
export type PlanePoint = readonly [x: number, y: number];

export interface SurfacePathsOptions extends SurfaceOptions {
  /** The method that fixes a path's colour, where its name does not say it. */
  readonly methods?: Readonly<Record<string, string>>;
}

const pathsField = z.record(text, z.array(z.tuple([number, number])).min(1));
const methodsField = z.looseObject({ methods: z.record(text, text).optional() });

/**
 * A surface seen from above with named paths on it: an arrow from each point to the next. A path
 * of one point is a place, marked by a diamond.
 * @param height of the surface at (x, y)
 * @throws RangeError for a path without points, or as `surfaceChart` does
 * @example
 * surfacePaths((x, y) => x * x + 4 * y * y, { steps: [[1, 1], [0.8, 0.2]], bottom: [[0, 0]] }, {
 *   title: 'Two steps down', unit: 'loss', xLabel: 'w', yLabel: 'v', x: [-2, 2], y: [-2, 2],
 * });
 */
export function surfacePaths(
  height: (x: number, y: number) => number,
  paths: Readonly<Record<string, readonly PlanePoint[]>>,
  options: SurfacePathsOptions,
): Figure {
  checkArguments(
    { height: functionField(), paths: pathsField, options: methodsField },
    { height, paths, options },
  );
  const { methods = {}, ...chart } = options;
  const groups = Object.entries(paths).map(([name, points]) => {
    const method = methods[name];
    const isPlace = points.length === 1;
    return {
      name,
      points: isPlace ? [placeOf(points[0])] : arrowsAlong(points),
      ...(isPlace ? { symbol: 'diamond' as const } : {}),
      ...(method === undefined ? {} : { method }),
    };
  });
  return surfaceChart(height, groups, chart);
}

const placeOf = ([x, y]: PlanePoint): ArrowPoint => ({ x, y });

/** An arrow from each point to the next. */
function arrowsAlong(points: readonly PlanePoint[]): ArrowPoint[] {
  return points.slice(1).map(([x, y], i) => {
    const from = placeOf(points[i]);
    return { ...from, dx: x - from.x, dy: y - from.y };
  });
}
