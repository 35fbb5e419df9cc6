import { isFigure } from '../plots';
import { isTensor, tensorText } from '../tf/tensorText';
import type { Bundle } from './bundle';
import { figureBundle } from './figureBundle';
import { isFrame, isSeries, tableBundle } from './table';

/**
 * What the last line of a cell shows for a figure, a polars data frame or series, and a tensor.
 * @returns undefined for every other value: Node's own text of it is best
 */
export function bundleFor(value: unknown): Bundle | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isFigure(value)) return figureBundle(value);
  if (isTensor(value)) return { 'text/plain': tensorText(value) };
  if (isFrame(value)) return tableBundle(value);
  if (isSeries(value)) return tableBundle(value.toFrame());
  return undefined;
}
