import * as fs from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { escapeHtml } from '../../core/text';
import { parseValue } from '../../core/validation';
import { FIT_PAPER } from '../fitPaper';
import type { FigureSpec } from '../outputs';
import { figureDrawing, inlineScript, mathSetup, moduleFile, styleSheet } from '../page';
import type { Body, Heading } from '../body';
import { lastLine, runPython } from '../python';

/** A chapter, or another part of the book, as it is printed. */
export interface PaperPart {
  /** Stands before each id in it, so that no two parts share one. */
  readonly name: string;
  readonly title: string;
  readonly html: string;
  readonly headings: readonly Heading[];
  /** Figures without a still picture, which are drawn when the page is printed, by their ids. */
  readonly specs: ReadonlyMap<string, FigureSpec>;
}

/** What the first pages say. */
export interface TitlePage {
  readonly title: string;
  readonly language: string;
  readonly authors: readonly string[];
  readonly date?: string;
  readonly made: string;
}

/** The id of something in a part of the printed book. */
export function paperId(part: string, id: string): string {
  return `${part}--${id}`;
}

/** Makes the ids of a part its own, and leads its links to them. */
export function withOwnIds(name: string, html: string): string {
  return html
    .replace(
      /(<[a-z][\w-]*\b[^<>]*?\sid=")([^"]*)(")/gi,
      (_all, before: string, id: string, end) => {
        return `${before}${paperId(name, id)}${end as string}`;
      },
    )
    .replace(/(<a\b[^<>]*?\shref="#)([^"]*)(")/gi, (all, before: string, id: string, end) => {
      return id.includes('--') ? all : `${before}${paperId(name, id)}${end as string}`;
    });
}

/** Page numbers by id, as far as they are known. */
export type PageNumbers = ReadonlyMap<string, number>;

function contentsLine(id: string, html: string, pages: PageNumbers): string {
  const page = pages.get(id);
  return (
    `<a href="#${encodeURIComponent(id)}"><span class="title">${html}</span>` +
    `<span class="dots"></span><span class="page">${page ?? '000'}</span></a>`
  );
}

/** Headings that stand in the contents under the title of their part. */
function listed({ headings }: PaperPart): readonly Heading[] {
  return headings.filter(({ level }) => level === 2);
}

/** The ids that the contents lead to. */
export function contentsIds(parts: readonly PaperPart[]): string[] {
  return parts.flatMap((part) => [
    part.name,
    ...listed(part).map(({ id }) => paperId(part.name, id)),
  ]);
}

function paperContents(parts: readonly PaperPart[], pages: PageNumbers): string {
  const items = parts.map((part) => {
    const inner = listed(part).map(
      ({ id, html }) => `<li>${contentsLine(paperId(part.name, id), html, pages)}</li>`,
    );
    const list = inner.length > 0 ? `<ol>${inner.join('')}</ol>` : '';
    return `<li>${contentsLine(part.name, escapeHtml(part.title), pages)}${list}</li>`;
  });
  return `<h1>Contents</h1><ol>${items.join('\n')}</ol>`;
}

/** Draws the figures that have no still picture. */
function drawingScripts(parts: readonly PaperPart[]): string[] {
  const specs = Object.fromEntries(parts.flatMap((part) => [...part.specs]));
  if (Object.keys(specs).length === 0) return [];
  const json = JSON.stringify(specs).replace(/</g, '\\u003c');
  return [
    `<script type="application/json" id="figures">${json}</script>`,
    inlineScript(moduleFile('plotly.js-dist/plotly.js')),
    inlineScript(`(function () { ${figureDrawing(false)} drawAll(); })();`),
  ];
}

/** The page that the whole book is printed from. */
export function paperPage(
  { title, language, authors, date, made }: TitlePage,
  parts: readonly PaperPart[],
  styles: Body['styles'],
  pages: PageNumbers,
): string {
  const by = [authors.join(', '), date]
    .filter(Boolean)
    .map((line) => `<p>${escapeHtml(line ?? '')}</p>`);
  const chapters = parts.map(
    ({ name, html }) => `<section class="part" id="${name}">\n${html}\n</section>`,
  );
  const kind = { live: false, safe: false };
  const math = parts.some(({ html }) => html.includes('class="math'))
    ? [inlineScript(mathSetup(kind)), inlineScript(moduleFile('mathjax/es5/tex-svg.js'))]
    : [];
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<style>
${styleSheet(styles)}
${fs.readFileSync(path.join(__dirname, 'book.css'), 'utf8')}
${fs.readFileSync(path.join(__dirname, 'paper.css'), 'utf8')}
</style>
</head>
<body class="no-math paper book-paper">
<div class="title-page">
<p class="book-name">${escapeHtml(title)}</p>
${by.join('\n')}
<p class="made">${escapeHtml(made)}</p>
</div>
<div class="paper-contents">${paperContents(parts, pages)}</div>
<main>
${chapters.join('\n')}
</main>
${[...math, ...drawingScripts(parts), inlineScript(FIT_PAPER)].join('\n')}
</body>
</html>
`;
}

const answerSchema = z.record(z.string(), z.int().min(1));

/**
 * On which page of a PDF the places are that its own links lead to.
 * @throws Error with the last words of the Python side where the PDF cannot be read
 */
export async function pageNumbers(pdf: string): Promise<PageNumbers> {
  const lines: string[] = [];
  const run = { onLine: (line: string) => lines.push(line) };
  const { code, stderr } = await runPython('pdf_places.py', [pdf], run);
  if (code !== 0) throw new Error(`the PDF could not be read: ${lastLine(stderr)}`);
  const answer = parseValue('pdf_places.py', answerSchema, JSON.parse(lines.at(-1) ?? 'null'));
  return new Map(Object.entries(answer));
}
