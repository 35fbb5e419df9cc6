import { isFigure, toSvg, type Figure } from '../plots';
import { displayBundle, type Bundle } from './bundle';
import { compact } from './compact';
import { packed } from './pack';
import { isTable, tableBundle, type TableOptions } from './table';

/** The three forms of a figure: interactive, picture, words. Jupyter shows the first that it can. */
export function figureBundle(figure: Figure): Bundle {
  return {
    'application/vnd.plotly.v1+json': compact({ data: figure.data.map(packed), layout: figure.layout, config: { displaylogo: false, responsive: false } }),
    'image/svg+xml': toSvg(figure),
    'text/plain': figure.alt,
  };
}

/**
 * Shows a value below the cell; outside a notebook its text form is printed.
 * - a figure: one display with three forms (interactive in JupyterLab, a picture on GitHub and on paper, words for screen readers)
 * - a polars data frame or a list of records: a table with short numbers, which says how many rows are left out
 * - text: as it is; anything else as JSON
 * @example show(learningCurve(series, { title: 'Replay keeps task 1', xLabel: 'update', yLabel: 'loss (MSE)' }));
 * @example show(frame, { rows: 10, caption: 'First episodes' });
 */
export function show(value: unknown, options: TableOptions = {}): void {
  if (isFigure(value)) displayBundle(figureBundle(value));
  else if (isTable(value)) displayBundle(tableBundle(value, options));
  else displayBundle({ 'text/plain': typeof value === 'string' ? value : JSON.stringify(compact(value)) ?? String(value) });
}

/** Shows Markdown, with the numbers that a cell has just computed: a sentence that stays true when the numbers change. */
export function note(markdown: string): void {
  displayBundle({ 'text/markdown': markdown, 'text/plain': markdown });
}
