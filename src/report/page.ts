import { randomBytes } from 'node:crypto';
import * as fs from 'fs';
import * as path from 'path';
import { gzipSync } from 'zlib';
import type { Body, Heading } from './body';
import { FIT_PAPER } from './fitPaper';
import type { PageFigure } from './outputs';
import { STEPPER, UNPACK } from './stepped';
import { escapeHtml } from '../core/text';

/** What stands around the content. */
export interface PageInfo {
  readonly name: string;
  readonly title: string;
  /** One line under the title: when, how, on what. */
  readonly made: string;
  readonly previous?: string;
  readonly next?: string;
  /** Whether a PDF lies beside the page. */
  readonly pdf: boolean;
  /** The language of its text; left out: English. */
  readonly lang?: string;
  readonly authors?: readonly string[];
  readonly date?: string;
  /** The name that stands over it, such as that of a course. */
  readonly course?: string;
  /** A picture over it, as a data address. */
  readonly logo?: string;
  /** Stands at the top of each printed page. */
  readonly eachPage?: string;
  /** Whether it is the report of a notebook, which the list of reports names. */
  readonly isReport?: boolean;
}

/** What kind of page it is. */
export interface PageKind {
  /** With interactive figures; without, it is for print. */
  readonly live: boolean;
  /** Let no script run but those of this module, whatever the content holds. */
  readonly safe: boolean;
}

/** The attribute that marks the scripts of this module where a page lets no other run. */
export type ScriptMark = '' | ` nonce="${string}"`;

/** A script inside the page: `</script` in its text must not end it. */
export function inlineScript(text: string, mark: ScriptMark = ''): string {
  return `<script${mark}>${text.replace(/<\/script/gi, '<\\/script')}</script>`;
}

/**
 * Tells the browser to run marked scripts only and to fetch nothing. Plotly makes functions out of
 * text for some kinds of plot, hence `unsafe-eval`, which lets only scripts that run do that.
 */
export function pagePolicy(mark: ScriptMark): string {
  if (mark === '') return '';
  const nonce = mark.slice(' nonce="'.length, -1);
  const rules = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'unsafe-eval'`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    'font-src data:',
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${rules.join('; ')}">\n`;
}

/** The text of a file of an installed package. */
export function moduleFile(name: string): string {
  return fs.readFileSync(require.resolve(name), 'utf8');
}

/** A module's text, compressed, in letters that are safe inside a page. */
export function packedModule(name: string): string {
  return gzipSync(moduleFile(name), { level: 9 }).toString('base64');
}

/**
 * Only what Markdown marked as math is typeset: dollars in tables and code are left alone. On paper
 * each formula carries its TeX as words. A safe page lets TeX load nothing, which takes away the
 * commands that make links. A link whose text is a formula is named by the letters of the formula.
 */
export const mathSetup = ({ live, safe }: PageKind): string => `function nameLinks() {
  Array.from(document.querySelectorAll('a')).forEach(function (link) {
    if (link.querySelector('mjx-container')) link.setAttribute('aria-label', link.textContent);
  });
}
window.MathJax = {
  tex: {
    inlineMath: [['\\\\(', '\\\\)']], displayMath: [['\\\\[', '\\\\]']],
    ${safe ? "packages: { '[-]': ['require', 'autoload'] }," : ''}
  },
  options: { ignoreHtmlClass: 'no-math', processHtmlClass: 'math', enableMenu: false },
  svg: { fontCache: 'local' },
  startup: { pageReady: function () {
    return MathJax.startup.defaultPageReady().then(function () {
      if (${live}) return nameLinks();
      Array.from(MathJax.startup.document.math).forEach(function (formula) {
        var svg = formula.typesetRoot.querySelector('svg');
        svg.removeAttribute('aria-hidden');
        svg.setAttribute('aria-label', formula.math.trim());
      });
    });
  } },
};`;

/**
 * Draws figures in the place of their still pictures or stand-ins, which stay where drawing fails.
 * On paper they do not answer to a mouse and keep the size they were made with, up to the page's
 * width.
 */
export const figureDrawing = (live: boolean): string => `
  var specs = JSON.parse(document.querySelector('script#figures').textContent);
  function failed(figure, error) { figure.classList.remove('live'); console.error(error); }
  function draw(id) {
    var figure = document.getElementById(id);
    var spec = specs[id];
    var layout = Object.assign({}, spec.layout, { autosize: true });
    var config = { responsive: ${live}, staticPlot: ${!live}, displaylogo: false };
    var place = figure.querySelector('.plot');
    if (${live}) delete layout.width;
    else layout.width = Math.min(layout.width || 640, document.querySelector('main').clientWidth);
    figure.classList.add('live');
    try {
      Plotly.newPlot(place, { data: spec.data, layout: layout, config: config,
        frames: spec.frames || [] }).catch(function (error) { failed(figure, error); });
    } catch (error) { failed(figure, error); }
  }
  function drawAll() {
    Object.keys(specs).forEach(function (id) {
      // what is folded has no width yet
      var closed = document.getElementById(id).closest('details:not([open])');
      if (closed) closed.addEventListener('toggle', function () { draw(id); }, { once: true });
      else draw(id);
    });
  }`;

/** plotly.js lies in the page compressed, which makes a report a third as large. */
const DRAW_LIVE = `(function () {
  ${UNPACK}
  ${figureDrawing(true)}
  var mark = document.currentScript.nonce;
  unpack(document.querySelector('script#plotly').textContent).then(function (source) {
    var script = document.createElement('script');
    script.nonce = mark;
    script.textContent = source;
    document.head.append(script);
    drawAll();
  });
})();`;

/** A page for paper is printed when its scripts have run, so plotly.js lies there as it is. */
const DRAW_PAPER = `(function () {
  ${figureDrawing(false)}
  drawAll();
})();`;

function contents(headings: readonly Heading[]): string {
  const listed = headings.filter(({ level }) => level === 2 || level === 3);
  if (listed.length < 3) return '';
  const items = listed.map(
    ({ level, id, html }) =>
      `<li class="level-${level}"><a href="#${escapeHtml(id)}">${html}</a></li>`,
  );
  return (
    '<nav class="contents" aria-label="Contents"><details ' +
    `open><summary lang="en">Contents</summary><ol>${items.join('')}</ol></details></nav>`
  );
}

function links({ name, previous, next, pdf }: PageInfo): string {
  const to = (target: string, text: string): string =>
    `<a href="${encodeURIComponent(target)}">${escapeHtml(text)}</a>`;
  return [
    previous ? to(`${previous}.html`, `← ${previous}`) : '',
    to('index.html', 'All reports'),
    pdf ? to(`${name}.pdf`, 'PDF') : '',
    next ? to(`${next}.html`, `${next} →`) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function scripts(body: Body, kind: PageKind, mark: ScriptMark): string {
  const parts: string[] = [];
  if (body.html.includes('class="math"'))
    parts.push(
      inlineScript(mathSetup(kind), mark),
      inlineScript(moduleFile('mathjax/es5/tex-svg.js'), mark),
    );
  const drawn = kind.live ? body.figures : body.figures.filter(({ hasStill }) => !hasStill);
  if (drawn.length > 0) parts.push(...figureScripts(drawn, kind, mark));
  if (kind.live && body.html.includes('class="figure steps"'))
    parts.push(inlineScript(STEPPER, mark));
  parts.push(inlineScript(kind.live ? SCROLLERS : FIT_PAPER, mark));
  return parts.join('\n');
}

/**
 * Lets the keyboard reach what is wider than the page and scrolls: code, tables, formulas. What
 * fits is passed over.
 */
export const SCROLLERS = `(function () {
  var scrolling = ':is(main, .slides) :is(pre, .html, .math, .prose > table)';
  var places = Array.from(document.querySelectorAll(scrolling));
  function mark(place) {
    if (place.scrollWidth > place.clientWidth + 1) place.tabIndex = 0;
    else place.removeAttribute('tabindex');
  }
  var seen = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) { mark(entry.target); });
  });
  places.forEach(function (place) { seen.observe(place); });
})();`;

const PLOTLY = 'plotly.js-dist/plotly.js';

function figureScripts(
  drawn: readonly PageFigure[],
  { live }: PageKind,
  mark: ScriptMark,
): string[] {
  const specs = Object.fromEntries(drawn.map(({ id, spec }) => [id, spec]));
  const json = JSON.stringify(specs).replace(/</g, '\\u003c');
  const data = `<script type="application/json" id="figures">${json}</script>`;
  if (!live) return [data, inlineScript(moduleFile(PLOTLY), mark), inlineScript(DRAW_PAPER, mark)];
  const plotly = `<script type="text/plain" id="plotly">${packedModule(PLOTLY)}</script>`;
  return [data, plotly, inlineScript(DRAW_LIVE, mark)];
}

/** The style of all pages, code colours for light and dark screens included. */
export function styleSheet(styles?: Body['styles']): string {
  const own = fs.readFileSync(path.join(__dirname, 'report.css'), 'utf8');
  return styles
    ? `${styles.light}\n@media screen and (prefers-color-scheme: dark) {\n${styles.dark}\n}\n${own}`
    : own;
}

/** The mark of a report among other pages of a folder. */
export const REPORT_MARK = '<meta name="generator" content="neural-memory-lab report">';

/** What the head of a page says about it. */
export function headTags({ name, title, authors = [], date, isReport }: PageInfo): string {
  const meta = (key: string, content: string): string =>
    `<meta name="${key}" content="${escapeHtml(content)}">`;
  return [
    `<title>${escapeHtml(title || name)}</title>`,
    ...authors.map((author) => meta('author', author)),
    date === undefined ? '' : meta('dcterms.date', date),
    isReport ? REPORT_MARK : '',
    '<link rel="icon" href="data:,">',
  ]
    .filter(Boolean)
    .join('\n');
}

/** The head of a page that people see: course and logo, authors and date, how it was made. */
export function pageBanner({ name, authors = [], date, course, logo, made }: PageInfo): string {
  const picture = logo === undefined ? '' : `<img class="logo" alt="" src="${logo}">`;
  const place = escapeHtml([course, name].filter(Boolean).join(' · '));
  const by = escapeHtml([authors.join(', '), date].filter(Boolean).join(' · '));
  return (
    `${picture}<p class="lab">${place}</p>${by && `<p class="by">${by}</p>`}` +
    `<p class="made" lang="en">${escapeHtml(made)}</p>`
  );
}

/** Puts a line at the top of each printed page. */
function lineOnEachPage(text: string): string {
  const escaped = (sign: string): string => `\\${sign.codePointAt(0)?.toString(16) ?? ''} `;
  const content = text.replace(/["\\<>\p{Cc}]/gu, escaped);
  return `@page { @top-left { content: "${content}"; font: 9pt sans-serif; color: #5a6675; } }`;
}

/** A whole page that needs nothing but itself. */
export function reportPage(body: Body, info: PageInfo, kind: PageKind): string {
  const { live, safe } = kind;
  const mark: ScriptMark = safe ? ` nonce="${randomBytes(18).toString('base64url')}"` : '';
  const linked = `<p class="links" lang="en">${links(info)}</p>`;
  return `<!doctype html>
<html lang="${escapeHtml(info.lang ?? 'en')}">
<head>
<meta charset="utf-8">
${pagePolicy(mark)}<meta name="viewport" content="width=device-width, initial-scale=1">
${headTags(info)}
<style>
${styleSheet(body.styles)}
${info.eachPage === undefined ? '' : lineOnEachPage(info.eachPage)}
</style>
</head>
<body class="no-math ${live ? 'screen' : 'paper'}">
<header class="banner">${pageBanner(info)}${live ? linked : ''}</header>
${contents(body.headings)}
<main>
${body.html}
</main>
${live ? `<footer class="banner">${linked}</footer>` : ''}
${scripts(body, kind, mark)}
</body>
</html>
`;
}
