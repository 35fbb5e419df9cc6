/** On the main thread: input of the user through prompt, confirm, alert and process.stdin. */
import { Readable } from 'node:stream';
import { MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { Interrupted } from '../cells/interrupts';
import { InputError } from './errors';
import type { OutputRouter, PromptKeeper } from './output';
import { SharedField } from './shared';
import type { BlockingAnswer, ToThread } from './wire';

/** Milliseconds that process.stdin is read without a question before the user is asked. */
const PATIENCE = 200;

const WAITED = 'The cell was interrupted while it waited for input.';

/** Node's own timers, which interrupts do not silence. */
export interface Timers {
  readonly setTimeout: (callback: () => void, ms: number) => NodeJS.Timeout;
  readonly clearTimeout: (timer: NodeJS.Timeout | undefined) => void;
  readonly setImmediate: (callback: () => void) => NodeJS.Immediate;
}

export interface InputOptions {
  readonly output: OutputRouter;
  readonly shared: Int32Array;
  /** Where answers to blocking questions arrive. */
  readonly answers: MessagePort;
  readonly timers: Timers;
  post(message: ToThread): void;
  /** Ends the running cell with an error. */
  failCell(error: Error): void;
}

/** process.stdin of one cell. */
class AskingStream extends Readable {
  readonly fd = 0;

  constructor(private readonly wanted: () => void) {
    super();
  }

  override _read(): void {
    this.wanted();
  }

  /** True if something waits for what is read. */
  get hasReader(): boolean {
    return this.readableFlowing === true || this.listenerCount('readable') > 0;
  }

  // of the streams that Node has in this place
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

export class Input implements PromptKeeper {
  private allowed = false;
  private lastId = 0;
  private stream: AskingStream | undefined;
  /** True while the stream wants a line that has not been asked for. */
  private wants = false;
  /** The id of the question that the stream has asked. */
  private asked: number | undefined;
  private kept = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: InputOptions) {
    options.output.usePromptKeeper(this);
    const define = (target: object, name: string, value: unknown): void => {
      Object.defineProperty(target, name, { configurable: true, writable: true, value });
    };
    define(globalThis, 'prompt', (message?: unknown, answer?: unknown) =>
      this.prompt(message, answer),
    );
    define(globalThis, 'confirm', (message?: unknown) => this.confirm(message));
    define(globalThis, 'alert', (message?: unknown) => this.alert(message));
    Object.defineProperty(process, 'stdin', {
      configurable: true,
      enumerable: true,
      get: () => (this.stream ??= new AskingStream(() => this.streamWants())),
    });
  }

  /** A cell begins. @param allowed true if its front end can be asked */
  begin(allowed: boolean): void {
    this.end();
    this.allowed = allowed;
  }

  /** A cell has ended: an interface that it left open must not ask in the next one. */
  end(): void {
    this.options.timers.clearTimeout(this.timer);
    this.timer = undefined;
    this.wants = false;
    this.asked = undefined;
    if (this.stream?.readableDidRead || this.stream?.hasReader) this.stream = undefined;
    this.allowed = false;
  }

  /** Ends the wait of process.stdin; its cell fails. */
  interrupt(): void {
    if (this.asked === undefined) return;
    this.asked = undefined;
    this.options.failCell(new Interrupted(WAITED));
  }

  /** An answer to what process.stdin asked. */
  answered(id: number, line: string): void {
    if (id !== this.asked) return;
    this.asked = undefined;
    this.stream?.push(`${line}\n`);
  }

  keep(line: string): boolean {
    if (line === '' || !this.allowed || !this.stream?.hasReader) return false;
    this.kept = line;
    this.options.timers.setImmediate(() => this.considerKept());
    return true;
  }

  release(): string {
    const { kept } = this;
    this.kept = '';
    return kept;
  }

  private prompt(message: unknown = '', otherwise?: unknown): string | null {
    const offers = otherwise !== undefined && otherwise !== null;
    const offered = String(otherwise);
    const hint = offers ? `[${offered}] ` : '';
    const answer = this.ask('prompt', withBlank(message) + hint);
    return answer === '' && offers ? offered : answer;
  }

  private confirm(message: unknown = ''): boolean {
    const answer = this.ask('confirm', `${withBlank(message)}[y/N] `);
    return /^\s*y(es)?\s*$/i.test(answer);
  }

  private alert(message: unknown = ''): void {
    this.ask('alert', `${withBlank(message)}[Enter] `);
  }

  /** Asks and stands still until the answer is there. */
  private ask(name: string, prompt: string): string {
    if (!this.allowed) throw new InputError(`${name}()`);
    const { output, shared } = this.options;
    output.flush();
    const id = ++this.lastId;
    Atomics.store(shared, SharedField.REPLIED, 0);
    this.options.post({ kind: 'input', id, prompt, blocking: true });
    Atomics.wait(shared, SharedField.REPLIED, 0);
    const value = this.takeAnswer(id);
    if (value === undefined) throw new Interrupted(WAITED);
    return value;
  }

  /** The answer to this question; those to earlier ones, whose wait was broken off, are dropped. */
  private takeAnswer(id: number): string | undefined {
    for (;;) {
      const received = receiveMessageOnPort(this.options.answers);
      if (!received) return undefined;
      const answer = received.message as BlockingAnswer;
      if (answer.id === id) return answer.value;
    }
  }

  /** process.stdin is read. What reads it may print its question only after this. */
  private streamWants(): void {
    this.wants = true;
    const { timers } = this.options;
    timers.setImmediate(() => {
      if (!this.allowed) this.refuse();
      else this.considerNow();
    });
    timers.clearTimeout(this.timer);
    this.timer = timers.setTimeout(() => this.askForStream(), PATIENCE);
  }

  private refuse(): void {
    if (!this.wants || !this.stream?.hasReader) return;
    this.wants = false;
    this.options.failCell(new InputError('Reading process.stdin'));
  }

  /** Asks at once if a question stands there: a line that was printed without an end. */
  private considerNow(): void {
    if (this.kept !== '' || this.options.output.hasOpenLine) this.askForStream();
  }

  /** A line that was kept back is a question if the stream is read, and plain output if not. */
  private considerKept(): void {
    if (this.kept === '') return;
    if (this.wants && this.stream?.hasReader) this.askForStream();
    else this.options.output.flush();
  }

  private askForStream(): void {
    if (!this.wants || !this.allowed || !this.stream?.hasReader) return;
    const prompt = this.release() || this.options.output.takeLastLine();
    this.wants = false;
    const id = ++this.lastId;
    this.asked = id;
    this.options.post({ kind: 'input', id, prompt, blocking: false });
  }
}

function withBlank(message: unknown): string {
  const text = String(message);
  return text === '' || /\s$/.test(text) ? text : `${text} `;
}
