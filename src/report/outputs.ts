import type { MimeBundle } from '../notebook/displayable';
import { STEPS, type StoredSteps } from '../notebook/interact/steps';
import { joined, type Output } from './notebookFile';
import { steppedFigure } from './stepped';
import { escapeHtml } from '../core/text';

/** A Plotly figure as the notebook stores it. */
export interface FigureSpec {
  readonly data: readonly object[];
  readonly layout?: {
    readonly title?: string | { readonly text?: string };
    readonly height?: number;
    readonly [key: string]: unknown;
  };
}

/**
 * A figure of the page: the live plot is drawn from `spec`, the still picture stands for it on
 * paper and without scripts.
 */
export interface PageFigure {
  readonly id: string;
  readonly spec: FigureSpec;
}

/** MIME type of a live figure. */
export const PLOTLY_MIME = 'application/vnd.plotly.v1+json';

const PICTURES = ['image/svg+xml', 'image/png', 'image/jpeg'];

/** A picture of a bundle as a data address, if it has one. */
export function pictureAddress(data: MimeBundle): string | undefined {
  const mime = PICTURES.find((type) => type in data);
  if (!mime) return undefined;
  const content = joined(data[mime]);
  const isSvg = mime === 'image/svg+xml';
  const base64 = isSvg ? Buffer.from(content).toString('base64') : content.replace(/\s/g, '');
  return `data:${mime};base64,${base64}`;
}

function picture(data: MimeBundle, alt: string, style = ''): string {
  return `<img class="still" alt="${escapeHtml(alt)}" src="${pictureAddress(data) ?? ''}"${style}>`;
}

function figure(data: MimeBundle, figures: PageFigure[]): string {
  const spec = data[PLOTLY_MIME] as FigureSpec;
  const alt = joined(data['text/plain']);
  const id = `figure-${figures.length + 1}`;
  figures.push({ id, spec });
  const height = spec.layout?.height ?? 420;
  return (
    `<figure class="figure" id="${id}"><div class="plot" style="height:${height}px" role="img" ` +
    `aria-label="${escapeHtml(alt)}"></div>${picture(data, alt)}</figure>`
  );
}

function bundle(data: MimeBundle, markdown: string, figures: PageFigure[]): string {
  const text = joined(data['text/plain']);
  if (STEPS in data) {
    return steppedFigure(data[STEPS] as StoredSteps, stillView(data, markdown, figures));
  }
  if (PLOTLY_MIME in data) return figure(data, figures);
  if ('text/html' in data) return `<div class="html">${joined(data['text/html'])}</div>`;
  if (pictureAddress(data)) return `<figure class="figure">${picture(data, text)}</figure>`;
  if (markdown) return `<div class="prose">${markdown}</div>`;
  if ('text/latex' in data)
    return `<div class="math">${escapeHtml(joined(data['text/latex']))}</div>`;
  const words = text || JSON.stringify(Object.values(data)[0] ?? '', null, 1);
  return `<pre class="stream">${escapeHtml(words)}</pre>`;
}

/** The view at the start values of an `interact`. */
function stillView(data: MimeBundle, markdown: string, figures: PageFigure[]): string {
  if ('image/svg+xml' in data) return picture(data, joined(data['text/plain']));
  const moving = [STEPS, PLOTLY_MIME];
  const still = Object.entries(data).filter(([mime]) => !moving.includes(mime));
  return bundle(Object.fromEntries(still), markdown, figures);
}

/**
 * One output of a cell as HTML.
 * @param rendered what the Python side made of its text (console colours, Markdown).
 * @param figures gets the live figures in their order on the page.
 */
export function outputHtml(output: Output, rendered: string, figures: PageFigure[]): string {
  if (output.output_type === 'stream')
    return `<pre class="stream ${output.name}">${rendered}</pre>`;
  if (output.output_type === 'error') return `<pre class="stream error">${rendered}</pre>`;
  return bundle(output.data, rendered, figures);
}
