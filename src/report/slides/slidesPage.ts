import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { escapeHtml } from '../../core/text';
import { unfolded, type Body } from '../body';
import {
  inlineScript,
  mathSetup,
  moduleFile,
  packedModule,
  pagePolicy,
  SCROLLERS,
  styleSheet,
  type ScriptMark,
} from '../page';
import { STEPPER } from '../stepped';
import type { Slide, Stack, Step } from './deck';
import { SLIDE_ROOM } from './heights';
import type { Piece } from './pieces';

/** What a page of slides shows. */
export interface SlideShow {
  readonly title: string;
  /** Language of the text, such as `en`. */
  readonly language: string;
  readonly deck: readonly Stack[];
  readonly pieces: readonly Piece[];
  /** The pieces as HTML, in the same order, and their figures. */
  readonly body: Body;
  /** Let no script run but those of this module; there is no window for the speaker then. */
  readonly safe: boolean;
}

function ownFile(name: string): string {
  return fs.readFileSync(path.join(__dirname, name), 'utf8');
}

/** A sheet of reveal.js. */
function revealFile(name: string): string {
  return moduleFile(`reveal.js${name}`);
}

/** Sections are slides here, and so cells are none. */
function withoutSections(html: string): string {
  return html.replace(/<(\/?)section\b/gi, '<$1div');
}

function pieceHtml(show: SlideShow, place: number): string {
  const { isFigure, height } = show.pieces[place];
  const html = withoutSections(show.body.cells[place] ?? '');
  const size = `flex-basis:${Math.min(Math.round(height), SLIDE_ROOM.height)}px`;
  return isFigure
    ? `<div class="piece drawn" style="${size}">${html}</div>`
    : `<div class="piece">${html}</div>`;
}

function stepHtml(show: SlideShow, step: Step): string {
  const html = step.pieces.map((place) => pieceHtml(show, place)).join('\n');
  const hasFigure = step.pieces.some((place) => show.pieces[place].isFigure);
  if (!step.isFragment) return html;
  return `<div class="fragment step${hasFigure ? ' with-figure' : ''}">${html}</div>`;
}

/** The heading of a section, for the slides that go on with it. */
function headingOf(html: string): string {
  const [, , inner] = /<h([12])\b[^>]*>([\s\S]*?)<\/h\1>/i.exec(html) ?? [];
  return (inner ?? '')
    .replace(/<a class="anchor-link"[\s\S]*?<\/a>/g, '')
    .replace(/<a\b|<\/a>/g, '');
}

function slideHtml(show: SlideShow, slide: Slide, running: string): string {
  const steps = slide.steps.map((step) => stepHtml(show, step)).join('\n');
  const said = slide.notes.map((place) => show.body.cells[place] ?? '').join('\n');
  const notes = said && `<aside class="notes">${unfolded(withoutSections(said))}</aside>`;
  const above = running && `<p class="running">${running}</p>`;
  return `<section><div class="sheet">${above}${steps}</div>${notes}</section>`;
}

function stackHtml(show: SlideShow, stack: Stack): string {
  const [first] = stack;
  const heading = headingOf(
    first.steps
      .flatMap(({ pieces }) => pieces)
      .map((place) => show.body.cells[place] ?? '')
      .join(''),
  );
  const slides = stack.map((slide, index) => slideHtml(show, slide, index === 0 ? '' : heading));
  return slides.length === 1 ? slides[0] : `<section>${slides.join('\n')}</section>`;
}

function showScripts({ body, safe }: SlideShow, mark: ScriptMark): string {
  const kind = { live: true, safe };
  const parts: string[] = [];
  if (body.html.includes('class="math"')) {
    parts.push(inlineScript(mathSetup(kind), mark));
    parts.push(inlineScript(moduleFile('mathjax/es5/tex-svg.js'), mark));
  }
  parts.push(inlineScript(revealFile(''), mark));
  if (!safe) parts.push(inlineScript(revealFile('/plugin/notes'), mark));
  const specs = Object.fromEntries(body.figures.map(({ id, spec }) => [id, spec]));
  const json = JSON.stringify(specs).replace(/</g, '\\u003c');
  parts.push(`<script type="application/json" id="figures">${json}</script>`);
  if (body.figures.length > 0)
    parts.push(
      `<script type="text/plain" id="plotly">${packedModule('plotly.js-dist/plotly.js')}</script>`,
    );
  if (body.html.includes('class="figure steps"')) parts.push(inlineScript(STEPPER, mark));
  parts.push(inlineScript(ownFile('slides.js'), mark), inlineScript(SCROLLERS, mark));
  return parts.join('\n');
}

/** A page of slides that needs nothing but itself. */
export function slidesPage(show: SlideShow): string {
  const { body, deck, language, safe, title } = show;
  const mark: ScriptMark = safe ? ` nonce="${randomBytes(18).toString('base64url')}"` : '';
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
${pagePolicy(mark)}<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>
${revealFile('/reveal.css')}
${styleSheet(body.styles)}
${ownFile('slides.css')}
</style>
</head>
<body class="no-math slides-page typesetting">
<div class="reveal"><div class="slides">
${deck.map((stack) => stackHtml(show, stack)).join('\n')}
</div></div>
${showScripts(show, mark)}
</body>
</html>
`;
}
