import * as fs from 'node:fs';
import * as path from 'node:path';
import { FileError, fileError, InterruptedError } from '../../core/errors';
import { readBytes, writeFileAtomic } from '../../core/files';
import { projectPath } from '../../core/paths';
import { thisProcess } from '../../core/processes';
import { escapeHtml } from '../../core/text';
import { bodyOf, renderTexts, textsOf, titleAndSummary, type Body } from '../body';
import { printPdf } from '../browser';
import type { Place } from '../embed';
import { executeNotebook, type Mode } from '../execute';
import { withHeadingIds, type HeadingIds } from '../headings';
import { joined, notebookName, readNotebook, type Cell, type Notebook } from '../notebookFile';
import { writePdfMetadata } from '../pdfMetadata';
import { settingsBeside } from '../reportSettings';
import { headingsOnPaper, solutionsLast, withoutSolutions } from '../solutions';
import {
  bookAssets,
  bookPageHtml,
  wholeContents,
  type BookFrame,
  type PageEntry,
} from './bookPage';
import { chaptersOf, type BookChapter } from './chapters';
import { labelledTargets, withCrossReferences } from './crossReferences';
import { numberChapters, type Numbered, type NumberedChapter } from './numbering';
import {
  contentsIds,
  pageNumbers,
  paperId,
  paperPage,
  withOwnIds,
  type PageNumbers,
  type PaperPart,
} from './paper';
import { readReferences, referenceHtml, withCitations, type CitedWork } from './references';
import { sectionsOf } from './sections';

/** What the book is made of and where it goes. */
export interface BookOptions {
  /** The notebooks, in reading order. */
  readonly files: readonly string[];
  /** The folder of the book: it is replaced whole. */
  readonly out: string;
  /** Default: the `course`, or the `title`, of report.json beside the first notebook. */
  readonly title?: string;
  readonly mode: Mode;
  readonly execute: boolean;
  readonly hideCode: boolean;
  /** With the solutions of exercises (default): folded on screens, at a chapter's end on paper. */
  readonly solutions?: boolean;
  /** The browser that prints; none: no PDF. */
  readonly browser?: string;
}

/** What was made. */
export interface MadeBook {
  readonly index: string;
  readonly pdf?: string;
  readonly chapters: number;
  readonly figures: number;
  readonly equations: number;
  /** Links whose label nothing has, pictures that a server has, titles that no list has. */
  readonly problems: readonly string[];
}

/** A page of the book before it is written: a chapter, or a Markdown file that chapters link to. */
interface Part {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly html: string;
  readonly headings: Body['headings'];
  readonly figures: Body['figures'];
}

/** The page of the publications. */
const BIBLIOGRAPHY = 'bibliography';

type Say = (state: string) => void;

async function notebooksOf(
  { files, execute, mode }: BookOptions,
  say: Say,
): Promise<{ readonly file: string; readonly notebook: Notebook }[]> {
  const read: { readonly file: string; readonly notebook: Notebook }[] = [];
  for (const file of files) {
    const name = notebookName(file);
    if (!execute) {
      read.push({ file, notebook: readNotebook(file) });
      continue;
    }
    const run = await executeNotebook(file, mode, (done, cells) =>
      say(`${name}: ${done}/${cells} cells`),
    );
    read.push({ file, notebook: run.notebook });
  }
  return read;
}

/** Markdown files that chapters link to, which become pages of the book, by path. */
class LinkedFiles {
  readonly #names = new Map<string, string>();
  readonly #taken: Set<string>;

  constructor(chapters: readonly BookChapter[]) {
    this.#taken = new Set(['index', BIBLIOGRAPHY, ...chapters.map(({ name }) => name)]);
  }

  /** The name of the page that a file gets; only files in docs/ get one. */
  nameOf(file: string): string | undefined {
    if (file === projectPath('docs/references.md')) return BIBLIOGRAPHY;
    const known = this.#names.get(file);
    const isDocument = path.dirname(file) === projectPath('docs') && file.endsWith('.md');
    if (known !== undefined || !isDocument || !fs.existsSync(file)) return known;
    const name = path.basename(file, '.md');
    if (this.#taken.has(name)) return undefined;
    this.#taken.add(name);
    this.#names.set(file, name);
    return name;
  }

  get files(): readonly (readonly [file: string, name: string])[] {
    return [...this.#names];
  }
}

/** How parts become HTML, once for the screen and once for paper. */
class PartMaker {
  readonly problems: string[] = [];
  readonly #options: BookOptions;
  readonly #linked: LinkedFiles;
  readonly #reports: ReadonlySet<string>;

  constructor(options: BookOptions, chapters: readonly BookChapter[], linked: LinkedFiles) {
    this.#options = options;
    this.#linked = linked;
    this.#reports = new Set(chapters.map(({ name }) => name));
  }

  /** @throws FileError naming the file and the cell that cannot be shown */
  async bodies(
    file: string,
    notebook: Notebook,
    headingIds: HeadingIds,
  ): Promise<{ readonly screen: Body; readonly paper: Body }> {
    const { out, hideCode } = this.#options;
    const pageOf = (target: string): string | undefined => this.#linked.nameOf(target);
    const place: Place = { folder: path.dirname(file), out, reports: this.#reports, pageOf };
    const screen = { place, hideCode, safe: false, paper: false, headingIds };
    const onPaper: Notebook = {
      ...notebook,
      cells: notebook.cells.map((c) => this.#inward(c, file)),
    };
    try {
      const paper = { ...screen, paper: true };
      const texts = textsOf(notebook, screen);
      const all = await renderTexts([...texts, ...textsOf(onPaper, paper)], false);
      const forScreen = { ...all, texts: all.texts.slice(0, texts.length) };
      const forPaper = { ...all, texts: all.texts.slice(texts.length) };
      const made = bodyOf(notebook, forScreen, screen);
      const printed = bodyOf(onPaper, forPaper, paper);
      for (const warning of made.warnings ?? [])
        this.problems.push(`${path.basename(file)}: ${warning}`);
      return { screen: made, paper: printed };
    } catch (error) {
      throw error instanceof InterruptedError ? error : fileError(file, error);
    }
  }

  /** On paper all chapters are one page: links to their files lead into it. */
  #inward(cell: Cell, file: string): Cell {
    if (cell.cell_type !== 'markdown') return cell;
    const source = joined(cell.source).replace(
      /\]\((?![a-z]+:)([^)#\s]+\.(?:ipynb|md))(?:#([^)\s]*))?\)/gi,
      (all, address: string, fragment: string | undefined) => {
        const target = path.resolve(path.dirname(file), address);
        const chapter = this.#reports.has(notebookName(target)) ? notebookName(target) : undefined;
        const name = target.endsWith('.md') ? this.#linked.nameOf(target) : chapter;
        if (name === undefined) return all;
        if (fragment && /^(?:fig|eq)-/.test(fragment)) return `](#${fragment})`;
        return fragment ? `](#${paperId(name, fragment)})` : `](#${name}--)`;
      },
    );
    return { ...cell, source };
  }
}

/** The text of a Markdown file as a notebook of one cell. */
function markdownNotebook(file: string): Notebook {
  const source = readBytes(file).toString('utf8');
  return { nbformat: 4, metadata: {}, cells: [{ cell_type: 'markdown', source, metadata: {} }] };
}

/** A list of the publications that the book cites. */
function bibliographyHtml(references: readonly CitedWork[], cited: ReadonlySet<string>): string {
  const items = references
    .filter(({ id }) => cited.has(id))
    .map((one) => `<li id="${one.id}">${referenceHtml(one)}</li>`);
  return (
    `<section class="cell prose"><h1 id="references">Bibliography</h1></section>` +
    `<ol class="references">${items.join('\n')}</ol>`
  );
}

function partOf(
  chapter: Pick<BookChapter, 'name' | 'title' | 'summary'>,
  body: Body,
  html: string,
): Part {
  const { name, title, summary } = chapter;
  // figures and links have changed since: headings have not
  return { name, title, summary, html, headings: body.headings, figures: body.figures };
}

/** Where a figure or formula is, as seen from a page on the screen. */
const onScreen =
  (from: string) =>
  ({ chapter, id }: Numbered): string =>
    chapter === from ? `#${id}` : `${chapter}.html#${id}`;

const inPaper = ({ chapter, id }: Numbered): string => `#${paperId(chapter, id)}`;

/** All parts of the book, as pages for the screen and for paper. */
interface BookParts {
  readonly screen: readonly Part[];
  readonly paper: readonly Part[];
  readonly styles: Body['styles'];
  readonly numbered: readonly NumberedChapter[];
  readonly problems: readonly string[];
}

async function partsOf(
  options: BookOptions,
  chapters: readonly BookChapter[],
  say: Say,
): Promise<BookParts> {
  const linked = new LinkedFiles(chapters);
  const maker = new PartMaker(options, chapters, linked);
  const bodies: { readonly screen: Body; readonly paper: Body }[] = [];
  for (const { file, name, notebook } of chapters) {
    say(`making ${name}`);
    bodies.push(await maker.bodies(file, notebook, 'jupyter'));
  }
  const numbered = numberChapters(
    chapters,
    bodies.map(({ screen }) => screen),
  );
  const onPaper = numberChapters(
    chapters,
    bodies.map(({ paper }) => paper),
    bodies.map(({ screen }) => screen),
  );
  const labels = labelledTargets(
    numbered.flatMap(({ figures, equations }) => [...figures, ...equations]),
  );
  const references = readReferences();
  const cited = new Set<string>();
  const problems: string[] = [];
  const finished = (name: string, html: string, isPaper: boolean): string => {
    const missing = (label: string): void => {
      if (!isPaper) problems.push(`${name}: no figure or formula has the label ${label}`);
    };
    const addressOf = isPaper ? inPaper : onScreen(name);
    const referred = withCrossReferences(html, labels, addressOf, missing);
    const entry = (id: string): string =>
      isPaper ? `#${paperId(BIBLIOGRAPHY, id)}` : `${BIBLIOGRAPHY}.html#${id}`;
    return withCitations(referred, references, entry, (id) => cited.add(id));
  };
  const screen = chapters.map((chapter, index) => {
    const html = finished(chapter.name, htmlOf(numbered[index].cells), false);
    return partOf(chapter, bodies[index].screen, html);
  });
  const paper = chapters.map((chapter, index) => {
    const cells = solutionsLast(onPaper[index].cells, chapter.notebook);
    const headings = headingsOnPaper(bodies[index].paper, cells);
    const html = finished(chapter.name, htmlOf(cells), true);
    return partOf(chapter, { ...bodies[index].paper, headings }, html);
  });
  for (const [file, name] of linked.files) {
    say(`making ${name}`);
    const notebook = markdownNotebook(file);
    const { title, summary } = titleAndSummary(notebook);
    const made = await maker.bodies(file, notebook, 'github');
    const about = { name, title: title || name, summary };
    screen.push(partOf(about, made.screen, finished(name, made.screen.html, false)));
    paper.push(partOf(about, made.paper, finished(name, made.paper.html, true)));
  }
  const list = withHeadingIds([bibliographyHtml(references, cited)]);
  const about = { name: BIBLIOGRAPHY, title: 'Bibliography', summary: '' };
  const last = { ...about, html: htmlOf(list.cells), headings: list.headings, figures: [] };
  const { styles } = bodies[0].screen;
  return {
    screen: [...screen, last],
    paper: [...paper, last],
    styles,
    numbered,
    problems: [...maker.problems, ...problems],
  };
}

function htmlOf(cells: readonly string[]): string {
  return cells.filter(Boolean).join('\n');
}

function entryOf({ name, title, headings }: Part): PageEntry {
  return { name, title, headings };
}

function firstPage(title: string, made: string, parts: readonly Part[], hasPdf: boolean): string {
  const pdf = hasPdf ? '<p><a href="book.pdf">The book as one PDF</a></p>' : '';
  const pages = parts.map((part) => ({ ...entryOf(part), summary: part.summary }));
  const heading = `<h1>${escapeHtml(title)}</h1>`;
  const about = `<p class="made">${escapeHtml(made)}</p>`;
  return [heading, about, pdf, wholeContents(pages)].join('\n');
}

/** Writes all pages of the book and what they share. */
function writePages(
  folder: string,
  title: string,
  hasPdf: boolean,
  language: string,
  made: string,
  { screen, styles }: BookParts,
): void {
  const write = (name: string, content: string): void =>
    writeFileAtomic(path.join(folder, name), content);
  const frame: BookFrame = { title, language, pages: screen.map(entryOf) };
  const index = firstPage(title, made, screen, hasPdf);
  write('index.html', bookPageHtml(frame, { name: 'index', title, html: index, figures: [] }));
  for (const part of screen) write(`${part.name}.html`, bookPageHtml(frame, part));
  const sections = screen.flatMap(({ name, title: chapter, html }) =>
    sectionsOf(`${name}.html`, chapter, html),
  );
  for (const [name, content] of Object.entries(bookAssets(styles, sections)))
    write(path.join('assets', name), content);
}

/** A part with ids of its own. */
function printedPart({ name, title, html, headings, figures }: Part): PaperPart {
  const drawn = figures.filter(({ hasStill }) => !hasStill);
  const specs = drawn.map(({ id, spec }) => [paperId(name, id), spec] as const);
  return { name, title, headings, html: withOwnIds(name, html), specs: new Map(specs) };
}

/** Leads links to what a part does not have to its start; ids may differ in capitals. */
function mendLinks(parts: readonly PaperPart[]): PaperPart[] {
  const ids = new Set(parts.map(({ name }) => name));
  for (const { html } of parts) for (const [, id] of html.matchAll(/\sid="([^"]*)"/g)) ids.add(id);
  const bySmall = new Map([...ids].map((id) => [id.toLowerCase(), id]));
  return parts.map((part) => ({
    ...part,
    html: part.html.replace(
      /(<a\b[^<>]*?\shref="#)([^"]*)"/gi,
      (_all, before: string, id: string) => {
        const wanted = decodeURIComponent(id);
        const target = ids.has(wanted) ? wanted : bySmall.get(wanted.toLowerCase());
        return `${before}${encodeURIComponent(target ?? wanted.split('--')[0])}"`;
      },
    ),
  }));
}

/**
 * Prints the book: once to learn on which pages the sections are, and once with these numbers in
 * the contents.
 */
async function printBook(
  folder: string,
  browser: string,
  about: Parameters<typeof paperPage>[0],
  { paper, styles }: BookParts,
  say: Say,
): Promise<string> {
  const parts = mendLinks(paper.map(printedPart));
  const page = path.join(folder, '.paper.html');
  const pdf = path.join(folder, 'book.pdf');
  const print = async (pages: PageNumbers): Promise<void> => {
    writeFileAtomic(page, paperPage(about, parts, styles, pages));
    await printPdf(browser, page, pdf);
  };
  try {
    say('printing the PDF');
    await print(new Map());
    const pages = await pageNumbers(pdf);
    const lost = contentsIds(parts).filter((id) => !pages.has(id));
    if (lost.length > 0) throw new Error(`no page of the PDF has ${lost.slice(0, 5).join(', ')}`);
    say('printing the PDF with page numbers');
    await print(pages);
    await writePdfMetadata(pdf, { title: about.title, authors: [...about.authors] });
    return pdf;
  } finally {
    fs.rmSync(page, { force: true });
  }
}

/**
 * Makes the book: pages that work offline, without a server, and one PDF. The book that was there
 * stays as it is until the new one is whole.
 * @param say told what is being done
 * @throws NotebookError where a cell fails; FileError naming the notebook that cannot be shown, or
 * the file that cannot be written; Error for a label given twice, and where the browser fails
 */
export async function makeBook(options: BookOptions, say: Say): Promise<MadeBook> {
  const read = await notebooksOf(options, say);
  const shown = read.map(({ file, notebook }) => ({ file, notebook: withoutSolutions(notebook) }));
  const chapters = chaptersOf(options.solutions === false ? shown : read);
  if (chapters.length === 0) throw new FileError(options.out, 'a book needs a chapter');
  const parts = await partsOf(options, chapters, say);
  const settings = settingsBeside(chapters[0].file);
  const language = settings.lang ?? 'en';
  const title = options.title ?? settings.course ?? settings.title ?? 'Neural memory agents';
  const made = `Made ${new Date().toISOString().slice(0, 10)} from ${chapters.length} notebooks`;
  const stage = path.join(path.dirname(options.out), `.book.${thisProcess}.tmp`);
  try {
    say('writing the pages');
    writePages(stage, title, options.browser !== undefined, language, made, parts);
    if (options.browser !== undefined) {
      const { authors = [], date } = settings;
      const about = { title, language, authors, date, made };
      await printBook(stage, options.browser, about, parts, say);
    }
    exchangeFolders(stage, options.out);
  } finally {
    fs.rmSync(stage, { recursive: true, force: true });
  }
  const count = (of: (one: NumberedChapter) => readonly Numbered[]): number =>
    parts.numbered.reduce((total, one) => total + of(one).length, 0);
  return {
    index: path.join(options.out, 'index.html'),
    pdf: options.browser && path.join(options.out, 'book.pdf'),
    chapters: chapters.length,
    figures: count(({ figures }) => figures),
    equations: count(({ equations }) => equations),
    problems: parts.problems,
  };
}

/** Puts a finished folder in the place of an older one. @throws FileError naming the folder */
function exchangeFolders(stage: string, target: string): void {
  const old = `${stage}.old`;
  try {
    if (fs.existsSync(target)) fs.renameSync(target, old);
    fs.renameSync(stage, target);
  } catch (error) {
    if (fs.existsSync(old) && !fs.existsSync(target)) fs.renameSync(old, target);
    throw fileError(target, error);
  } finally {
    fs.rmSync(old, { recursive: true, force: true });
  }
}
