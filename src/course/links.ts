import * as path from 'node:path';
import { joined, type Cell, type Notebook } from '../report/notebookFile';
import { withSource } from './notebookParts';

/** Where a copy goes. */
export interface CopyPlace {
  /** The folder of the notebook that is copied. */
  readonly from: string;
  /** The folder of the copy. */
  readonly to: string;
  /** File names of notebooks of which a copy lies beside this one. */
  readonly siblings: ReadonlySet<string>;
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
const LINK = /(!?)(\[[^\]]*\]\()([^)\s]+)((?:\s+"[^"]*")?\))/g;
const IN_HTML = /(<(img|a)\b[^>]*?\b(?:src|href)\s*=\s*["'])([^"']+)(["'])/gi;

/**
 * Moves a notebook to another folder: relative links of its text are written anew, so that they
 * lead where they led; pictures come along.
 */
export function movedTo(notebook: Notebook, place: CopyPlace): Moved {
  const pictures = new Map<string, string>();
  const moved = (address: string, isPicture: boolean): string =>
    newAddress(address, isPicture, place, pictures);
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'markdown' ? withLinks(cell, moved) : cell,
  );
  return { notebook: { ...notebook, cells }, pictures };
}

function withLinks(cell: Cell, moved: (address: string, isPicture: boolean) => string): Cell {
  const text = joined(cell.source);
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
        IN_HTML,
        (_, start: string, tag: string, address: string, end: string) =>
          `${start}${moved(address, tag.toLowerCase() === 'img')}${end}`,
      );
  }
}

function newAddress(
  address: string,
  isPicture: boolean,
  { from, to, siblings }: CopyPlace,
  pictures: Map<string, string>,
): string {
  const [file, ...anchor] = address.split('#');
  if (file === '' || file.startsWith('/') || /^[a-z][a-z\d+.-]*:/i.test(file)) return address;
  const decoded = decodedName(file);
  const target = path.resolve(from, decoded);
  const isSibling = path.dirname(target) === path.resolve(from) && siblings.has(decoded);
  if (isSibling) return address;
  let moved = path.relative(to, target);
  if (isPicture) {
    moved = pictures.get(target) ?? pictureName(target, [...pictures.values()]);
    pictures.set(target, moved);
  }
  const written = moved.split(path.sep).map(encodeURIComponent).join('/');
  return [written, ...anchor].join('#');
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
