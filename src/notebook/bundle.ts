import * as path from 'path';

/** MIME types and their contents, as Jupyter sends them; `text/plain` is what is printed where there is no notebook. */
export interface Bundle { readonly 'text/plain': string; readonly [mime: string]: unknown }
type Write = (message: { data: object; metadata: object; transient: { display_id?: string } }, update: boolean) => void;

/**
 * Where the display messages of the running cell go; undefined under plain Node. tslab's own display functions send one MIME type at a time;
 * the function under them takes a whole bundle. It is looked up at each call, because every cell has its own.
 */
function writer(): Write | undefined {
  const file = Object.keys(require.cache).find((f) => f.endsWith(path.join('tslab', 'dist', 'jupyter.js')));
  const exports = file === undefined ? undefined : (require.cache[file]?.exports as { lastWriteDisplayData?: Write | null });
  return exports?.lastWriteDisplayData ?? undefined;
}

/** Whether the code runs in a notebook. */
export const inNotebook = (): boolean => writer() !== undefined;

/** Shows one display that carries several MIME types; outside a kernel prints its `text/plain`. */
export function displayBundle(data: Bundle): void {
  const write = writer();
  if (write) write({ data: { ...data }, metadata: {}, transient: {} }, false);
  else console.log(data['text/plain']);
}

/** One display of a cell that can be replaced. Outside a notebook `put` does nothing. */
export interface Slot { put(data: Bundle): void }

let slots = 0;
const session = process.pid.toString(36) + Date.now().toString(36);

/** A display that each `put` replaces. It stays with the cell that made it, also when a later cell is running. */
export function slot(): Slot {
  const write = writer(), id = `lab-${session}-${++slots}`;
  let shown = false;
  return {
    put(data) {
      write?.({ data: { ...data }, metadata: {}, transient: { display_id: id } }, shown);
      shown = true;
    },
  };
}
