import { escapeHtml } from '../core/text';
import type { MimeBundle } from '../notebook/displayable';
import { STEPS, type StoredSteps } from '../notebook/interact/steps';
import { joined, type Output } from './notebookFile';
import { PLOTLY_MIME } from './notebookSchema';
import { steppedFigure } from './stepped';

/** A Plotly figure as the notebook stores it. */
export interface FigureSpec {
  readonly data: readonly object[];
  readonly layout?: {
    readonly title?: string | { readonly text?: string };
    readonly height?: number;
    readonly [key: string]: unknown;
  } | null;
  readonly frames?: readonly object[] | null;
}

/** A figure of the page: the live plot is drawn from `spec`. */
export interface PageFigure {
  readonly id: string;
  readonly spec: FigureSpec;
  /**
   * Whether a still picture lies beside it, which stands for it on paper and without scripts.
   * Without one the figure is drawn for paper as well.
   */
  readonly hasStill: boolean;
}

/** What a text of a notebook is, and so how it becomes HTML. */
export type TextKind = 'markdown' | 'code' | 'console' | 'html' | 'svg';

/**
 * Turns a text of a notebook into HTML. Of kind 'svg': gives what is wrong with it, nothing if it
 * is an SVG picture.
 */
export type Render = (kind: TextKind, text: string) => string;

/** What the outputs of a page are made with. */
export interface OutputTools {
  readonly render: Render;
  /** Gets the live figures in their order on the page. */
  readonly figures: PageFigure[];
  /** Words that the author gave the figures to come, in their order; '' where none were given. */
  readonly alts?: string[];
  /** Whether the page is for paper, where a figure answers to nobody. */
  readonly onPaper?: boolean;
}

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

/** @throws Error if the picture is no SVG */
function picture(data: MimeBundle, alt: string, { render }: OutputTools): string {
  const svg = data['image/svg+xml'];
  const complaint = svg === undefined ? '' : render('svg', joined(svg));
  if (complaint) throw new Error(`its image/svg+xml is ${complaint}`);
  return `<img class="still" alt="${escapeHtml(alt)}" src="${pictureAddress(data) ?? ''}">`;
}

/** A figure in words: the author's own, else those that it was stored with. */
function wordsOf(data: MimeBundle, { alts }: OutputTools): string {
  return alts?.shift() || joined(data['text/plain']);
}

function figure(data: MimeBundle, tools: OutputTools): string {
  const spec = data[PLOTLY_MIME] as FigureSpec;
  const words = wordsOf(data, tools) || titleOf(spec) || 'a figure';
  const hasStill = pictureAddress(data) !== undefined;
  const id = `figure-${tools.figures.length + 1}`;
  tools.figures.push({ id, spec, hasStill });
  const still = hasStill ? picture(data, words, tools) : standIn(words);
  // a picture may hold nothing that answers to keys; a live figure does
  const role = tools.onPaper ? 'img' : 'group';
  const plot =
    `<div class="plot" style="height:${heightOf(spec)}px" role="${role}" ` +
    `aria-label="${escapeHtml(words)}"></div>`;
  const classes = hasStill ? 'figure' : 'figure alone';
  return `<figure class="${classes}" id="${id}">${plot}${still}</figure>`;
}

/** What is read where a figure that has no still picture cannot be drawn. */
function standIn(words: string): string {
  return (
    `<p class="still stand-in">${escapeHtml(words)} (a live figure: the notebook holds no still ` +
    'picture of it, and it could not be drawn here)</p>'
  );
}

function titleOf({ layout }: FigureSpec): string {
  const title: unknown = layout?.title;
  const text: unknown =
    typeof title === 'object' && title !== null && 'text' in title ? title.text : title;
  return typeof text === 'string' ? text.replace(/<[^>]*>/g, ' ').trim() : '';
}

/** In pixels; Plotly draws as high as the place is. */
function heightOf({ layout }: FigureSpec): number {
  const height: unknown = layout?.height;
  return typeof height === 'number' && height >= 10 && height <= 1e5 ? height : 420;
}

function bundle(data: MimeBundle, tools: OutputTools): string {
  const text = joined(data['text/plain']);
  if (STEPS in data) {
    const stored = data[STEPS] as StoredSteps;
    return steppedFigure(stored, stillView(data, tools), tools.render, tools.alts?.shift());
  }
  if (PLOTLY_MIME in data) return figure(data, tools);
  if ('text/html' in data)
    return `<div class="html">${tools.render('html', joined(data['text/html']))}</div>`;
  if (pictureAddress(data)) {
    const still = picture(data, wordsOf(data, tools), tools);
    return `<figure class="figure">${still}</figure>`;
  }
  if ('text/markdown' in data)
    return `<div class="prose">${tools.render('markdown', joined(data['text/markdown']))}</div>`;
  if ('text/latex' in data)
    return `<div class="math">${escapeHtml(joined(data['text/latex']))}</div>`;
  const [first] = Object.values(data);
  if (text === '' && first === undefined) return '';
  return `<pre class="stream">${escapeHtml(text || JSON.stringify(first, null, 1))}</pre>`;
}

/** The view at the start values of an `interact`. */
function stillView(data: MimeBundle, tools: OutputTools): string {
  if ('image/svg+xml' in data) return picture(data, joined(data['text/plain']), tools);
  const moving = [STEPS, PLOTLY_MIME];
  const still = Object.entries(data).filter(([mime]) => !moving.includes(mime));
  return bundle(Object.fromEntries(still), { ...tools, alts: [] });
}

/**
 * One output of a cell as HTML.
 * @throws Error saying which part cannot be shown: a picture that is no SVG, steps without views
 */
export function outputHtml(output: Output, tools: OutputTools): string {
  const console = (text: string): string => tools.render('console', text);
  if (output.output_type === 'stream') {
    const name = output.name === 'stderr' ? 'stderr' : 'stdout';
    return `<pre class="stream ${name}">${console(joined(output.text))}</pre>`;
  }
  if (output.output_type === 'error') {
    const said = output.traceback.join('\n') || `${output.ename}: ${output.evalue}`;
    return `<pre class="stream error">${console(said)}</pre>`;
  }
  return bundle(output.data, tools);
}
