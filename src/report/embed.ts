import * as fs from 'fs';
import * as path from 'path';
import type { Cell } from './notebookFile';
import { projectRoot } from '../core/paths';

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
  const [mime, data] = Object.entries(cell.attachments?.[name] ?? {})[0] ?? [];
  if (!mime || !data) throw new Error(`the picture attachment:${name} is not attached to its cell`);
  return `data:${mime};base64,${data}`;
}

function pictureFile(address: string, place: Place): string {
  const file = path.resolve(place.folder, decodeURIComponent(address));
  const type = IMAGE_TYPES[path.extname(file).toLowerCase()];
  const inside = [projectRoot(), place.folder].some((folder) => file.startsWith(folder + path.sep));
  if (!type || !inside || !fs.existsSync(file))
    throw new Error(`the picture ${address} is not there, or no picture of this project`);
  return `data:${type};base64,${fs.readFileSync(file).toString('base64')}`;
}

/**
 * Puts every picture into the page itself, so that it asks no server and no folder.
 * Throws an `Error` that names the address of a picture that is missing or comes from a server.
 */
export function embedPictures(html: string, cell: Cell, place: Place): string {
  return html.replace(
    /(<img\b[^>]*?\bsrc=)(["'])(.*?)\2/gi,
    (_all, before: string, quote: string, raw: string) => {
      const address = raw.replace(/&amp;/g, '&');
      if (/^data:/i.test(address)) return `${before}${quote}${raw}${quote}`;
      if (/^[a-z]+:\/\/|^\/\//i.test(address))
        throw new Error(
          `the picture ${address} comes from a server; a report must work offline: attach the ` +
            'picture',
        );
      const name = /^attachment:(.*)$/i.exec(address)?.[1];
      const data = name ? attachment(decodeURIComponent(name), cell) : pictureFile(address, place);
      return `${before}${quote}${data}${quote}`;
    },
  );
}

/**
 * Makes links right at the report's place: notebooks become reports; on paper, where no file lies
 * beside it, local links become plain text.
 */
export function fixLinks(html: string, place: Place, paper: boolean): string {
  return html.replace(
    /<a\b([^>]*?)\bhref="([^"]*)"([^>]*)>([\s\S]*?)<\/a>/gi,
    (all, before: string, address: string, after: string, text: string) => {
      if (/^([a-z]+:|#)/i.test(address)) return all;
      if (paper) return `<span class="link">${text}</span>`;
      const [file, fragment] = address.split('#');
      const hash = fragment === undefined ? '' : `#${fragment}`;
      const notebook = /^(?:\.\/)?([^/]+)\.ipynb$/.exec(decodeURIComponent(file))?.[1];
      const target =
        notebook && place.reports.has(notebook)
          ? `${encodeURIComponent(notebook)}.html`
          : path
              .relative(place.out, path.resolve(place.folder, decodeURIComponent(file)))
              .split(path.sep)
              .map(encodeURIComponent)
              .join('/');
      return `<a${before}href="${target}${hash}"${after}>${text}</a>`;
    },
  );
}
