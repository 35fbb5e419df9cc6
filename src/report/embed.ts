import * as fs from 'fs';
import * as path from 'path';
import { ownValue } from '../core/objects';
import { projectRoot } from '../core/paths';
import { describe, errorMessage, escapeHtml, wellFormed } from '../core/text';
import type { MimeBundle } from '../notebook/displayable';
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
  /** Names of the notebooks that have, or will have, a report. */
  readonly reports: ReadonlySet<string>;
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
  const type = IMAGE_TYPES[path.extname(file).toLowerCase()];
  const inside = [projectRoot(), place.folder].some((folder) => file.startsWith(folder + path.sep));
  if (!type || !inside || !isFile(file))
    throw new Error(`the picture ${described(address)} is not there, or none of this project`);
  return `data:${type};base64,${fs.readFileSync(file).toString('base64')}`;
}

function isFile(file: string): boolean {
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

/** An `<img` up to the value of its `src`; before that come whole attributes only. */
const PICTURE = new RegExp(
  `(<img(?:\\s+[^\\s"'>/=]+(?:\\s*=\\s*(?:${VALUE}))?)*?\\s+src\\s*=\\s*)(${VALUE})`,
  'gi',
);

/** Whether the rest of an element says what its page does where the picture is missing. */
const ON_ERROR = /^[^>]*?\sonerror\s*=/i;

/**
 * Puts every picture into the page itself, so that it asks no server and no folder.
 * @param safe say in the page what is wrong with a picture, for a notebook of other people, which
 * the reader cannot mend
 * @throws Error that names the address of a picture that is missing or comes from a server
 */
export function embedPictures(html: string, cell: Cell, place: Place, safe = false): string {
  return html.replace(PICTURE, (all: string, before: string, value: string, at: number) => {
    const raw = value.replace(/^(["'])(.*)\1$/s, '$2');
    try {
      return `${before}"${pictureData(raw, cell, place)}"`;
    } catch (error) {
      if (safe) return `<em>(${escapeHtml(errorMessage(error))})</em> ${before}"data:,"`;
      const isExpected = [before, html.slice(at + all.length)].some((part) => ON_ERROR.test(part));
      if (isExpected && !SERVER.test(raw)) return all;
      throw error;
    }
  });
}

/** The data address that stands for an address of a picture. */
function pictureData(raw: string, cell: Cell, place: Place): string {
  const address = raw.replace(/&amp;/g, '&');
  if (/^data:/i.test(address)) return raw.replace(/"/g, '&quot;');
  if (SERVER.test(address))
    throw new Error(
      `the picture ${described(address)} comes from a server; a report must work offline: ` +
        'attach the picture',
    );
  const name = /^attachment:(.*)$/i.exec(address)?.[1];
  return name ? attachment(decoded(name, 'picture'), cell) : pictureFile(address, place);
}

/** Where a file lies that a notebook links to, as seen from the report. */
function relativeAddress(file: string, { folder, out }: Place): string {
  return path.relative(out, path.resolve(folder, file)).split(path.sep).map(encoded).join('/');
}

/** A name as it may stand in an address. */
function encoded(name: string): string {
  return encodeURIComponent(wellFormed(name)).replace(/'/g, '%27');
}

/**
 * Makes links right at the report's place: notebooks become reports; on paper, where no file lies
 * beside it, local links become plain text.
 */
export function fixLinks(html: string, place: Place, paper: boolean): string {
  return html.replace(
    /<a\b([^>]*?)\bhref="([^"]*)"([^>]*)>([\s\S]*?)<\/a>/gi,
    (all, before: string, address: string, after: string, text: string) => {
      if (/^([a-z][a-z+.-]*:|#|\/\/)/i.test(address)) return all;
      if (paper) return `<span class="link">${text}</span>`;
      const [file, fragment] = address.split('#');
      const hash = fragment === undefined ? '' : `#${fragment}`;
      const target = decoded(file.replace(/&amp;/g, '&'), 'link');
      const notebook = /^(?:\.\/)?([^/]+)\.ipynb$/.exec(target)?.[1];
      const isReport = notebook !== undefined && place.reports.has(notebook);
      const href = isReport ? `${encoded(notebook)}.html` : relativeAddress(target, place);
      return `<a${before}href="${href}${hash}"${after}>${text}</a>`;
    },
  );
}
