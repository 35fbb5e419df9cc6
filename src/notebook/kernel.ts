/** What one display message carries. */
export interface DisplayContent {
  readonly data: object;
  readonly metadata?: object;
  /** With an id the display can be replaced later. */
  readonly transient?: { readonly display_id?: string };
}

/** One channel between this kernel and the page that shows the notebook. */
export interface Comm {
  readonly id: string;
  /**
   * Called with what the page sends. The page waits with its next message until the promise is
   * kept.
   */
  onMessage?: (data: unknown, request: unknown) => void | Promise<void>;
  /** Called when the page, or the kernel because the cell runs again, closed the channel. */
  onClose?: () => void;
  send(data: object, metadata?: object): void;
  close(): void;
}

/** All channels of a kernel. */
export interface Comms {
  /** Opens a channel to the part of the page that listens to `target`. */
  open(target: string, data: object, metadata?: object): Comm;
  /**
   * Says who answers when the page opens a channel to `target`; the last one who asks for it
   * does.
   */
  register(target: string, opened: (comm: Comm, data: unknown, request: unknown) => void): void;
}

/** What the laboratory's kernel lets the code of cells do, beside printing. */
export interface KernelApi {
  /** Shows a display, or replaces the one that has the same id. */
  display(content: DisplayContent, update: boolean): void;
  /** Clears the output of the running cell: now, or (`wait`) as soon as something new is shown. */
  clearOutput(wait: boolean): void;
  readonly comms: Comms;
}

/** Where the kernel puts its API before the first cell runs. */
const KEY = Symbol.for('neural-memory-lab.kernel');

/** The kernel that runs this code; undefined under plain Node. */
export function kernel(): KernelApi | undefined {
  return (globalThis as { [key: symbol]: unknown })[KEY] as KernelApi | undefined;
}
