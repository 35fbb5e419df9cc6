import { kernel } from './kernel';

/**
 * MIME types and their contents, as Jupyter sends them. `text/plain` is what is printed where there
 * is no notebook.
 */
export interface Bundle {
  readonly 'text/plain': string;
  readonly [mime: string]: unknown;
}

/** Whether the code runs in a notebook. */
export function inNotebook(): boolean {
  return kernel() !== undefined;
}

/** Shows one display that carries several MIME types; outside a kernel prints its `text/plain`. */
export function displayBundle(data: Bundle): void {
  const api = kernel();
  if (api) api.display({ data, metadata: {}, transient: {} }, false);
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
 * A display that each `put` replaces: where it was shown first, also when a later cell is running.
 */
export function slot(): Slot {
  const api = kernel();
  const id = displayId();
  let shown = false;
  return {
    put(data) {
      api?.display({ data, metadata: {}, transient: { display_id: id } }, shown);
      shown = true;
    },
  };
}
