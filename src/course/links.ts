import * as path from 'node:path';
import type { Cell, Notebook } from '../report/notebookFile';
import { linkAddress, sourceText, withSource } from './notebookParts';

/** Where a copy goes. */
export interface CopyPlace {
  /** The folder of the notebook that is copied. */
  readonly from: string;
  /** The folder of the copy. */
  readonly to: string;
  /** File names of notebooks of which a copy lies beside this one. */
  readonly siblings: ReadonlySet<string>;
  /** Gets the name of each picture that copies in this folder have, relative to it. */
  readonly names?: Map<string, string>;
}

/** A copy whose links lead to the same files, and the pictures that must come along. */
export interface Moved {
  readonly notebook: Notebook;
  /** Pictures: where each is, and where the copy expects it, relative to the copy's folder. */
  readonly pictures: ReadonlyMap<string, string>;
}

/** The folder beside a copy that its pictures go to. */
const PICTURES = 'pictures';

const CODE = /(^(?:```|~~~)[\s\S]*?^(?:```|~~~)[ \t]*$|`[^`\n]*`)/m;
/** `[words](address "title")`; the address may stand in `<>`, or have brackets in pairs. */
const LINK = /(!?)(\[[^\]]*\]\()(<[^<>\n]*>|(?:[^()\s<]|\([^()\s]*\))+)((?:\s+"[^"]*")?\))/g;
/** `[label]: address`, but no footnote. */
const DEFINITION = /^( {0,3}\[(?!\^)[^\]]+\]:[ \t]*)(<[^<>\n]*>|[^\s<]\S*)/gm;
const PICTURE_FILE = /\.(?:png|jpe?g|gif|svg|webp)$/i;
const IN_HTML = /(<(img|a)\b[^>]*?\b(?:src|href)\s*=\s*["'])([^"']+)(["'])/gi;

/**
 * Moves a notebook to another folder: relative links of its text are written anew, so that they
 * lead where they led; pictures come along.
 */
export function movedTo(notebook: Notebook, place: CopyPlace): Moved {
  const pictures = new Map<string, string>();
  const moved = (address: string, isPicture: boolean): string =>
    newAddress(address, isPicture, pictures, place);
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'markdown' ? withLinks(cell, moved) : cell,
  );
  return { notebook: { ...notebook, cells }, pictures };
}

function withLinks(cell: Cell, moved: (address: string, isPicture: boolean) => string): Cell {
  const text = sourceText(cell);
  const changed = text
    .split(CODE)
    .map((part) => (CODE.test(part) ? part : linksIn(part)))
    .join('');
  return changed === text ? cell : withSource(cell, changed);

  function linksIn(part: string): string {
    return part
      .replace(
        LINK,
        (_, mark: string, words: string, address: string, end: string) =>
          `${mark}${words}${moved(address, mark === '!')}${end}`,
      )
      .replace(
        DEFINITION,
        (_, start: string, address: string) =>
          `${start}${moved(address, PICTURE_FILE.test(bare(address)))}`,
      )
      .replace(
        IN_HTML,
        (_, start: string, tag: string, address: string, end: string) =>
          `${start}${moved(address, tag.toLowerCase() === 'img')}${end}`,
      );
  }
}

function newAddress(
  address: string,
  isPicture: boolean,
  pictures: Map<string, string>,
  { from, to, siblings, names = pictures }: CopyPlace,
): string {
  const [file, ...anchor] = bare(address).split('#');
  if (file === '' || file.startsWith('/') || /^[a-z][a-z\d+.-]*:/i.test(file)) return address;
  const decoded = decodedName(file);
  const target = path.resolve(from, decoded);
  const isBeside = path.dirname(target) === path.resolve(from);
  const isSibling = isBeside && siblings.has(path.basename(target));
  if (isSibling) return address;
  let moved = path.relative(to, target);
  if (isPicture) {
    moved = names.get(target) ?? pictureName(target, [...names.values()]);
    names.set(target, moved);
    pictures.set(target, moved);
  }
  return [linkAddress(moved), ...anchor].join('#');
}

/** An address without the `<>` that it may stand in. */
function bare(address: string): string {
  return address.replace(/^<(.*)>$/, '$1');
}

/** The name of a file in an address; as it stands where it is no percent code. */
function decodedName(file: string): string {
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}

/** A name in the folder of pictures that no other has. */
function pictureName(file: string, taken: readonly string[]): string {
  const { name, ext } = path.parse(file);
  for (let count = 1; ; count++) {
    const wanted = path.join(PICTURES, `${name}${count === 1 ? '' : `-${count}`}${ext}`);
    if (!taken.includes(wanted)) return wanted;
  }
}
