import { isFigure, toSvg, type Figure } from '../plots';
import { displayBundle, type Bundle } from './bundle';

/** The three forms of a figure: interactive, picture, words. Jupyter shows the first that it can. */
export function figureBundle(figure: Figure): Bundle {
  return {
    'application/vnd.plotly.v1+json': { data: figure.data, layout: figure.layout, config: { displaylogo: false, responsive: false } },
    'image/svg+xml': toSvg(figure),
    'text/plain': figure.alt,
  };
}

/**
 * Shows a value in the notebook: a figure as one display with three forms. Outside a notebook the text form is printed.
 */
export function show(value: unknown): void {
  displayBundle(isFigure(value) ? figureBundle(value) : { 'text/plain': String(value) });
}
