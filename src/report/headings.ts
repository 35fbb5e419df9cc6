import { escapeHtml } from '../core/text';
import { addressPart } from './embed';

/** A heading, for the table of contents; `html` may hold math. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly html: string;
}

/** How headings get their ids: as JupyterLab names them, or as GitHub does. */
export type HeadingIds = 'jupyter' | 'github';

/** What is no element of the page, and headings. */
const HEADINGS =
  /<!--[\s\S]*?-->|<(script|style)\b[\s\S]*?<\/\1>|<h([1-6])\b([^>]*)>([\s\S]*?)<\/h\2>/gi;

const ID = /\sid\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

const ANCHOR = /<a class="anchor-link"[\s\S]*?<\/a>/;

/**
 * Gives each heading of a page an id of its own: of two that are alike the second gets `-1` behind
 * it, the third `-2`. Links inside the page whose target is written as GitHub writes it
 * (`#in-small-letters`) are led to the heading.
 * @param cells the content of the page, in parts
 */
export function withHeadingIds(
  cells: readonly string[],
  ids: HeadingIds = 'jupyter',
): { readonly cells: readonly string[]; readonly headings: readonly Heading[] } {
  const taken = new Set(cells.flatMap(otherIds));
  const headings: Heading[] = [];
  const give = (
    all: string,
    _skipped: string | undefined,
    level: string | undefined,
    attributes: string,
    inner: string,
  ): string => {
    if (level === undefined) return all;
    const text = inner.replace(ANCHOR, '');
    const id = unused(wantedId(attributes, text, ids), taken);
    headings.push({ level: Number(level), id, html: forContents(text) });
    const others = attributes.replace(ID, '');
    const linked = inner.replace(ANCHOR, (anchor) =>
      anchor.replace(/href="[^"]*"/, `href="#${addressPart(id)}"`),
    );
    return `<h${level}${others} id="${escapeHtml(id)}">${linked}</h${level}>`;
  };
  const numbered = cells.map((html) => html.replace(HEADINGS, give));
  const bySpelling = new Map<string, string>();
  for (const { html, id } of headings)
    for (const spelling of [githubId(html), id.toLowerCase()])
      if (!bySpelling.has(spelling)) bySpelling.set(spelling, id);
  return { cells: numbered.map((html) => withLinks(html, bySpelling, taken)), headings };
}

/** The ids of everything that is no heading. */
function otherIds(html: string): string[] {
  const rest = html.replace(HEADINGS, '');
  return [...rest.matchAll(new RegExp(ID, 'gi'))].map(idOf);
}

function idOf([, doubly, singly, plainly]: RegExpMatchArray): string {
  return unescaped(doubly ?? singly ?? plainly ?? '');
}

/** An attribute's value without the escapes of HTML that stand in ids. */
function unescaped(text: string): string {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&#(?:39|x27);/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

function wantedId(attributes: string, text: string, ids: HeadingIds): string {
  const found = ID.exec(attributes);
  const written = found ? idOf(found) : '';
  const own = ids === 'github' ? githubId(text) : written;
  return own || githubId(text) || 'section';
}

/** The id that GitHub gives a heading. */
function githubId(html: string): string {
  return unescaped(html.replace(/<[^>]*>/g, ''))
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replace(/ /g, '-');
}

/** An id that nothing else has, which is taken then. */
function unused(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let count = 1; taken.has(id); count++) id = `${wanted}-${count}`;
  taken.add(id);
  return id;
}

/** A heading's text as it may stand in a link: no link, no id inside. */
function forContents(html: string): string {
  return html
    .replace(/<\/?(?:a|img)\b[^>]*>/gi, '')
    .replace(/<[^>]+>/g, (tag) => tag.replace(ID, ''));
}

/** Links to a place of the page that is written in another way than its heading's id. */
function withLinks(
  html: string,
  bySpelling: ReadonlyMap<string, string>,
  ids: ReadonlySet<string>,
): string {
  return html.replace(
    /(<a\b[^>]*?\bhref="#)([^"]+)(")/gi,
    (all, before: string, target: string, after: string) => {
      const wanted = decodedFragment(unescaped(target));
      const id = ids.has(wanted) ? undefined : bySpelling.get(wanted.toLowerCase());
      return id === undefined ? all : `${before}${addressPart(id)}${after}`;
    },
  );
}

function decodedFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment; // a % that stands for no character: as it is
  }
}
