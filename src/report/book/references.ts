import { z } from 'zod';
import { parseContent, readJson } from '../../core/jsonFile';
import { projectPath } from '../../core/paths';
import { escapeHtml } from '../../core/text';

/** A publication, in the form of CSL-JSON, which Zotero and pandoc read and write. */
export interface CitedWork {
  /** Its key: `graves2016`. */
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly author: readonly { readonly family: string; readonly given?: string }[];
  readonly issued: { readonly 'date-parts': readonly (readonly number[])[] };
  readonly 'container-title'?: string;
  readonly publisher?: string;
  readonly volume?: string;
  readonly issue?: string;
  readonly page?: string;
  readonly DOI?: string;
  readonly URL?: string;
  /** `arXiv 1410.5401` and the like. */
  readonly number?: string;
}

const text = z.string().min(1);

const referenceSchema = z.strictObject({
  id: z.string().regex(/^[a-z]+\d{4}[a-z]?$/, 'a key such as graves2016'),
  type: text,
  title: text,
  author: z.array(z.strictObject({ family: text, given: text.optional() })).min(1),
  issued: z.strictObject({ 'date-parts': z.array(z.array(z.int()).min(1)).length(1) }),
  'container-title': text.optional(),
  publisher: text.optional(),
  volume: text.optional(),
  issue: text.optional(),
  page: text.optional(),
  DOI: text.optional(),
  URL: z.url().optional(),
  number: text.optional(),
});

/** The one file that all publications stand in. */
export const REFERENCES_FILE = 'docs/references.json';

/**
 * The publications that the chapters cite, sorted by key.
 * @throws FileError naming the file, the entry and its field
 */
export function readReferences(file = projectPath(REFERENCES_FILE)): CitedWork[] {
  const all = parseContent(file, z.array(referenceSchema), readJson(file));
  return [...all].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The year that it came out in. */
export function yearOf({ issued }: CitedWork): number {
  return issued['date-parts'][0][0];
}

function authorsOf({ author }: CitedWork): string {
  const names = author.map(({ family, given }) => (given ? `${family}, ${given}` : family));
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names[0];
}

function placeOf(reference: CitedWork): string {
  const { volume, issue, page, number, publisher } = reference;
  const volumeAndIssue = volume && ` ${volume}${issue ? `(${issue})` : ''}`;
  const journal = reference['container-title'];
  const published = journal && `${journal}${volumeAndIssue ?? ''}${page ? `, ${page}` : ''}`;
  return [published, publisher, number].filter(Boolean).join('. ');
}

/** Where it can be read. */
export function addressOf({ DOI, URL, number }: CitedWork): string | undefined {
  const arxiv = /^arXiv (\d{4}\.\d{4,5})$/.exec(number ?? '')?.[1];
  if (URL !== undefined) return URL;
  if (DOI !== undefined) return `https://doi.org/${DOI}`;
  return arxiv === undefined ? undefined : `https://arxiv.org/abs/${arxiv}`;
}

/** An entry as Markdown. */
export function referenceMarkdown(reference: CitedWork): string {
  const address = addressOf(reference);
  const place = placeOf(reference);
  const words = `${authorsOf(reference)} (${yearOf(reference)}). _${reference.title}_.`;
  return [words, place && `${place}.`, address && `<${address}>`].filter(Boolean).join(' ');
}

/** The page of all publications as Markdown: docs/references.md, a heading a publication. */
export function referencesMarkdown(references: readonly CitedWork[]): string {
  const entries = references.map((one) => `## ${one.id}\n\n${referenceMarkdown(one)}\n`);
  return (
    '# References\n\nWhat the chapters cite, each once. Made from `references.json`; ' +
    `change that file.\n\n${entries.join('\n')}`
  );
}

/** An entry as HTML. */
export function referenceHtml(reference: CitedWork): string {
  const address = addressOf(reference);
  const parts = [
    `${escapeHtml(authorsOf(reference))} (${yearOf(reference)}).`,
    `<em>${escapeHtml(reference.title)}</em>.`,
    placeOf(reference) && `${escapeHtml(placeOf(reference))}.`,
    address && `<a href="${escapeHtml(address)}">${escapeHtml(address)}</a>`,
  ];
  return parts.filter(Boolean).join(' ');
}

/** A title without what people write in different ways: letters and digits in small letters. */
export function plainTitle(title: string): string {
  const simple = title.normalize('NFKD').replace(/<[^>]*>|&\w+;/g, '');
  return simple
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/**
 * The publication that a title in a text means: its whole title, its start up to a colon, or its
 * first words if these are two or more.
 */
export function referenceTitled(
  title: string,
  references: readonly CitedWork[],
): CitedWork | undefined {
  const wanted = plainTitle(title);
  const starts = ({ title: whole }: CitedWork): string[] => [
    plainTitle(whole),
    plainTitle(whole.split(':')[0]),
  ];
  const exact = references.find((one) => starts(one).includes(wanted));
  if (exact || wanted.split(' ').length < 2) return exact;
  return references.find((one) => plainTitle(one.title).startsWith(`${wanted} `));
}

/**
 * Makes each title in italics that is one of the publications a link to its entry.
 * @param addressOfEntry the address of the entry with that key
 * @param cited told the key of each that is found
 */
export function withCitations(
  html: string,
  references: readonly CitedWork[],
  addressOfEntry: (id: string) => string,
  cited: (id: string) => void,
): string {
  return html.replace(/<em>([^<]{4,300})<\/em>/g, (all, title: string, place: number) => {
    const isLink = html.lastIndexOf('<a ', place) > html.lastIndexOf('</a>', place);
    const found = isLink ? undefined : referenceTitled(title, references);
    if (!found) return all;
    cited(found.id);
    return `<a class="cited" href="${addressOfEntry(found.id)}">${all}</a>`;
  });
}
