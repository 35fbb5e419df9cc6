import * as path from 'path';
import { kernel, type KernelApi } from './kernel';

/**
 * MIME types and their contents, as Jupyter sends them. `text/plain` is what is printed where there
 * is no notebook.
 */
export interface Bundle {
  readonly 'text/plain': string;
  readonly [mime: string]: unknown;
}

type Write = KernelApi['display'];

/** Where displays go; undefined under plain Node. */
function writer(): Write | undefined {
  const api = kernel();
  if (api) return (content, update) => api.display(content, update);
  return tslabWriter();
}

/**
 * The display function of a kernel that is tslab alone. tslab's public functions send one MIME type
 * at a time; the function under them takes a whole bundle. Every cell has its own, so it is looked
 * up at each call.
 */
function tslabWriter(): Write | undefined {
  const ending = path.join('tslab', 'dist', 'jupyter.js');
  const file = Object.keys(require.cache).find((name) => name.endsWith(ending));
  if (file === undefined) return undefined;
  const exports = require.cache[file]?.exports as { lastWriteDisplayData?: Write | null };
  return exports.lastWriteDisplayData ?? undefined;
}

/** Whether the code runs in a notebook. */
export function inNotebook(): boolean {
  return writer() !== undefined;
}

/** Shows one display that carries several MIME types; outside a kernel prints its `text/plain`. */
export function displayBundle(data: Bundle): void {
  const write = writer();
  if (write) write({ data: { ...data }, metadata: {}, transient: {} }, false);
  else console.log(data['text/plain']);
}

/** One display of a cell that can be replaced. Outside a notebook `put` does nothing. */
export interface Slot {
  put(data: Bundle): void;
}

let slots = 0;
const session = process.pid.toString(36) + Date.now().toString(36);

/** A name that no other display of this kernel has. */
export function displayId(): string {
  slots++;
  return `lab-${session}-${slots}`;
}

/**
 * A display that each `put` replaces. It stays with the cell that made it, also when a later cell
 * is running.
 */
export function slot(): Slot {
  const write = writer();
  const id = displayId();
  let shown = false;
  return {
    put(data) {
      write?.({ data: { ...data }, metadata: {}, transient: { display_id: id } }, shown);
      shown = true;
    },
  };
}
