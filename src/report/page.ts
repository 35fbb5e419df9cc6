import * as fs from 'fs';
import * as path from 'path';
import { gzipSync } from 'zlib';
import type { Body, Heading } from './body';
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
}

/** A script inside the page: `</script` in its text must not end it. */
function inlineScript(text: string): string {
  return `<script>${text.replace(/<\/script/gi, '<\\/script')}</script>`;
}

function moduleFile(name: string): string {
  return fs.readFileSync(require.resolve(name), 'utf8');
}

/** A module's text, compressed, in letters that are safe inside a page. */
function packed(name: string): string {
  return gzipSync(moduleFile(name), { level: 9 }).toString('base64');
}

/**
 * Only what Markdown marked as math is typeset: dollars in tables and code are left alone. On paper
 * each formula carries its TeX as words.
 */
const mathSetup = (live: boolean): string => `window.MathJax = {
  tex: { inlineMath: [['\\\\(', '\\\\)']], displayMath: [['\\\\[', '\\\\]']] },
  options: { ignoreHtmlClass: 'no-math', processHtmlClass: 'math', enableMenu: false },
  svg: { fontCache: 'local' },
  startup: { pageReady: function () {
    return MathJax.startup.defaultPageReady().then(function () {
      if (${live}) return;
      Array.from(MathJax.startup.document.math).forEach(function (formula) {
        var svg = formula.typesetRoot.querySelector('svg');
        svg.removeAttribute('aria-hidden');
        svg.setAttribute('aria-label', formula.math.trim());
      });
    });
  } },
};`;

/**
 * Draws each figure in the place of its still picture, which stays for print and where drawing
 * fails. plotly.js lies in the page compressed, which makes a report a third as large.
 */
const DRAW = `(function () {
  ${UNPACK}
  var specs = JSON.parse(document.getElementById('figures').textContent);
  function draw(id) {
    var figure = document.getElementById(id);
    var spec = specs[id];
    var layout = Object.assign({}, spec.layout, { autosize: true });
    var config = { responsive: true, displaylogo: false };
    delete layout.width;
    figure.classList.add('live');
    Plotly.newPlot(figure.querySelector('.plot'), spec.data, layout, config)
      .catch(function (error) { figure.classList.remove('live'); console.error(error); });
  }
  unpack(document.getElementById('plotly').textContent).then(function (source) {
    var script = document.createElement('script');
    script.textContent = source;
    document.head.append(script);
    Object.keys(specs).forEach(draw);
  });
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
    `open><summary>Contents</summary><ol>${items.join('')}</ol></details></nav>`
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

function scripts(body: Body, live: boolean): string {
  const parts: string[] = [];
  if (body.html.includes('class="math"'))
    parts.push(inlineScript(mathSetup(live)), inlineScript(moduleFile('mathjax/es5/tex-svg.js')));
  if (live && body.figures.length) {
    const specs = Object.fromEntries(body.figures.map(({ id, spec }) => [id, spec]));
    parts.push(
      '<script type="application/json" ' +
        `id="figures">${JSON.stringify(specs).replace(/</g, '\\u003c')}</script>`,
      `<script type="text/plain" id="plotly">${packed('plotly.js-dist/plotly.js')}</script>`,
      inlineScript(DRAW),
    );
  }
  if (live && body.html.includes('class="figure steps"')) parts.push(inlineScript(STEPPER));
  return parts.join('\n');
}

/** The style of all pages, code colours for light and dark screens included. */
export function styleSheet(styles?: Body['styles']): string {
  const own = fs.readFileSync(path.join(__dirname, 'report.css'), 'utf8');
  return styles
    ? `${styles.light}\n@media screen and (prefers-color-scheme: dark) {\n${styles.dark}\n}\n${own}`
    : own;
}

/**
 * A whole page that needs nothing but itself. `live` brings interactive figures; without it the
 * page is for print.
 */
export function reportPage(body: Body, info: PageInfo, live: boolean): string {
  const lab = `<p class="lab">Neural memory laboratory · ${escapeHtml(info.name)}</p>`;
  const made = `<p class="made">${escapeHtml(info.made)}</p>`;
  const linked = `<p class="links">${links(info)}</p>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(info.title || info.name)}</title>
<link rel="icon" href="data:,">
<style>
${styleSheet(body.styles)}
</style>
</head>
<body class="no-math ${live ? 'screen' : 'paper'}">
<header class="banner">${lab}${made}${live ? linked : ''}</header>
${contents(body.headings)}
<main>
${body.html}
</main>
${live ? `<footer class="banner">${linked}</footer>` : ''}
${scripts(body, live)}
</body>
</html>
`;
}
