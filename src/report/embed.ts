import * as fs from 'fs';
import * as path from 'path';
import { ownValue } from '../core/objects';
import { projectRoot } from '../core/paths';
import { describe, errorMessage, escapeHtml, wellFormed } from '../core/text';
import type { MimeBundle } from '../notebook/displayable';
import { labelWords } from './labels';
import { joined, type Cell } from './notebookFile';

const IMAGE_TYPES: { readonly [ending: string]: string } = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

/** Where a report and its notebook lie, for links and pictures. */
export interface Place {
  /** The notebook's folder: relative addresses start here. */
  readonly folder: string;
  /** The folder the report is written to. */
  readonly out: string;
  /** Names of the notebooks of its folder that have, or will have, a report. */
  readonly reports: ReadonlySet<string>;
  /** Names of the reports of notebooks in other folders, by the notebook's absolute path. */
  readonly elsewhere?: ReadonlyMap<string, string>;
  /** The name of the page that a Markdown file (an absolute path) gets, if it gets one. */
  readonly pageOf?: (file: string) => string | undefined;
}

function attachment(name: string, cell: Cell): string {
  const bundle = ownValue(cell.attachments, name) as MimeBundle | undefined;
  const found = Object.entries(bundle ?? {}).find(([mime]) => /^image\/[\w.+-]+$/.test(mime));
  if (!found)
    throw new Error(`the picture ${describe(`attachment:${name}`)} is not attached to its cell`);
  const [mime, content] = found;
  const data = joined(content);
  // Jupyter attaches an SVG as it is, everything else as base64
  const base64 = /^\s*</.test(data) ? Buffer.from(data).toString('base64') : data;
  const dense = base64.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(dense))
    throw new Error(`the picture ${describe(`attachment:${name}`)} is not base64`);
  return `data:${mime};base64,${dense}`;
}

function pictureFile(address: string, place: Place): string {
  const file = path.resolve(place.folder, decoded(address, 'picture'));
  const isInside = [projectRoot(), place.folder].some((folder) => isWithin(file, folder));
  const data = isInside ? fileAddress(file) : undefined;
  if (data === undefined)
    throw new Error(`the picture ${described(address)} is not there, or none of this project`);
  return data;
}

/** A picture file as a data address; undefined where there is no such file, or of no known type. */
export function fileAddress(file: string): string | undefined {
  const type = IMAGE_TYPES[path.extname(file).toLowerCase()];
  if (!type || !isFile(file)) return undefined;
  return `data:${type};base64,${fs.readFileSync(file).toString('base64')}`;
}

/** Whether a file lies in a folder or below it. */
export function isWithin(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** Whether there is a file of that name. */
export function isFile(file: string): boolean {
  try {
    return fs.statSync(file).isFile();
  } catch {
    return false; // not there, in a folder that cannot be read, or no name that a file can have
  }
}

/** The address of a link or picture without its escapes. @throws Error naming the address */
function decoded(address: string, what: 'link' | 'picture'): string {
  let text: string;
  try {
    text = decodeURIComponent(address);
  } catch (error) {
    throw new Error(`the ${what} ${described(address)} has a % that stands for no character`, {
      cause: error,
    });
  }
  if (text.includes('\0')) throw new Error(`the ${what} ${described(address)} holds a zero byte`);
  return text;
}

/** An address as it was written if it is short and plain, else in quotes and cut. */
function described(address: string): string {
  return /^[!-~]{1,90}$/.test(address) ? address : describe(address);
}

/** An address that a browser asks a server for. */
const SERVER = /^[a-z]+:\/\/|^\/\//i;

const VALUE = /"[^"]*"|'[^']*'|[^\s"'>]+/.source;

const ATTRIBUTE = `\\s+[^\\s"'>/=]+(?:\\s*=\\s*(?:${VALUE}))?`;

/**
 * An `<img` up to the value of its `src`, before which come whole attributes only; and its rest,
 * where that consists of whole attributes, too.
 */
const PICTURE = new RegExp(
  `(<img(?:${ATTRIBUTE})*?\\s+src\\s*=\\s*)(${VALUE})((?:${ATTRIBUTE})*\\s*/?>)?`,
  'gi',
);

const ALT = new RegExp(`\\salt\\s*=\\s*(${VALUE})`, 'i');

/** Whether the rest of an element says what its page does where the picture is missing. */
const ON_ERROR = /^[^>]*?\sonerror\s*=/i;

/** What is done about pictures that cannot be put into a page. */
export interface PictureCare {
  /**
   * Say in the page what is wrong with a picture, for a notebook of other people, which the reader
   * cannot mend.
   */
  readonly safe?: boolean;
  /** Told about each picture that a server has: the page holds its address. */
  readonly warn?: (warning: string) => void;
}

/**
 * Puts every picture into the page itself, so that it asks no server and no folder. In place of one
 * that a server has, its address stands.
 * @throws Error that names the address of a picture that is missing
 */
export function embedPictures(
  html: string,
  cell: Cell,
  place: Place,
  { safe = false, warn }: PictureCare = {},
): string {
  const put = (
    all: string,
    before: string,
    value: string,
    rest: string | undefined,
    at: number,
  ): string => {
    const raw = withoutQuotes(value);
    const address = raw.replace(/&amp;/g, '&');
    const after = rest ?? '';
    if (SERVER.test(address)) {
      warn?.(`the picture ${described(address)} ${FROM_SERVER}`);
      const words = remotePicture(address, before + after);
      return rest === undefined ? `${words}${before}"data:,"` : words;
    }
    try {
      return `${before}"${pictureData(raw, cell, place)}"${after}`;
    } catch (error) {
      const problem = `<em>(${escapeHtml(errorMessage(error))})</em>`;
      if (safe) return `${problem} ${before}"data:,"${after}`;
      if (ON_ERROR.test(before) || ON_ERROR.test(html.slice(at + all.length - after.length)))
        return all;
      throw error;
    }
  };
  return html.replace(PICTURE, put);
}

const FROM_SERVER =
  'comes from a server, and a report must work offline: in its place stands its address; attach ' +
  'the picture to its cell, or keep it beside the notebook';

function withoutQuotes(value: string): string {
  return value.replace(/^(["'])(.*)\1$/s, '$2');
}

/** What stands in the place of a picture that a server has. */
function remotePicture(address: string, attributes: string): string {
  const alt = withoutQuotes(ALT.exec(attributes)?.[1] ?? '').replace(/[<>]/g, '');
  const name = alt ? `The picture “${alt}”` : 'A picture';
  return (
    `<span class="missing-picture">${name} is not in this page: ` +
    `<code>${escapeHtml(address)}</code></span>`
  );
}

/** The data address that stands for an address of a picture. */
function pictureData(raw: string, cell: Cell, place: Place): string {
  const address = raw.replace(/&amp;/g, '&');
  if (/^data:/i.test(address)) return raw.replace(/"/g, '&quot;');
  const name = /^attachment:(.*)$/i.exec(address)?.[1];
  return name ? attachment(decoded(name, 'picture'), cell) : pictureFile(address, place);
}

/** Where a file lies that a notebook links to, as seen from the report. */
function relativeAddress(file: string, { folder, out }: Place): string {
  return path.relative(out, path.resolve(folder, file)).split(path.sep).map(addressPart).join('/');
}

/** A name as it may stand in an address. */
export function addressPart(name: string): string {
  return encodeURIComponent(wellFormed(name)).replace(/'/g, '%27');
}

/**
 * Makes links right at the report's place: notebooks become reports, Markdown files their pages; on
 * paper, where no file lies beside it, local links become plain text.
 */
export function fixLinks(html: string, place: Place, paper: boolean): string {
  return html.replace(
    /<a\b([^>]*?)\bhref="([^"]*)"([^>]*)>([\s\S]*?)<\/a>/gi,
    (all, before: string, address: string, after: string, inner: string) => {
      if (/^([a-z][a-z+.-]*:|#|\/\/)/i.test(address)) return all;
      const [file, fragment] = address.split('#');
      const text = inner.trim() || labelWords(fragment ?? '');
      if (paper) return `<span class="link">${text}</span>`;
      const hash = fragment === undefined ? '' : `#${fragment}`;
      const target = decoded(file.replace(/&amp;/g, '&'), 'link');
      const page = pageName(target, place);
      const href =
        page === undefined ? relativeAddress(target, place) : `${addressPart(page)}.html`;
      return `<a${before}href="${href}${hash}"${after}>${text}</a>`;
    },
  );
}

/** The name of the page that a link to a file leads to; undefined where the file has none. */
function pageName(target: string, place: Place): string | undefined {
  const notebook = /^(?:\.\/)?([^/]+)\.ipynb$/.exec(target)?.[1];
  if (notebook !== undefined && place.reports.has(notebook)) return notebook;
  const file = path.resolve(place.folder, target);
  if (/\.ipynb$/i.test(target)) return place.elsewhere?.get(file);
  return /\.md$/i.test(target) ? place.pageOf?.(file) : undefined;
}
