import * as path from 'path';
import { fileError } from '../core/errors';
import { readBytes, writeFileAtomic } from '../core/files';
import { InterruptedError } from '../core/errors';
import { projectRoot } from '../core/paths';
import { bodyOf, renderTexts, textsOf, titleAndSummary, type BodyOptions } from './body';
import { isFile, isWithin, type Place } from './embed';
import type { Notebook } from './notebookFile';
import { reportPage, type PageInfo } from './page';

/** Markdown files that reports link to, and the pages that they get beside the reports. */
export interface MarkdownPages {
  /** The files that are linked to so far (absolute paths), and the names of their pages. */
  readonly wanted: ReadonlyMap<string, string>;
  /**
   * The name of the page of a Markdown file, which is wanted from then on; undefined where there is
   * no such file in the project or below the notebook's folder.
   */
  pageOf(file: string, folder: string): string | undefined;
}

/**
 * @param taken names that no page may have: those of the reports
 */
export function markdownPages(taken: Iterable<string>): MarkdownPages {
  const used = new Set(['index', ...[...taken].map((name) => name.toLowerCase())]);
  const wanted = new Map<string, string>();
  const pageOf = (file: string, folder: string): string | undefined => {
    const known = wanted.get(file);
    const root = [projectRoot(), folder].find((candidate) => isWithin(file, candidate));
    if (known !== undefined || root === undefined || !isFile(file)) return known;
    let name = pageName(path.relative(root, file));
    while (used.has(name.toLowerCase())) name = `${name}-page`;
    used.add(name.toLowerCase());
    wanted.set(file, name);
    return name;
  };
  return { wanted, pageOf };
}

/** `docs/glossary.md` gives `glossary`, `data/README.md` gives `data-README`. */
function pageName(file: string): string {
  const parts = file.replace(/\.md$/i, '').split(path.sep);
  const [first, ...rest] = parts;
  return (first === 'docs' && rest.length > 0 ? rest : parts).join('-');
}

/** How a Markdown file becomes a page. */
export interface MarkdownPageOptions {
  readonly place: Place;
  /** Let nothing of it run in the page. */
  readonly safe: boolean;
  /** What all pages of the run say about themselves. */
  readonly about: Pick<PageInfo, 'course' | 'logo'>;
}

/**
 * Makes the page of a Markdown file in `place.out`. Its headings have the ids that GitHub gives
 * them, so that links to them work here and there.
 * @returns what is not as it was meant: a picture that a server has
 * @throws FileError naming the file: it cannot be read, or a picture is missing
 */
export async function makeMarkdownPage(
  file: string,
  name: string,
  { place, safe, about }: MarkdownPageOptions,
): Promise<readonly string[]> {
  const source = readBytes(file).toString('utf8');
  const notebook: Notebook = {
    nbformat: 4,
    metadata: {},
    cells: [{ cell_type: 'markdown', source, metadata: {} }],
  };
  const options: BodyOptions = { place, safe, hideCode: false, paper: false, headingIds: 'github' };
  const info: PageInfo = {
    ...about,
    name,
    title: titleAndSummary(notebook).title,
    made: `Made ${new Date().toISOString().slice(0, 10)} from ${path.basename(file)}`,
    pdf: false,
  };
  try {
    const body = bodyOf(notebook, await renderTexts(textsOf(notebook, options), safe), options);
    const html = reportPage(body, info, { live: true, safe });
    writeFileAtomic(path.join(place.out, `${name}.html`), html);
    return body.warnings ?? [];
  } catch (error) {
    throw error instanceof InterruptedError ? error : fileError(file, error);
  }
}
