/** Cuts very long output of a cell and keeps all of it in a file. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { lives } from './processes';

/** Characters of stream output that are shown of one cell. */
export const LIMIT = 500_000;
/**
 * Milliseconds for which the files of a kernel that has ended are kept: a notebook may name them.
 */
const KEPT = 7 * 24 * 3600 * 1000;
/** Characters after which the file too is given up: a loop may print for days. */
const FILE_LIMIT = 100_000_000;

const format = (count: number): string => count.toLocaleString('en-US');

/** Where the files of all kernels lie. */
function outputFolder(root: string): string {
  return path.join(root, '.lab', 'output');
}

/** The folder of this kernel; other kernels of the project have their own. */
function folderOfKernel(root: string, pid: number): string {
  return path.join(outputFolder(root), `kernel-${pid}`);
}

function isOld(folder: string): boolean {
  const found = fs.statSync(folder, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > KEPT;
}

/**
 * Removes the files of kernels that ended a week ago, and of an earlier one with our process
 * number.
 */
export function removeOldOutput(root: string): void {
  const folder = outputFolder(root);
  let names: string[];
  try {
    names = fs.readdirSync(folder);
  } catch {
    return; // there is none
  }
  for (const name of names) {
    const pid = Number(/^kernel-(\d+)$/.exec(name)?.[1]);
    const place = path.join(folder, name);
    if (pid !== process.pid && (lives(pid) || !isOld(place))) continue;
    fs.rmSync(place, { recursive: true, force: true });
  }
}

/** Where to cut so that no character (a pair of UTF-16 units) is cut in two. */
export function cutAt(text: string, length: number): number {
  if (length === 0) return 0;
  const unit = text.charCodeAt(length - 1);
  const first = unit >= 0xd800 && unit <= 0xdbff;
  return first && length < text.length ? length - 1 : length;
}

/** Counts the stream output of one cell. */
export class LongOutput {
  /** What has been shown, until it is clear that no file is needed. */
  private shown: string[] = [];
  private total = 0;
  private shownLength = 0;
  /** True once something has been cut. */
  private full = false;
  private written = 0;
  private file: number | undefined;
  private problem: string | undefined;
  private readonly path: string;

  constructor(
    private readonly root: string,
    count: number,
  ) {
    this.path = path.join(folderOfKernel(root, process.pid), `cell-${count}.txt`);
  }

  /** How many characters are not shown. */
  get hidden(): number {
    return this.total - this.shownLength;
  }

  /** Takes what was printed and returns the part of it that is to be shown. */
  take(text: string): string {
    this.total += text.length;
    this.full ||= this.shownLength + text.length > LIMIT;
    if (this.full) return this.cut(text);
    this.shown.push(text);
    this.shownLength += text.length;
    return text;
  }

  /** A line that says what is not shown and where it is; undefined if all is shown. */
  notice(): string | undefined {
    if (this.hidden === 0) return undefined;
    const count = `${format(this.hidden)} characters of output are not shown`;
    if (this.problem) return `${count} (they could not be kept: ${this.problem}).\n`;
    const what =
      this.written < this.total
        ? `the first ${format(this.written)} of ${format(this.total)}`
        : `all ${format(this.total)}`;
    return `${count}; ${what} are in ${path.relative(this.root, this.path)}.\n`;
  }

  /** Nothing more will be printed. */
  close(): void {
    if (this.file !== undefined) fs.closeSync(this.file);
    this.file = undefined;
    this.shown = [];
  }

  private cut(text: string): string {
    const first = this.hidden === text.length;
    const part = first ? text.slice(0, cutAt(text, LIMIT - this.shownLength)) : '';
    this.keep(text);
    this.shownLength += part.length;
    return part;
  }

  private keep(text: string): void {
    if (this.problem !== undefined || this.written >= FILE_LIMIT) return;
    try {
      this.file ??= this.begin();
      fs.writeSync(this.file, text);
      this.written += text.length;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  /** Makes the file, with what has been shown so far. */
  private begin(): number {
    fs.mkdirSync(path.dirname(this.path), { recursive: true });
    fs.rmSync(this.path, { force: true });
    const file = fs.openSync(this.path, 'w');
    const text = this.shown.join('');
    this.shown = [];
    fs.writeSync(file, text);
    this.written = text.length;
    return file;
  }
}
