/** A part of a page under one heading, as the search of the book knows it. */
export interface PageSection {
  /** File and heading: `04-replay.html#The-sum-tree`. */
  readonly address: string;
  readonly chapter: string;
  readonly title: string;
  readonly text: string;
}

const HEADING = /<h([1-3])\b[^>]*?\bid="([^"]*)"[^>]*>([\s\S]*?)<\/h\1>/g;

/** What of a page is no text. */
const NO_TEXT =
  /<(script|style|svg)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<a class="anchor-link"[\s\S]*?<\/a>/g;

const ENTITIES: { readonly [name: string]: string } = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#x27': "'",
  nbsp: ' ',
};

/** The words of HTML, on one line. */
export function wordsOfHtml(html: string): string {
  return html
    .replace(NO_TEXT, ' ')
    .replace(/<\/?(?:em|strong|code|a|span|sub|sup|b|i)\b[^>]*>/gi, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&([\w#]+);/g, (all, name: string) => ENTITIES[name] ?? all)
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The sections of a page: one a heading of level 1 to 3.
 * @param page the file name
 * @param chapter the title of the page
 * @param html its content; the headings have ids
 */
export function sectionsOf(page: string, chapter: string, html: string): PageSection[] {
  const headings = [...html.matchAll(HEADING)];
  return headings.map((heading, index) => {
    const start = heading.index + heading[0].length;
    const end = headings[index + 1]?.index ?? html.length;
    return {
      address: `${page}#${encodeURIComponent(unescapedId(heading[2]))}`,
      chapter,
      title: wordsOfHtml(heading[3]),
      text: wordsOfHtml(html.slice(start, end)),
    };
  });
}

function unescapedId(id: string): string {
  return id.replace(/&(\w+|#39);/g, (all, name: string) => ENTITIES[name] ?? all);
}
