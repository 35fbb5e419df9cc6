import { toSvg, type Figure } from '../plots';
import type { Bundle } from './bundle';
import { compact } from './compact';
import { packed } from './pack';

/** MIME type of an interactive figure. */
export const PLOTLY = 'application/vnd.plotly.v1+json';

/** A figure as picture and words: what can be replaced in place as often as one likes. */
export function pictureBundle(figure: Figure): Bundle {
  return { 'image/svg+xml': toSvg(figure), 'text/plain': figure.alt };
}

/**
 * The three forms of a figure: interactive, picture, words. Jupyter shows the first that it can.
 */
export function figureBundle(figure: Figure): Bundle {
  const picture = pictureBundle(figure);
  const data = figure.data.map(packed);
  const config = { displaylogo: false, responsive: false };
  return {
    [PLOTLY]: compact({ data, layout: figure.layout, config }),
    ...picture,
  };
}
