import * as path from 'node:path';
import { fileError, InterruptedError } from '../../core/errors';
import { writeFileAtomic } from '../../core/files';
import { bodyOf, renderTexts, textsOf, titleAndSummary, type BodyOptions } from '../body';
import { executeNotebook, type Mode } from '../execute';
import { withLabels, withoutLabelLines } from '../labels';
import { notebookName, readNotebook, type Notebook } from '../notebookFile';
import { settingsFor } from '../reportSettings';
import { deckOf, marksFor } from './deck';
import { hasSlideMarks, slidePieces } from './pieces';
import { slidesPage, type SlideShow } from './slidesPage';

/** How slides are made, and where they go. */
export interface SlidesOptions {
  readonly out: string;
  readonly mode: Mode;
  /** Run the notebook; else its saved outputs are taken. */
  readonly execute: boolean;
  readonly hideCode: boolean;
  /** Let nothing of the notebook run in the page. */
  readonly safe: boolean;
}

/** What was made. */
export interface MadeSlides {
  readonly html: string;
  readonly slides: number;
  readonly figures: number;
}

async function slideShow(
  file: string,
  notebook: Notebook,
  { out, hideCode, safe }: SlidesOptions,
): Promise<SlideShow> {
  const pieces = slidePieces(withoutLabelLines(notebook).notebook, hideCode);
  const parts: Notebook = { ...notebook, cells: pieces.map(({ cell }) => cell) };
  const marks = hasSlideMarks(notebook) ? pieces.map(({ type }) => type) : marksFor(pieces);
  const place = { folder: path.dirname(file), out, reports: new Set<string>() };
  const options: BodyOptions = { place, hideCode: false, safe, paper: false };
  const rendered = await renderTexts(textsOf(parts, options), safe);
  const body = withLabels(bodyOf(parts, rendered, options), [], 'text');
  const settings = settingsFor(file, notebook);
  const title = settings.title ?? (titleAndSummary(notebook).title || notebookName(file));
  return { title, language: settings.lang ?? 'en', deck: deckOf(marks), pieces, body, safe };
}

/**
 * Makes the slides of a notebook: `NAME.slides.html`, one page that works offline.
 * @param say told what is being done: `12/30 cells`, `making the slides`
 * @throws NotebookError where a cell fails; FileError naming the notebook when it has another form
 * than nbformat 4 or cannot be shown, and naming the page when it cannot be written
 */
export async function makeSlides(
  file: string,
  options: SlidesOptions,
  say: (state: string) => void,
): Promise<MadeSlides> {
  settingsFor(file, undefined); // a file that is wrong is found before the notebook runs
  const notebook = options.execute
    ? (await executeNotebook(file, options.mode, (done, cells) => say(`${done}/${cells} cells`)))
        .notebook
    : readNotebook(file);
  say('making the slides');
  const show = await slideShow(file, notebook, options).catch((error: unknown) => {
    throw error instanceof InterruptedError ? error : fileError(file, error);
  });
  const html = path.join(options.out, `${notebookName(file)}.slides.html`);
  writeFileAtomic(html, slidesPage(show));
  return { html, slides: show.deck.flat().length, figures: show.body.figures.length };
}
