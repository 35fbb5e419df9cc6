import * as fs from 'node:fs';
import * as path from 'node:path';
import { escapeHtml } from '../../core/text';
import type { Body, Heading } from '../body';
import { figureDrawing, mathSetup, moduleFile, SCROLLERS, styleSheet } from '../page';
import { STEPPER } from '../stepped';
import type { PageSection } from './sections';

/** What all pages of the book have around them. */
export interface BookFrame {
  readonly title: string;
  /** Language of the text, such as `en`. */
  readonly language: string;
  /** Pages in reading order. */
  readonly pages: readonly PageEntry[];
}

/** A page in the contents of the book. */
export interface PageEntry {
  /** File name without `.html`. */
  readonly name: string;
  readonly title: string;
  readonly headings: readonly Heading[];
}

/** One page of the book. */
export interface BookPage {
  readonly name: string;
  readonly title: string;
  readonly html: string;
  /** The live figures on it. */
  readonly figures: Body['figures'];
}

function ownFile(name: string): string {
  return fs.readFileSync(path.join(__dirname, name), 'utf8');
}

/** The files that the pages share, by name, in the folder `assets`. */
export function bookAssets(
  styles: Body['styles'],
  sections: readonly PageSection[],
): { readonly [name: string]: string } {
  const drawing = `(function () {
  if (!document.querySelector('script#figures')) return;
  ${figureDrawing(true)}
  drawAll();
})();`;
  return {
    'book.css': `${styleSheet(styles)}\n${ownFile('book.css')}`,
    'book.js': [ownFile('book.js'), STEPPER, SCROLLERS, drawing].join('\n'),
    'mathjax.js': moduleFile('mathjax/es5/tex-svg.js'),
    'plotly.js': moduleFile('plotly.js-dist/plotly.js'),
    // a script and no JSON: a page that is opened as a file may load no data
    'sections.js': `window.bookSections = ${JSON.stringify(sections)};\n`,
  };
}

/** The sections of a page in the contents: headings of level 2. */
function innerList({ name, headings }: PageEntry): string {
  const items = headings
    .filter(({ level }) => level === 2)
    .map(({ id, html }) => `<li><a href="${name}.html#${encodeURIComponent(id)}">${html}</a></li>`);
  return items.length > 0 ? `<ol>${items.join('')}</ol>` : '';
}

/** The contents at the side: all pages, and the sections of the one that is read. */
function sideContents({ title, pages }: BookFrame, name: string): string {
  const items = pages.map((page) => {
    const isHere = page.name === name;
    const here = isHere ? ' aria-current="page"' : '';
    const link = `<a href="${page.name}.html"${here}>${escapeHtml(page.title)}</a>`;
    return `<li>${link}${isHere ? innerList(page) : ''}</li>`;
  });
  return (
    `<nav class="contents book-contents" aria-label="Contents">` +
    `<p class="book-title"><a href="index.html">${escapeHtml(title)}</a></p>${SEARCH}` +
    `<details open><summary>Contents</summary><ol>${items.join('')}</ol></details></nav>`
  );
}

const SEARCH =
  '<form class="search" role="search"><input type="search" id="search" placeholder="Search" ' +
  'aria-label="Search the book" autocomplete="off">' +
  '<div id="found" role="status" aria-live="polite"></div><ol id="results"></ol></form>';

/** Links to the page before and the page after. */
function neighbours({ pages }: BookFrame, name: string): string {
  const at = pages.findIndex((page) => page.name === name);
  const link = (page: PageEntry | undefined, rel: string, words: string): string =>
    page
      ? `<a rel="${rel}" href="${page.name}.html">${words.replace('%', escapeHtml(page.title))}</a>`
      : '<span></span>';
  const before = at < 0 ? undefined : pages[at - 1];
  const links = link(before, 'prev', '← %') + link(pages[at + 1], 'next', '% →');
  return `<nav class="neighbours" aria-label="Previous and next page">${links}</nav>`;
}

function pageScripts({ html, figures }: BookPage): string {
  const parts: string[] = [];
  if (html.includes('class="math'))
    parts.push(
      `<script>${mathSetup({ live: true, safe: false })}</script>`,
      '<script defer src="assets/mathjax.js"></script>',
    );
  if (figures.length > 0) {
    const specs = Object.fromEntries(figures.map(({ id, spec }) => [id, spec]));
    const json = JSON.stringify(specs).replace(/</g, '\\u003c');
    parts.push(
      `<script type="application/json" id="figures">${json}</script>`,
      '<script defer src="assets/plotly.js"></script>',
    );
  }
  return [...parts, '<script defer src="assets/book.js"></script>'].join('\n');
}

/** A page of the book; what it shares with the others lies in `assets/`. */
export function bookPageHtml(frame: BookFrame, page: BookPage): string {
  const title = page.title === frame.title ? page.title : `${page.title} · ${frame.title}`;
  return `<!doctype html>
<html lang="${escapeHtml(frame.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="assets/book.css">
</head>
<body class="no-math screen book">
${sideContents(frame, page.name)}
<main>
${page.html}
${neighbours(frame, page.name)}
</main>
${pageScripts(page)}
</body>
</html>
`;
}

/** The list of all chapters with their sections, for the first page and for paper. */
export function wholeContents(
  pages: readonly (PageEntry & { readonly summary?: string })[],
): string {
  const items = pages.map(({ summary, ...page }) => {
    const link = `<a href="${page.name}.html">${escapeHtml(page.title)}</a>`;
    const words = summary ? `<p>${escapeHtml(summary)}</p>` : '';
    return `<li><h2>${link}</h2>${words}${innerList(page)}</li>`;
  });
  return `<ol class="whole-contents">${items.join('\n')}</ol>`;
}
