/** What the main thread and the server thread tell each other. */
import type { MessagePort } from 'node:worker_threads';
import type { Content, Header } from './message';

export type StreamName = 'stdout' | 'stderr';

/** One cell to run. */
export interface CellRequest {
  readonly id: string;
  readonly code: string;
  /** The number that the cell gets: In [count]. */
  readonly count: number;
  /** What errors call the cell: `cell [count]`. */
  readonly label: string;
  /** True if nothing of it is to be shown. */
  readonly silent: boolean;
  /** The front end's lasting name of the cell; undefined if it gives none. */
  readonly cell: string | undefined;
}

/** What stopped a cell. */
export interface Failure {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** MIME types and their contents. */
export type MimeContents = Readonly<Record<string, unknown>>;

/** What a value looks like in each MIME type, as the protocol has it. */
export interface DisplayData {
  readonly data: MimeContents;
  readonly metadata: object;
}

/** What came of a cell. */
export interface CellOutcome {
  readonly failure?: Failure;
  /** What its last line shows; undefined if it shows nothing. */
  readonly bundle?: MimeContents;
}

/** What the server thread is told about a cell that has ended: what JSON can hold. */
export interface ReportedOutcome {
  readonly failure?: Failure;
  readonly result?: DisplayData;
  readonly expressions: Content;
}

/** A cell to run, with all that its request asks for. */
export interface RunOrder {
  readonly request: CellRequest;
  readonly parent: Header;
  readonly allowsInput: boolean;
  /** user_expressions: code by name, as a front end sent it. */
  readonly expressions: Readonly<Record<string, unknown>>;
  /** Cells that the front end has removed since. */
  readonly deletedCells: readonly string[];
}

/** A question to the user. */
export interface Question {
  readonly id: number;
  readonly prompt: string;
  /** True if the main thread waits for the answer and does nothing else meanwhile. */
  readonly blocking: boolean;
}

/** Messages of the server thread to the main thread. */
export type ToMain =
  | ({ readonly kind: 'run' } & RunOrder)
  | { readonly kind: 'comm'; readonly parent: Header; readonly content: Content; metadata: Content }
  | { readonly kind: 'asked'; readonly asked: number }
  | { readonly kind: 'answered'; readonly id: number; result?: unknown; error?: string }
  | { readonly kind: 'input'; readonly id: number; readonly value: string }
  /** Everything has been sent: the process is to end with this exit code. */
  | { readonly kind: 'end'; readonly code: number };

/** Messages of the main thread to the server thread. */
export type ToThread =
  | { readonly kind: 'text'; readonly name: StreamName; readonly text: string; parent?: Header }
  | {
      readonly kind: 'publish';
      readonly type: string;
      /** JSON text. */
      readonly content: string;
      /** JSON text. */
      readonly metadata?: string;
      readonly parent: Header | undefined;
      /** Set when the message opens or closes a comm. */
      readonly comm?: { readonly id: string; readonly target: string; readonly open: boolean };
    }
  | { readonly kind: 'ran'; readonly outcome: ReportedOutcome }
  | { readonly kind: 'commDone'; readonly parent: Header }
  | { readonly kind: 'ask'; readonly id: number; readonly op: string; readonly args: unknown[] }
  | ({ readonly kind: 'input' } & Question)
  /** SIGTERM came: the kernel is to end. */
  | { readonly kind: 'terminated' };

/** The answer to a blocking question, sent on a port of its own. */
export interface BlockingAnswer {
  readonly id: number;
  /** Undefined: the wait was ended by an interrupt. */
  readonly value: string | undefined;
}

/** Everything that is put in order with the raw output of the process carries a mark. */
export type Marked<Message> = Message & { readonly mark: number };

/** What the server thread is started with. */
export interface ThreadData {
  /** For jupyter/load/worker.cjs: the file to run. */
  readonly module: string;
  readonly root: string;
  readonly connectionFile: string;
  /** Absolute path of the module that starts the compiler; undefined: there is no compiler. */
  readonly compiler: string | undefined;
  /** See shared.ts. */
  readonly shared: Int32Array;
  /** Reading ends of the pipes that stand in place of descriptors 1 and 2. */
  readonly pipes: readonly [number, number] | undefined;
  /** See marks.ts. */
  readonly token: string;
  /** Descriptor of the real stderr. */
  readonly stderr: number | undefined;
  readonly answers: MessagePort;
}
